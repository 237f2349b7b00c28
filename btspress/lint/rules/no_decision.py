"""S103: a chapter in which nobody chooses."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """The chapter, when it has too few decisions and comparisons."""
    if len(read.of("decision", "compare", "grade")) < limits["moments"]:
        yield Finding(read.title_span, "no decision is shown: what did somebody choose here?")


RULE = Rule(
    code="S103",
    name="no-decision",
    level="note",
    meaning="A chapter shows neither a decision nor a comparison.",
    why="A film is the sum of choices that could have gone otherwise. Footage of people at work shows that work "
    "was done; only a choice with its alternative shows how somebody thought.",
    remedy="Tell one choice in a [!decision] with instead-of=, or put two frames into a [!compare].",
    limits=(limit("moments", 1, "decisions and comparisons that a chapter has at least"),),
    chapter=find,
)
