"""S404: a clip among pictures, with no word near it."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, Piece
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each clip at the top of the chapter that has neither a paragraph nor a block near it."""
    tops = read.tops
    telling = [piece.top for piece in tops if _tells(piece)]
    for piece in tops:
        near = any(abs(top - piece.top) <= limits["blocks"] for top in telling)
        if piece.kind == "picture" and piece.clip and not near:
            yield Finding(piece.span, "why is this clip here? no word stands near it")


def _tells(piece: Piece) -> bool:
    return piece.kind != "picture" and bool(piece.words or piece.call)


RULE = Rule(
    code="S404",
    name="clip-without-purpose",
    level="note",
    meaning="A clip has neither a paragraph nor a block near it.",
    why="Every clip answers a question that the text has asked, or asks one that the text will answer. Where neither "
    "is near, the clip is there because it existed.",
    remedy="Say beside it what it shows that words cannot, or leave it out.",
    limits=(limit("blocks", 2, "blocks away that the words may stand"),),
    chapter=find,
)
