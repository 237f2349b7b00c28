"""S602: chapter after chapter at one pace."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """The chapter that is one too many of its tempo in a row."""
    run, before = 0, ""
    for chapter in read.chapters:
        tempo = chapter.chapter.tempo
        run = run + 1 if tempo and tempo == before else bool(tempo)
        before = tempo
        if run == limits["chapters"]:
            words = f"{run} {tempo} chapters in a row: alternate energy and reflection"
            yield Finding(chapter.head("tempo"), words)


RULE = Rule(
    code="S602",
    name="tempo-run",
    level="warning",
    meaning="Several chapters in a row have the same tempo.",
    why="Tempo is felt by contrast: a quiet chapter makes the next one fast, and three fast ones are merely loud. The "
    "order of chapters is an edit too.",
    remedy="Move a chapter of another tempo between them, or change what one of them feels like.",
    limits=(limit("chapters", 3, "chapters in a row that are too many"),),
    film=find,
)
