"""Footage: every media file of a film, with all places where it is used and the seconds shown there."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from btspress.model import Film, Shown, Site, Sound, Source
from btspress.pages.cards import address_of, film_name, site_card
from btspress.pages.collection import doors_of
from btspress.pages.head import head
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.pages.uses import Use, uses_of
from btspress.planned import Plan
from btspress.unchanging import unchanging


@unchanging
class Reel:
    """One media file with its uses."""

    id: str
    name: str
    """Title of its sidecar, else what its first use in the text says; never the file's own name."""
    duration: Fraction
    """Seconds; 0 for a picture."""
    people: tuple[tuple[str, str], ...]
    """(name, address) of those who are seen or heard."""
    shown: Shown | None
    """What stands for it: what its first use shows."""
    stand_in: bool
    uses: tuple[Use, ...]

    @property
    def chapters(self) -> int:
        """In how many chapters it is used."""
        return len({use.number for use in self.uses})


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/tears-of-steel/footage/`."""
    for film in site.films:
        reels = reels_of(site, film)
        if not reels:
            continue
        address = f"{film.address}footage/"
        values = frozen(site=site_card(site), film=film_name(film), reels=reels, doors=doors_of(film))
        title = site.config.labels.get("footage", "Footage")
        yield PageSpec(
            path=file_of(address),
            template="footage.html",
            head=head(site, plan, f"{title} · {film.title}", address, shown=film.poster, alt=film.poster_alt),
            values=values,
            media=media_of(values, plan),
            language=site.config.language,
            rights=film.rights,
        )


def reels_of(site: Site, film: Film) -> tuple[Reel, ...]:
    """The media files that a film shows, in the order in which they first appear."""
    uses: dict[Source, list[tuple[Use, Shown]]] = {}
    for source, use, shown in uses_of(film):
        uses.setdefault(source, []).append((use, shown))
    people = {person.slug: (person.name, address_of(site, person)) for person in site.people}
    return tuple(_reel(f"reel-{n}", source, each, people) for n, (source, each) in enumerate(uses.items(), 1))


def _reel(name: str, source: Source, uses: list[tuple[Use, Shown]], people: dict[str, tuple[str, str]]) -> Reel:
    pictures = (shown for _, shown in uses if not isinstance(shown, Sound))
    said = [use.words for use, _ in uses if use.kind != "opening"] or [uses[0][0].words]
    return Reel(
        id=name,
        name=source.title or said[0],
        duration=source.facts.duration,
        people=tuple(people[slug] for slug in source.people if slug in people),
        shown=next(pictures, None),
        stand_in=source.stand_in,
        uses=tuple(use for use, _ in uses),
    )
