"""S302: a chapter that does not come back to the film."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit

_AFTER = frozenset(
    {"wrap", "epilogue", "takeaways", "lesson", "objectives", "discuss", "exercise", "credits", "timeline"}
)
"""Blocks that stand behind a story and are no part of it."""


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """The chapter, when it shows something, and no comparison stands in its last part."""
    if not any(piece.shown for piece in read.pieces):
        return
    told = [piece for piece in read.tops if piece.kind not in _AFTER]
    last = {piece.top for piece in told[len(told) - ceil(len(told) * limits["percent"] / 100) :]}
    if len(told) >= limits["blocks"] and not any(piece.top in last for piece in read.of("compare", "grade")):
        words = "the last part has no pair of on-set and finished frame: close on the link to the film"
        yield Finding(read.title_span, words)


RULE = Rule(
    code="S302",
    name="no-closing-juxtaposition",
    level="warning",
    meaning="The last part of a chapter has no comparison.",
    why="Behind-the-scenes footage is worth watching because of the frame that it became. A pair near the end pays "
    "back what the chapter has set up: now the reader sees in the film what only the crew could see before.",
    remedy="Put a [!compare] of a moment from set and its finished frame near the end.",
    limits=(
        limit("percent", "33.3", "percent of the blocks that count as the last part"),
        limit("blocks", 4, "blocks from which a chapter is asked"),
    ),
    chapter=find,
)
