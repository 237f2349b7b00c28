"""S109: a chapter that goes back in time without a word."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: FilmRead, _: Limits) -> Iterator[Finding]:
    """Each chapter whose phase lies before that of the chapter above it, unless it says what it follows."""
    places = {phase.id: (place, phase.name) for place, phase in enumerate(read.film.phases)}
    before = -1
    for chapter in read.chapters:
        if chapter.chapter.phase not in places:
            continue
        place, name = places[chapter.chapter.phase]
        if place < before and not chapter.chapter.follows:
            yield Finding(chapter.head("phase"), f"this chapter goes back to '{name}'; tell the reader")
        before = place


RULE = Rule(
    code="S109",
    name="order-of-phases",
    level="note",
    meaning="A chapter goes back to an earlier phase and does not say so.",
    why="Readers take the next page for the next day. Going back is a fine device when it is announced; unannounced "
    "it makes causes look like consequences.",
    remedy="Say 'follows:' with the chapter that it comes after in time, or move it.",
    film=find,
)
