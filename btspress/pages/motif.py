"""Motifs: something that comes back, with every appearance in story order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from btspress.model import Chapter, Shown, Site
from btspress.pages.appearances import Place, places_of_motifs
from btspress.pages.cards import film_name, site_card
from btspress.pages.head import head
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import Plan
from btspress.unchanging import unchanging


@unchanging
class Stop:
    """A chapter in which the motif appears, with the places where it does."""

    number: int
    chapter: str
    address: str
    shown: Shown | None
    places: tuple[Place, ...]
    """Blocks; empty when only the chapter as a whole names the motif."""
    language: str = ""
    """Of the chapter."""


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/tears-of-steel/motifs/railing/`, for each motif that is shown anywhere."""
    for film in site.films:
        appearances = places_of_motifs(film) if film.motifs else {}
        shown = tuple(motif for motif in film.motifs if motif.id in appearances)
        numbered = {chapter.address: (number, chapter) for number, chapter in enumerate(film.chapters, 1)}
        for motif in shown:
            address = f"{film.address}motifs/{motif.id}/"
            places = appearances[motif.id]
            others = tuple(other for other in shown if other.id != motif.id)
            values = frozen(
                site=site_card(site), film=film_name(film), motif=motif, stops=_stops(numbered, places), others=others
            )
            first = next((place for place in places if place.shown), None)
            yield PageSpec(
                path=file_of(address),
                template="motif.html",
                head=head(
                    site,
                    plan,
                    f"{motif.name} · {film.title}",
                    address,
                    motif.look_for,
                    shown=first.shown if first else None,
                    alt=first.alt if first else "",
                ),
                values=values,
                media=media_of(values, plan),
                language=site.config.language,
                rights=film.rights,
            )


def _stops(numbered: Mapping[str, tuple[int, Chapter]], places: tuple[Place, ...]) -> tuple[Stop, ...]:
    """The places, which are in story order, by chapter; the picture is the first that a place shows."""
    made = []
    within: defaultdict[str, list[Place]] = defaultdict(list)
    for place in places:
        within[place.address.partition("#")[0]].append(place)
    for address, inside in within.items():
        number, chapter = numbered[address]
        shown = next((place.shown for place in inside if place.shown), None)
        blocks = tuple(place for place in inside if place.kind != "chapter")
        made.append(Stop(number, chapter.title, address, shown, blocks, chapter.language))
    return tuple(made)
