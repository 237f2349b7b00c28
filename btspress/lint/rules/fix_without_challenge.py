"""S102: a fix for something that was not told."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """Each fix of the chapter before which no challenge stands open."""
    for piece in read.of("fix"):
        if piece.moment and not piece.moment.answers:
            yield Finding(piece.span, f"'{piece.words}' fixes something that the reader has not met yet")


RULE = Rule(
    code="S102",
    name="fix-without-challenge",
    level="warning",
    meaning="A fix is told before the challenge that it answers.",
    why="Who does not know the problem cannot admire the solution: it reads as one more fact. A sentence on what "
    "stood in the way turns it into a story.",
    remedy="Put a [!challenge] above it, or name one with fixes=#id.",
    chapter=find,
)
