"""S204: words without anything to see."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.model import Clip, Frame


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each soundbite that has no picture, nor any near it."""
    seen = {piece.top for piece in read.pieces if piece.seen and piece.kind != "cue"}
    for piece in read.bites:
        if any(isinstance(shown, Clip | Frame) for shown in read.shown_in(piece)):
            continue
        if not any(abs(top - piece.top) <= limits["blocks"] for top in seen):
            yield Finding(piece.span, "align this sentence with something that we can see")


RULE = Rule(
    code="S204",
    name="soundbite-without-image",
    level="note",
    meaning="A soundbite has no picture, and none stands near it.",
    why="A sentence is believed when the picture beside it shows the same thing. Alone it is an opinion; beside its "
    "evidence it is an observation.",
    remedy="Put a clip or a still of what is spoken of into the block, or next to it.",
    limits=(limit("blocks", 2, "blocks away that a picture may stand"),),
    chapter=find,
)
