"""S110: a part of the production that no chapter shows."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit

_ENDS = frozenset({"kickoff", "development", "delivery"})
"""Phases that many stories pass over with good reason."""


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """The film, when it is long enough and a phase has neither a chapter nor a moment."""
    if len(read.chapters) < limits["chapters"]:
        return
    shown = {chapter.chapter.phase for chapter in read.chapters}
    shown |= {piece.moment.phase for chapter in read.chapters for piece in chapter.pieces if piece.moment}
    wanted = [phase for phase in read.film.phases if phase.id not in _ENDS]
    missing = [phase.name for phase in wanted if phase.id not in shown]
    if missing:
        yield Finding(read.head("phases"), f"no chapter shows {_listed(missing)}")


def _listed(names: list[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


RULE = Rule(
    code="S110",
    name="missing-phase",
    level="note",
    meaning="A phase of the production has no chapter.",
    why="Films are made in the months before and after the shoot as much as on set. A story that knows only the "
    "camera hides the people who planned, built, cut and mixed.",
    remedy="Add a chapter or a moment of that phase, or take the phase out of film.md.",
    limits=(limit("chapters", 3, "chapters from which a film is asked"),),
    film=find,
)
