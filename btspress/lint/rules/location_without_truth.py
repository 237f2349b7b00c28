"""S904: a place that may be anything."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """Each location that does not say what it is."""
    for piece in read.of("location"):
        if not piece.option("is"):
            yield Finding(piece.span, "was it real, built, doubled or digital?")


RULE = Rule(
    code="S904",
    name="location-without-truth",
    level="note",
    meaning="A location does not say what it really is.",
    why="The most common question to a film crew is whether a place exists. Answering it for every place is what a "
    "making-of can do and the film cannot.",
    remedy="Write is=real, is=built, is=doubled or is=digital.",
    chapter=find,
)
