"""S402: a clip that was not chosen."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, seconds
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each clip outside of soundbites and comparisons that is longer than the limit."""
    for piece in read.of("picture", "inline"):
        clip = piece.clip
        if clip and clip.range.duration > limits["seconds"] and not {"soundbite", "compare"} & set(piece.inside):
            words = f"{seconds(clip.range.duration)} s in one piece: choose the part that shows the choice"
            yield Finding(piece.span, words)


RULE = Rule(
    code="S402",
    name="clip-too-long",
    level="note",
    meaning="A clip is long and shown in one piece.",
    why="Raw footage is interesting to those who were there. For all others somebody has to find the seconds in which "
    "it happens; that is what editing is.",
    remedy="Choose a range with #t=start,end, or make several clips with a sentence between them.",
    limits=(limit("seconds", 45, "seconds of one clip"),),
    chapter=find,
)
