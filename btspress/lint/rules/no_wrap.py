"""S104: a chapter that just stops."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """The chapter, when nothing in it draws a line under it."""
    if len(read.of("wrap", "lesson", "takeaways", "epilogue")) < limits["moments"]:
        yield Finding(read.title_span, "the chapter stops without a wrap, a lesson or takeaways")


RULE = Rule(
    code="S104",
    name="no-wrap",
    level="warning",
    meaning="A chapter ends without a wrap, a lesson, takeaways or an epilogue.",
    why="The last thing read is the one that is kept. Two sentences that say what this day changed let the next "
    "chapter begin; without them the reader has to decide whether the page was finished.",
    remedy="End with a [!wrap], a [!lesson] or [!takeaways].",
    limits=(limit("moments", 1, "such blocks that a chapter has at least"),),
    chapter=find,
)
