"""Where people, motifs and terms appear: looked up in the chapters, in story order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


def chapters_of(site: Site) -> Iterator[tuple[Film, Chapter]]:
    """Every chapter in the main language, in story order."""
    for film in site.films:
        for chapter in film.chapters:
            yield film, chapter


def places_of_person(site: Site, slug: str) -> tuple[Place, ...]:
    """What the person decided, said or is named in; a chapter that only mentions them comes once."""
    found: list[Place] = []
    for film, chapter in chapters_of(site):
        said: Iterator[Moment | Soundbite] = walk(chapter.blocks, Moment, Soundbite)
        acts = [_place(film, chapter, node) for node in said if slug in makers_of(node)]
        named = any(mention.person == slug for mention in walk(chapter.blocks, Mention))
        if named and not acts:
            acts = [Place("mention", chapter.title, chapter.address, chapter.title, film.title)]
        found += acts
    return tuple(found)


def places_of_motif(film: Film, motif: str) -> tuple[Place, ...]:
    """Chapters and blocks that carry the motif, in story order."""
    found: list[Place] = []
    for chapter in film.chapters:
        marked: Iterator[Figure | Comparison | Moment] = walk(chapter.blocks, Figure, Comparison, Moment)
        if motif in chapter.motifs:
            found.append(_whole(film, chapter))
        found += [_place(film, chapter, node) for node in marked if node.motif == motif]
    return tuple(found)


def places_of_term(site: Site, slug: str) -> tuple[Place, ...]:
    """Chapters whose text uses the term."""
    return tuple(
        Place("chapter", chapter.title, chapter.address, chapter.title, film.title)
        for film, chapter in chapters_of(site)
        if any(mention.term == slug for mention in walk(chapter.blocks, TermMention))
    )


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
