"""S107: a challenge of which nothing depended."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each challenge that is short and names no cost."""
    for piece in read.of("challenge"):
        told = sum(len(each.words.split()) for each in read.within(piece) if each.kind == "prose")
        if told < limits["words"] and not piece.option("cost"):
            yield Finding(piece.span, f"'{piece.words}' is told in {told} words: say what would have been lost")


RULE = Rule(
    code="S107",
    name="no-stakes",
    level="note",
    meaning="A challenge is told in few words and without its cost.",
    why="A difficulty moves nobody until one knows what hung on it: a day, a location, the trust of an actor. The "
    "price is also what makes two productions comparable.",
    remedy="Say what it would have cost, in a sentence or with cost=.",
    limits=(limit("words", 25, "words that tell enough without cost="),),
    chapter=find,
)
