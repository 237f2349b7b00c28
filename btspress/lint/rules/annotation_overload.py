"""S406: more labels than one can read."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each clip with more lines of text in some stretch of time than the limit."""
    for piece in read.of("clip"):
        clip = next((each.clip for each in read.within(piece) if each.kind == "picture"), None)
        starts = sorted(line.range.start for line in clip.lines) if clip else []
        most = max((sum(0 <= other - start < limits["seconds"] for other in starts) for start in starts), default=0)
        if most > limits["labels"]:
            yield Finding(
                piece.span, f"{most} lines within {limits['seconds']} s: more than one can read while watching"
            )


RULE = Rule(
    code="S406",
    name="annotation-overload",
    level="note",
    meaning="A clip has more lines of text than one can read while watching.",
    why="Eyes do one thing at a time: whoever reads does not watch. A label is worth it where it sends the eye to "
    "something that it would have missed.",
    remedy="Keep the lines that point at something, and tell the rest below the clip.",
    limits=(
        limit("labels", 4, "lines of text within a stretch of time"),
        limit("seconds", 10, "seconds of that stretch"),
    ),
    chapter=find,
)
