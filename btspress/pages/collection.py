"""Collections of a film: all its decisions, accidents, deleted scenes, places and lessons, each on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from btspress.model import Film, Frame, Moment, Prose, Shown, Site
from btspress.pages.appearances import place_of
from btspress.pages.cards import Door, film_name, press_doors, site_card
from btspress.pages.days import days_of
from btspress.pages.head import head
from btspress.pages.plain import opening_words
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.pages.trades import Trades, trades_of
from btspress.pages.uses import uses_of
from btspress.pages.whereabouts import Ground, ground_of
from btspress.planned import Plan
from btspress.unchanging import unchanging
from btspress.walk import walk

Moments: TypeAlias = tuple[tuple[int, Moment], ...]


@unchanging
class Collection:
    """Moments of some kinds on one page."""

    key: str
    """Folder beneath the film, and key of the labels."""
    kinds: tuple[str, ...]
    whole: bool = False
    """Whether the words are shown in full, because they are the point."""


COLLECTIONS = (
    Collection("decisions", ("decision",)),
    Collection("challenges", ("challenge",)),
    Collection("accidents", ("accident",)),
    Collection("deleted", ("deleted",)),
    Collection("locations", ("location",)),
    Collection("takeaways", ("takeaways", "lesson"), whole=True),
)
"""Every page of this kind that a film may have; those without entries are left out."""


@unchanging
class Entry:
    """One moment in a collection."""

    moment: Moment
    """Without its body; with the prose of its body where the collection shows words in full."""
    excerpt: str
    address: str
    chapter: str
    number: int
    phase: str
    shown: Shown | None
    alt: str
    answer: tuple[str, str] | None = None
    """Title and address of the fix of a challenge."""
    language: str = ""
    """Of its chapter."""
    trades: tuple[int, ...] = ()
    """Numbers of the departments whose people made it, as the page lists them from 1."""


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/tears-of-steel/decisions/` and its like."""
    for film in site.films:
        moments = _moments(film)
        if not moments:
            continue
        trades, doors = trades_of(site, film), doors_of(film)
        for collection in COLLECTIONS:
            entries = _entries(film, collection, moments)
            if entries:
                yield _page(site, plan, film, collection, entries, trades, doors)


def doors_of(film: Film) -> tuple[Door, ...]:
    """Links to the collections of the film that have entries, to its timeline, footage and press kit."""
    moments = _moments(film)
    kinds = Counter(moment.kind for _, moment in moments)
    counts = [(found.key, sum(kinds[kind] for kind in found.kinds)) for found in COLLECTIONS]
    days = len({day.on for day in days_of(film)})
    counts.append(("timeline", days if days > 1 else 0))
    doors = [Door(key, f"{film.address}{key}/", count) for key, count in counts if count]
    if any(True for _ in uses_of(film)):
        doors.append(Door("footage", f"{film.address}footage/"))
    return (*doors, *press_doors(film))


def _page(
    site: Site,
    plan: Plan,
    film: Film,
    collection: Collection,
    entries: tuple[Entry, ...],
    trades: Trades,
    doors: tuple[Door, ...],
) -> PageSpec:
    names = trades.among(entry.moment for entry in entries)
    entries = tuple(replace(entry, trades=trades.numbers(entry.moment, names)) for entry in entries)
    address = f"{film.address}{collection.key}/"
    values = frozen(
        site=site_card(site),
        film=film_name(film),
        key=collection.key,
        whole=collection.whole,
        entries=entries,
        trades=names,
        ground=_ground(film, entries) if collection.key == "locations" else None,
        doors=doors,
    )
    seen = next((entry for entry in entries if isinstance(entry.shown, Frame)), None)
    title = site.config.labels.get(collection.key, collection.key.capitalize())
    return PageSpec(
        path=file_of(address),
        template="collection.html",
        head=head(
            site,
            plan,
            f"{title} · {film.title}",
            address,
            "; ".join(entry.moment.title or entry.excerpt for entry in entries),
            shown=seen.shown if seen else film.poster,
            alt=seen.alt if seen else film.poster_alt,
        ),
        values=values,
        media=media_of(values, plan),
        language=site.config.language,
        rights=film.rights,
    )


def _ground(film: Film, entries: tuple[Entry, ...]) -> Ground | None:
    return ground_of(((entry.moment, entry.address) for entry in entries), film.outline)


def _moments(film: Film) -> Moments:
    """All moments of the film, each with the index of its chapter."""
    return tuple(
        (index, moment) for index, chapter in enumerate(film.chapters) for moment in walk(chapter.blocks, Moment)
    )


def _entries(film: Film, collection: Collection, moments: Moments) -> tuple[Entry, ...]:
    phases = {phase.id: phase.name for phase in film.phases}
    answers = {
        moment.answers: (moment.title, f"{film.chapters[index].address}#{moment.id}")
        for index, moment in (moments if "challenge" in collection.kinds else ())
        if moment.kind == "fix" and moment.answers
    }
    made = []
    for index, moment in moments:
        if moment.kind not in collection.kinds:
            continue
        chapter = film.chapters[index]
        place = place_of(film, chapter, moment)
        words = tuple(block for block in moment.body if isinstance(block, Prose)) if collection.whole else ()
        made.append(
            Entry(
                moment=replace(moment, body=words),
                excerpt=opening_words(moment.body, 240),
                address=place.address,
                chapter=chapter.title,
                number=index + 1,
                phase=phases.get(moment.phase or chapter.phase, ""),
                shown=place.shown,
                alt=place.alt,
                language=chapter.language,
                answer=answers.get(moment.id) if moment.kind == "challenge" else None,
            )
        )
    return tuple(made)
