"""S301: two frames and no word between them."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, Piece
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each comparison with too few words below it, or around it in a block that tells something."""
    for piece in read.of("compare"):
        if _words(read, piece) < limits["words"]:
            yield Finding(piece.span, "say which decision lies between the two frames")


def _words(read: ChapterRead, piece: Piece) -> int:
    """Words inside a comparison, and those of the block that it stands in."""
    around = [each for each in read.pieces[: piece.at] if each.until >= piece.until and each.call]
    told = read.within(around[-1] if around else piece)
    return sum(len(each.words.split()) for each in told if each.kind == "prose")


RULE = Rule(
    code="S301",
    name="compare-without-decision",
    level="warning",
    meaning="A comparison has hardly a word that says what lies between its pictures.",
    why="Two frames side by side show that something changed, not that anybody wanted it. The sentence below, on what "
    "was chosen and why, is what a slider cannot show.",
    remedy="Write one sentence below the pictures: what was decided between them, and by whom.",
    limits=(limit("words", 6, "words that a comparison has at least"),),
    chapter=find,
)
