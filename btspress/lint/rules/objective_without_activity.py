"""S802: something to learn and nothing to do."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """The objectives of a chapter without a discussion or an exercise."""
    if len(read.of("discuss", "exercise", "question")) < limits["activities"]:
        for piece in read.of("objectives"):
            yield Finding(piece.span, "nothing here lets a student practise this")


RULE = Rule(
    code="S802",
    name="objective-without-activity",
    level="note",
    meaning="A chapter has objectives, but neither a discussion, nor an exercise, nor a question.",
    why="Nobody can do afterwards what they only read about. An objective is kept by an activity in which a student "
    "does the thing and can see whether it worked.",
    remedy="Add a [!discuss] or an [!exercise] with a clip.",
    limits=(limit("activities", 1, "discussions and exercises at least"),),
    chapter=find,
)
