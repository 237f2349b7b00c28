"""S903: a picture that is not from this film."""

from __future__ import annotations

import re
from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, Piece
from btspress.lint.rule import Finding, Limits, Rule
from btspress.model import Source

_LABEL = re.compile(r"stand[- ]?ins?\b|companion", re.IGNORECASE)


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """Each picture marked as a stand-in of which neither its words nor its block say so."""
    for piece in read.pieces:
        marked = any(isinstance(shown.source, Source) and shown.source.stand_in for shown in piece.shown)
        if marked and piece.kind != "cue" and not _LABEL.search(_told(read, piece)):
            yield Finding(piece.span, "this picture is not from the film; say so")


def _told(read: ChapterRead, piece: Piece) -> str:
    """What is said at a picture: its own words, and those of the blocks around it."""
    around = [each for each in read.pieces if each.at < piece.at < each.until and each.call]
    return " ".join((piece.words, *(read.text_of(each) for each in around)))


RULE = Rule(
    code="S903",
    name="stand-in-unlabelled",
    level="error",
    meaning="A picture is marked as a stand-in in its sidecar, and the reader is not told.",
    why="A page about how images are made must not lie about one. A stand-in is honest help as long as it says that "
    "it is one.",
    remedy="Write 'stand-in' or 'companion' into its caption.",
    chapter=find,
)
