"""S804: an exercise with nothing to watch."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, Piece
from btspress.lint.rule import Finding, Limits, Rule


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """Each exercise that neither shows anything nor links to what its page shows."""
    for piece in read.of("exercise"):
        if not any(_points(each) for each in read.within(piece)) and not piece.option("watch"):
            yield Finding(piece.span, "say which seconds to watch")


def _points(piece: Piece) -> bool:
    """Whether it shows something, or leads to a place of its own page."""
    return piece.reference is not None or any(address.startswith("#") for address in piece.links)


RULE = Rule(
    code="S804",
    name="exercise-without-clip",
    level="note",
    meaning="An exercise has neither a clip nor a link into one.",
    why="'Think about the lighting' can be done without the film. An exercise on a few seconds that all can play again "
    "gives a class the same evidence to disagree about.",
    remedy="Put the clip into the block, or link to its seconds, [the cut](clip.mp4#t=12), or to a comparison above.",
    chapter=find,
)
