"""S603: a tempo that the shots do not have."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from statistics import median

from btspress.lint.reads import ChapterRead, Piece, seconds
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """The chapter's tempo, and that of each sequence, where the shots of sequences last otherwise."""
    sequences = read.of("sequence")
    every = [length for piece in sequences for length in shots_of(read, piece)]
    for tempo, lengths, span in (
        (read.chapter.tempo, every, read.head("tempo")),
        *((piece.option("tempo"), list(shots_of(read, piece)), piece.span) for piece in sequences),
    ):
        if len(lengths) < limits["shots"]:
            continue
        middle = median(lengths)
        if (tempo == "fast" and middle >= limits["fast"]) or (tempo == "slow" and middle <= limits["slow"]):
            yield Finding(span, f"declared {tempo}, but its shots last {seconds(middle)} s")


def shots_of(read: ChapterRead, sequence: Piece) -> tuple[Fraction, ...]:
    """Seconds of each shot of a sequence."""
    return tuple(piece.clip.range.duration for piece in read.within(sequence) if piece.clip and piece.kind == "inline")


RULE = Rule(
    code="S603",
    name="tempo-mismatch",
    level="note",
    meaning="The shots of sequences last longer or shorter than the tempo that was declared.",
    why="Readers feel the cuts, not the word in the front matter. Where they disagree, one of them is a wish. Only "
    "shots of sequences are counted: where clips are cut inside is not known.",
    remedy="Change the tempo, or the ranges of the shots.",
    limits=(
        limit("fast", 3, "seconds that the middle shot of something fast stays below"),
        limit("slow", 7, "seconds that the middle shot of something slow is longer than"),
        limit("shots", 3, "shots from which this is asked"),
    ),
    chapter=find,
)
