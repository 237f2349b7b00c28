"""S106: a film whose story has no end."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """The film, when none of its chapters has an epilogue."""
    if len(tuple(read.of("epilogue"))) < limits["moments"]:
        words = "the film has no epilogue: what can be learned, what does the viewer carry away?"
        yield Finding(read.title_span, words)


RULE = Rule(
    code="S106",
    name="no-epilogue",
    level="note",
    meaning="No chapter of a film has an epilogue.",
    why="Chapters end their days; somebody has to end the story. Looking back from the finished film, with what is "
    "known now, is where a production becomes of use to people who were not there.",
    remedy="Put an [!epilogue] at the end of the last chapter.",
    limits=(limit("moments", 1, "epilogues that a film has at least"),),
    film=find,
)
