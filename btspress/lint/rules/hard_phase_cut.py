"""S606: months passed in a cut."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: FilmRead, _: Limits) -> Iterator[Finding]:
    """Each sequence that cuts between shots of two phases of the production."""
    for chapter, piece in read.of("sequence"):
        if piece.option("transition") not in {"", "cut"}:
            continue
        names = [shown.source.name for shown in chapter.shown_in(piece)]
        phases = dict.fromkeys(read.phase_of[name].name for name in names if name in read.phase_of)
        if len(phases) > 1:
            words = f"this cuts from {' to '.join(phases)}: a crossfade would say that time has passed"
            yield Finding(piece.span, words)


RULE = Rule(
    code="S606",
    name="hard-phase-cut",
    level="note",
    meaning="A sequence cuts between shots from two phases of the production.",
    why="A cut says 'and at the same time', or 'and then'. When months lie between two shots, a dissolve is the old "
    "and well understood way to say so.",
    remedy="Write transition=crossfade, or say in the title that time passes.",
    film=find,
)
