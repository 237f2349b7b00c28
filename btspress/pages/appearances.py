"""Where people, motifs and terms appear: looked up in the chapters, in story order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
    Soundbite,
    TermMention,
)
from btspress.pages.plain import heading_of, shortened, told
from btspress.telling.lists import makers_of
from btspress.walk import walk

_QUOTED = 140


@dataclass(frozen=True, slots=True)
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


Places = Mapping[str, tuple[Place, ...]]
"""Appearances of each of several people, motifs or terms; those without any are not in it."""


def chapters_of(site: Site) -> Iterator[tuple[Film, Chapter]]:
    """Every chapter in the main language, in story order."""
    for film in site.films:
        for chapter in film.chapters:
            yield film, chapter


def places_of_people(site: Site) -> Places:
    """What each person, by slug, decided, said or is named in; a chapter that only mentions them comes once."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for film, chapter in chapters_of(site):
        said: Iterator[Moment | Soundbite] = walk(chapter.blocks, Moment, Soundbite)
        acting: set[str] = set()
        for node in said:
            makers = makers_of(node)
            acting |= makers
            for slug in makers:
                found[slug].append(_place(film, chapter, node))
        for slug in {mention.person for mention in walk(chapter.blocks, Mention)} - acting:
            found[slug].append(Place("mention", chapter.title, chapter.address, chapter.title, film.title))
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
    """Chapters whose text uses each term, by its slug."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for film, chapter in chapters_of(site):
        for slug in {mention.term for mention in walk(chapter.blocks, TermMention)}:
            found[slug].append(Place("chapter", chapter.title, chapter.address, chapter.title, film.title))
    return _by_name(found)


def _by_name(found: Mapping[str, Iterable[Place]]) -> Places:
    return MappingProxyType({name: tuple(places) for name, places in found.items()})


def place_of(film: Film, chapter: Chapter, node: Moment) -> Place:
    """Where the moment stands."""
    return _place(film, chapter, node)


def _place(film: Film, chapter: Chapter, node: Moment | Soundbite | Figure | Comparison) -> Place:
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
    return Place(kind, words, address, chapter.title, film.title, shown, alt)


def _picture(node: Moment | Soundbite | Figure | Comparison) -> tuple[Shown | None, str]:
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
    return Place("chapter", chapter.title, chapter.address, chapter.title, film.title, shown, chapter.opening_alt)
