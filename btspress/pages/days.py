"""Dated steps of a film: what its moments, its milestones and its schedules say about when something happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from btspress.model import Chapter, Film, Moment, Schedule
from btspress.pages.plain import heading_of
from btspress.unchanging import unchanging
from btspress.walk import walk

Dated: TypeAlias = Sequence[tuple[Chapter, Moment | Schedule]]
"""What may have days, in story order."""


@unchanging
class Day:
    """Something that happened on a day."""

    on: date
    what: str
    kind: str
    """Kind of the moment, `milestone`, or `schedule` for a line of a table."""
    address: str
    """Of the moment or the table, or of the chapter that tells of the milestone; empty where none does."""
    planned: date | None = None
    """When it was to happen, where somebody wrote that down."""
    language: str = ""
    """Of its words; empty where that is the language of the site."""

    @property
    def late(self) -> int:
        """Days after its plan; negative for before."""
        return (self.on - self.planned).days if self.planned else 0


def days_of(film: Film) -> tuple[Day, ...]:
    """In order of their days. What a moment tells of on its day, milestone and schedule do not tell again."""
    dated: Dated = [(chapter, node) for chapter in film.chapters for node in walk(chapter.blocks, Moment, Schedule)]
    told = tuple(_moments(film, dated))
    seen = {day.on for day in told}
    steps = tuple(day for day in _milestones(film) if day.on not in seen)
    seen |= {day.on for day in steps}
    lines = (day for day in _scheduled(dated) if day.on not in seen)
    return tuple(sorted((*told, *steps, *lines), key=lambda day: day.on))


def _moments(film: Film, dated: Dated) -> Iterator[Day]:
    plans = {each.on: each.planned for each in film.milestones}
    for chapter, moment in dated:
        if isinstance(moment, Moment) and moment.on and moment.title:
            address = f"{chapter.address}#{moment.id}"
            planned = plans.get(moment.on)
            yield Day(moment.on, heading_of(moment), moment.kind, address, planned, chapter.language)


def _milestones(film: Film) -> Iterator[Day]:
    addresses = {chapter.slug: chapter.address for chapter in film.chapters}
    for each in film.milestones:
        address = addresses.get(each.chapter.removesuffix(".md"), "")
        yield Day(each.on, each.what, "milestone", address, each.planned, each.language)


def _scheduled(dated: Dated) -> Iterator[Day]:
    """Lines of schedules that came to an end; what is for some audiences only stays in its table."""
    for chapter, table in dated:
        for task in table.lines if isinstance(table, Schedule) else ():
            if task.actual and not task.withheld:
                planned = task.planned.end if task.planned else None
                address = f"{chapter.address}#{table.id}"
                yield Day(task.actual.end, task.what, "schedule", address, planned, chapter.language)
