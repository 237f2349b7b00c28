"""S101: a challenge that nothing answers."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """Each challenge of the chapter that no fix answers."""
    for piece in read.of("challenge"):
        if piece.moment and not piece.moment.answers:
            yield Finding(piece.span, f"the challenge '{piece.words}' has no fix")


RULE = Rule(
    code="S101",
    name="challenge-without-fix",
    level="warning",
    meaning="A challenge is told and nothing answers it.",
    why="A problem makes a promise: the reader stays to see what was done about it. Craft is learned from the "
    "attempt, even from one that failed; a problem that is dropped teaches only that films are hard.",
    remedy="Show in a [!fix] what was tried; or say that it stayed open, and allow it with that reason.",
    chapter=find,
)
