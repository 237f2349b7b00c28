"""S108: a film on which everything worked."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """The film, when it has decisions and nothing that went wrong."""
    open_ = [piece for _, piece in read.of("challenge") if piece.moment and not piece.moment.answers]
    failed = len(tuple(read.of("accident", "clash", "deleted"))) + len(open_)
    if failed < limits["moments"] and any(True for _ in read.of("decision")):
        yield Finding(read.title_span, "everything works here: show one thing that did not")


RULE = Rule(
    code="S108",
    name="all-triumph",
    level="note",
    meaning="A film has decisions, but no accident, clash, deleted scene or open challenge.",
    why="A story in which every choice was right is advertising, and readers can tell. What broke, what was cut and "
    "what two good people could not agree on are what makes the rest believable.",
    remedy="Tell an [!accident], a [!clash], something [!deleted], or a challenge that stayed open.",
    limits=(limit("moments", 1, "such moments that a film has at least"),),
    film=find,
)
