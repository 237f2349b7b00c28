"""S604: shots like a metronome."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from statistics import mean, pstdev

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.lint.rules.tempo_mismatch import shots_of


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each sequence of several shots that all last nearly as long."""
    for piece in read.of("sequence"):
        lengths = [float(length) for length in shots_of(read, piece)]
        if len(lengths) >= limits["shots"] and Fraction(pstdev(lengths) / mean(lengths)) * 100 < limits["percent"]:
            yield Finding(piece.span, f"its {len(lengths)} shots are all about {mean(lengths):.1f} s long")


RULE = Rule(
    code="S604",
    name="monotone-rhythm",
    level="note",
    meaning="All shots of a sequence last nearly as long.",
    why="In films that hold attention the lengths of shots vary widely, short ones in bursts and long ones between "
    "them. Even lengths turn a scene into a slide show.",
    remedy="Hold the shot that matters, and cut the others shorter.",
    limits=(
        limit("percent", 35, "percent of their mean that the lengths spread at least (standard deviation)"),
        limit("shots", 6, "shots from which this is asked"),
    ),
    chapter=find,
)
