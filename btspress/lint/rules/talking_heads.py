"""S203: a chapter of people talking."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """The chapter, when most of its clips are soundbites."""
    clips = [piece for piece in read.pieces if piece.clip and piece.plays]
    talking = [piece for piece in clips if "soundbite" in piece.inside]
    if len(clips) >= limits["clips"] and 100 * len(talking) > limits["percent"] * len(clips):
        words = f"{len(talking)} of {len(clips)} clips are people talking: let the images carry it"
        yield Finding(read.title_span, words)


RULE = Rule(
    code="S203",
    name="talking-heads",
    level="note",
    meaning="Most clips of a chapter are people talking.",
    why="A face that explains is the cheapest picture there is. Footage of the thing itself lets readers see for "
    "themselves, and the voice can lie over it.",
    remedy="Show what they talk about, and keep the words as a quotation.",
    limits=(
        limit("percent", 50, "percent of the clips that may be soundbites"),
        limit("clips", 3, "clips from which a chapter is asked"),
    ),
    chapter=find,
)
