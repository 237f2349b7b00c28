"""S403: a clip that is over before it is seen."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, seconds
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each clip that is shorter than the limit and neither loops nor stands in a comparison or sequence."""
    for piece in read.of("picture", "inline"):
        clip = piece.clip
        if not clip or clip.loop or {"compare", "sequence"} & set(piece.inside):
            continue
        if clip.range.duration < limits["seconds"]:
            yield Finding(
                piece.span, f"{seconds(clip.range.duration)} s: nobody will see it; use a still, or let it loop"
            )


RULE = Rule(
    code="S403",
    name="clip-too-short",
    level="note",
    meaning="A clip ends before one has begun to look.",
    why="It takes about a second to find one's way into a picture. What lasts no longer is a flash; as a still, it can "
    "be studied.",
    remedy="Widen the range, add {loop}, or show one moment with #t=12.5&still.",
    limits=(limit("seconds", "1.5", "seconds that a clip has at least"),),
    chapter=find,
)
