"""S501: a chapter tied to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """Each chapter without a motif; the film itself when it names none."""
    if not read.film.motifs:
        if len(read.chapters) >= limits["chapters"]:
            yield Finding(read.title_span, "the film names no motif: what comes back in it?")
        return
    for chapter in read.chapters:
        if not motifs_of(chapter):
            yield Finding(chapter.title_span, "the chapter is tied to no motif of the film")


def motifs_of(chapter: ChapterRead) -> frozenset[str]:
    """Ids of the motifs of a chapter and of its blocks."""
    return frozenset((*chapter.chapter.motifs, *(motif for each in chapter.pieces if (motif := each.option("motif")))))


RULE = Rule(
    code="S501",
    name="no-motif",
    level="note",
    meaning="A chapter is tied to no motif of the film.",
    why="A prop, a colour or a movement that comes back is how a film remembers itself. Chapters that follow the same "
    "thread read as one story; without one they are a list.",
    remedy="Add 'motifs:' to the chapter or motif= to one of its blocks.",
    limits=(limit("chapters", 3, "chapters from which a film without motifs is asked"),),
    film=find,
)
