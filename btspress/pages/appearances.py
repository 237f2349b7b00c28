"""Where people, motifs and terms appear: looked up in the chapters, in story order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from btspress.model import (
    Chapter,
    Clip,
    Comparison,
    Figure,
    Film,
    Frame,
    Mention,
    Moment,
    Shown,
    Site,
    Sound,
    Soundbite,
    Source,
    TermMention,
)
from btspress.pages.plain import heading_of, shortened, told
from btspress.telling.lists import makers_of
from btspress.timecode import TimeRange
from btspress.unchanging import unchanging
from btspress.walk import walk

_QUOTED = 140


@unchanging
class Place:
    """One appearance, with a link to exactly there."""

    kind: str
    """Kind of the moment, or `soundbite`, `clip`, `compare`, `chapter`, `mention`."""
    words: str
    address: str
    chapter: str
    film: str
    shown: Shown | None = None
    alt: str = ""
    range: TimeRange | None = None
    """Seconds of the source that are shown, where it moves."""
    language: str = ""
    """Of its words and the chapter's."""


Told: TypeAlias = Moment | Soundbite | Figure | Comparison
"""What may be an appearance."""

Places = Mapping[str, tuple[Place, ...]]
"""Appearances of each of several people, motifs or terms; those without any are not in it."""


def chapters_of(site: Site) -> Iterator[tuple[Film, Chapter]]:
    """Every chapter in the main language, in story order."""
    for film in site.films:
        for chapter in film.chapters:
            yield film, chapter


def places_of_people(site: Site) -> Places:
    """What each person, by slug, decided, said, is seen or named in; a chapter that only mentions them comes once."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for film, chapter in chapters_of(site):
        nodes: Iterator[Told] = walk(chapter.blocks, Moment, Soundbite, Figure, Comparison)
        acting: set[str] = set()
        for node in nodes:
            there = makers_of(node) if isinstance(node, Moment | Soundbite) else _seen_in(node)
            acting |= there
            for slug in there:
                found[slug].append(_with_side(_place(film, chapter, node), node, slug))
        for slug in {mention.person for mention in walk(chapter.blocks, Mention)} - acting:
            found[slug].append(_named("mention", film, chapter))
    return _by_name(found)


def places_of_motifs(film: Film) -> Places:
    """Chapters and blocks that carry each motif, by its id, in story order."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for chapter in film.chapters:
        for motif in dict.fromkeys(chapter.motifs):
            found[motif].append(_whole(film, chapter))
        marked: Iterator[Figure | Comparison | Moment] = walk(chapter.blocks, Figure, Comparison, Moment)
        for node in marked:
            if node.motif:
                found[node.motif].append(_place(film, chapter, node))
    return _by_name(found)


def places_of_terms(site: Site) -> Places:
    """Moments, clips and comparisons whose words use each term, by its slug; chapters where none of these does."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for film, chapter in chapters_of(site):
        terms = {mention.term for mention in walk(chapter.blocks, TermMention)}
        nodes: Iterable[Told] = walk(chapter.blocks, Moment, Figure, Comparison, Soundbite) if terms else ()
        for node in nodes:
            inside = terms & {mention.term for mention in walk(node, TermMention)}
            for slug in inside if node.id else ():
                found[slug].append(_place(film, chapter, node))
                terms.discard(slug)
        for slug in terms:
            found[slug].append(_named("chapter", film, chapter))
    return _by_name(found)


def _by_name(found: Mapping[str, Iterable[Place]]) -> Places:
    return MappingProxyType({name: tuple(places) for name, places in found.items()})


def place_of(film: Film, chapter: Chapter, node: Moment) -> Place:
    """Where the moment stands."""
    return _place(film, chapter, node)


def _seen_in(node: Figure | Comparison) -> frozenset[str]:
    """Slugs of those who are seen or heard in what the node shows."""
    shown = (node.shown,) if isinstance(node, Figure) else tuple(side.shown for side in node.sides)
    return frozenset(slug for each in shown if isinstance(each.source, Source) for slug in each.source.people)


def _with_side(place: Place, node: Told, slug: str) -> Place:
    """The place; of a comparison with the picture in which the person is seen."""
    if not isinstance(node, Comparison):
        return place
    sides = (side for side in node.sides if isinstance(side.shown.source, Source) and slug in side.shown.source.people)
    side = next(sides, node.outcome)
    return replace(place, shown=side.shown, alt=side.alt)


def _place(film: Film, chapter: Chapter, node: Told) -> Place:
    address = f"{chapter.address}#{node.id}" if node.id else chapter.address
    shown, alt = _picture(node)
    if isinstance(node, Moment):
        kind, words = node.kind, heading_of(node)
    elif isinstance(node, Soundbite):
        kind, words = "soundbite", shortened(told(node.body), _QUOTED)
    elif isinstance(node, Figure):
        kind = "still" if isinstance(node.shown, Frame) else "clip"
        words = node.title or node.legend or node.alt
    else:
        kind, words = "compare", node.title or " / ".join(side.label or side.alt for side in node.sides)
    lasting = shown.range if isinstance(shown, Clip | Sound) else None
    return Place(kind, words, address, chapter.title, film.title, shown, alt, lasting, chapter.language)


def _picture(node: Told) -> tuple[Shown | None, str]:
    """The first thing to be seen inside the node, and what one sees."""
    if isinstance(node, Comparison):
        return node.outcome.shown, node.outcome.alt
    if isinstance(node, Figure | Soundbite):
        return node.shown, node.alt
    inside: Iterator[Figure | Comparison] = walk(node.body, Figure, Comparison)
    inner = next(inside, None)
    return _picture(inner) if inner else (None, "")


def _whole(film: Film, chapter: Chapter) -> Place:
    shown = chapter.opening if isinstance(chapter.opening, Clip | Frame) else None
    return _named("chapter", film, chapter, shown, chapter.opening_alt)


def _named(kind: str, film: Film, chapter: Chapter, shown: Shown | None = None, alt: str = "") -> Place:
    """A chapter as a whole, or one that names something somewhere."""
    title, language = chapter.title, chapter.language
    return Place(kind, title, chapter.address, title, film.title, shown, alt, language=language)
