"""S605: a process too quick to follow."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from btspress.lint.reads import ChapterRead, seconds
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.lint.rules.tempo_mismatch import shots_of


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each sequence whose middle shot is shorter than the limit."""
    for piece in read.of("sequence"):
        lengths = shots_of(read, piece)
        if lengths and median(lengths) < limits["seconds"]:
            yield Finding(piece.span, f"shots of {seconds(median(lengths))} s: too fast to read a process")


RULE = Rule(
    code="S605",
    name="sequence-too-fast",
    level="note",
    meaning="The shots of a sequence are shorter than one needs to understand them.",
    why="Trailers may flash. A sequence that shows how something is made has to leave time to see a hand, a tool and "
    "what the one does to the other.",
    remedy="Fewer shots, each a second or more.",
    limits=(limit("seconds", "0.8", "seconds of the middle shot at least"),),
    chapter=find,
)
