"""S805: the first, the largest, the only."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import BITES, ChapterRead, sentences
from btspress.lint.rule import Finding, Limits, Rule
from btspress.lint.words import found_in


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """Each paragraph, quotations apart, that claims a record and marks no note."""
    for piece in read.of("prose") if read.english else ():
        if piece.noted or BITES & set(piece.inside):
            continue
        for sentence in sentences(piece.words):
            claims = () if sentence.endswith("?") else found_in("claims", sentence)
            if claims:
                yield Finding(read.place(piece, claims[0]), f"'{claims[0]}': where does this come from?")
                break


RULE = Rule(
    code="S805",
    name="claim-without-source",
    level="note",
    meaning="A record is claimed in the history of film, and no note says who counted.",
    why="Firsts are copied from page to page until nobody knows who said it. A note with a source lets a student "
    "check, and now and then the true story is the better one.",
    remedy="Add a note [^1] with a source, or say it smaller.",
    chapter=find,
)
