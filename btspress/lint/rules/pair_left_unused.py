"""S304: a pair that nobody compares."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: FilmRead, _: Limits) -> Iterator[Finding]:
    """Each pair of files in the film's folder that stands in no comparison together."""
    compared = [
        {shown.source.name for shown in chapter.shown_in(piece)} for chapter, piece in read.of("compare", "grade")
    ]
    for name, files in read.pairs.items():
        if not any(set(files) <= names for names in compared):
            yield Finding(read.title_span, f"'{name}' exists on set and finished and is never compared")


RULE = Rule(
    code="S304",
    name="pair-left-unused",
    level="note",
    meaning="Two files are named as a pair, and no comparison shows them.",
    why="A matched pair is the rarest thing in an archive: somebody stood at the same place twice. It would be a pity "
    "to keep it in a folder.",
    remedy="Write > [!compare] Title {pair=name}, or rename the files.",
    film=find,
)
