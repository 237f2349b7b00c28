"""S607: more video than anybody watches."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """Each chapter, and the film, with more minutes to watch than the limit."""
    for chapter in read.chapters:
        watch = chapter.chapter.watch
        if watch > 60 * limits["chapter"]:
            yield Finding(chapter.title_span, f"{_minutes(watch)} of video in one chapter")
    whole = sum((chapter.chapter.watch for chapter in read.chapters), Fraction(0))
    if whole > 60 * limits["film"]:
        yield Finding(read.title_span, f"{_minutes(whole)} of video in one film")


def _minutes(seconds: Fraction) -> str:
    return f"{float(seconds / 60):.0f} minutes"


RULE = Rule(
    code="S607",
    name="runtime-budget",
    level="note",
    meaning="A chapter or a film has more minutes of video than readers give it.",
    why="A reader who starts a page gives it some minutes, and clips spend them fastest. A budget makes every clip "
    "compete with the others, which is what an edit is.",
    remedy="Shorten the clips, or make two chapters of it.",
    limits=(limit("chapter", 6, "minutes of a chapter"), limit("film", 40, "minutes of a film")),
    film=find,
)
