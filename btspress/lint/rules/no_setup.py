"""S105: a chapter that begins with a picture."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule

_OPENINGS = frozenset({"prose", "setup", "objectives"})


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """The first thing in the chapter, when it is neither prose nor a setup."""
    first = next(iter(read.tops), None)
    if first and first.kind not in _OPENINGS:
        yield Finding(first.span, "start with a sentence of setup before this")


RULE = Rule(
    code="S105",
    name="no-setup",
    level="note",
    meaning="A chapter begins with something else than prose or a setup.",
    why="A picture without a question is only looked at. One sentence on where we are, who is there and what has "
    "to be done tells the eye what to look for.",
    remedy="Begin with a paragraph or a [!setup].",
    chapter=find,
)
