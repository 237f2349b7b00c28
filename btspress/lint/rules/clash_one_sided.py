"""S902: a quarrel with one voice."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each clash that fewer people than the limit sign or speak in."""
    for piece in read.of("clash"):
        signed = [each.signature.name.casefold() for each in (piece, *read.within(piece)) if each.signature]
        named = [each.name.casefold() for each in piece.moment.by] if piece.moment else []
        count = len({*signed, *named})
        if count < limits["voices"]:
            yield Finding(piece.span, "only one side speaks" if count else "no side of this clash speaks")


RULE = Rule(
    code="S902",
    name="clash-one-sided",
    level="note",
    meaning="A clash is told by one side, or by none.",
    why="A disagreement on a film is two good reasons that exclude each other. Told by the winner it becomes a story "
    "about who was right, and the other reason is lost to everybody who could have learned from it.",
    remedy="Quote the other side inside the block, or name who was concerned with by=.",
    limits=(limit("voices", 2, "people who sign, speak or are named at least"),),
    chapter=find,
)
