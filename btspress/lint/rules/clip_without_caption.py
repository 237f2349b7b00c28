"""S401: a clip that says nothing of itself."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, Piece
from btspress.lint.rule import Finding, Limits, Rule

_OTHERWISE = frozenset({"soundbite", "compare", "sequence", "grade", "exercise"})
"""Blocks that say in their own way what their clips are."""


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """Each clip in a figure without a caption."""
    for piece in read.of("picture"):
        if piece.clip and piece.reference and not piece.reference.legend and not _told(read, piece):
            yield Finding(piece.span, "this clip has no caption")


def _told(read: ChapterRead, piece: Piece) -> bool:
    """Whether the block around the clip is its caption."""
    if _OTHERWISE & set(piece.inside):
        return True
    around = [each for each in read.pieces[: piece.at] if each.kind == "clip" and each.until > piece.at]
    return any(each.words for each in around)


RULE = Rule(
    code="S401",
    name="clip-without-caption",
    level="warning",
    meaning="A clip has no caption.",
    why="The description in the square brackets is for those who cannot see; the caption is for everybody: who, where, "
    "which take, what to look for. A clip without one is wallpaper.",
    remedy='Write it in quotes behind the address: ![what one sees](clip.mp4 "Take four, the one they kept").',
    chapter=find,
)
