"""S608: one chapter that outweighs the others."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from statistics import median

from btspress.lint.reads import ChapterRead, FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit

_WORDS_A_MINUTE = 230
"""Of silent reading (Brysbaert 2019: 238 in English)."""


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """The longest chapter, when it takes many times as long as the middle one."""
    if len(read.chapters) < limits["chapters"]:
        return
    longest = max(read.chapters, key=_minutes)
    middle = median(_minutes(chapter) for chapter in read.chapters)
    if middle and _minutes(longest) > limits["times"] * middle:
        times = float(_minutes(longest) / middle)
        yield Finding(longest.title_span, f"this chapter takes {times:.1f} times as long as the others")


def _minutes(chapter: ChapterRead) -> Fraction:
    """Minutes to read and to watch it."""
    return Fraction(chapter.chapter.words, _WORDS_A_MINUTE) + chapter.chapter.watch / 60


RULE = Rule(
    code="S608",
    name="uneven-chapters",
    level="note",
    meaning="One chapter takes many times as long as the others.",
    why="Chapters promise a unit of time. One that takes three times as long is abandoned in the middle, and what was "
    "best in it may stand there.",
    remedy="Divide it where its question changes.",
    limits=(
        limit("times", 3, "times as long as the middle chapter"),
        limit("chapters", 3, "chapters from which a film is asked"),
    ),
    film=find,
)
