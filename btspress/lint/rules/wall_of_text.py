"""S601: a long way without a picture."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, Piece
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """The first paragraph of each run of text without a picture that is longer than the limit."""
    run: list[Piece] = []
    for piece in (*read.pieces, None):
        if piece is None or (piece.shown and piece.kind != "cue"):
            words = sum(len(each.words.split()) for each in run)
            if words > limits["words"]:
                yield Finding(run[0].span, f"{words} words pass without a picture")
            run = []
        elif piece.kind == "prose":
            run.append(piece)


RULE = Rule(
    code="S601",
    name="wall-of-text",
    level="note",
    meaning="Many words pass without a picture or a sound.",
    why="A page about images that goes a minute without one has become an essay. A still where the eye would rest "
    "anyway keeps the reader in the film.",
    remedy="Put a clip or a still where the text speaks of something that can be seen, or shorten it.",
    limits=(limit("words", 220, "words between two pictures"),),
    chapter=find,
)
