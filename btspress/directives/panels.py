"""`[!budget]` and `[!schedule]`: planned and actual, from a table beside the chapter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from btspress.diagnostics import Diagnostic
from btspress.directives.directive import Common, Desk, Directive, Need
from btspress.model.media import Block
from btspress.model.panels import Budget, Cost, Schedule, Stretch, Task
from btspress.schema import key
from btspress.story.layout import locate
from btspress.story.ledger import Row, rows_of
from btspress.unchanging import unchanging
from btspress.written import Call

_NARROWEST = Fraction(3, 2)
"""Per cent of the panel's width that a milestone is wide."""


@unchanging
class BudgetOptions(Common):
    """Attributes of `[!budget]`."""

    table: str = key("from", default="budget.csv", about="Its table: columns item, planned, actual, and for.")
    currency: str = key(default="", about="What the numbers count: EUR.")


@unchanging
class ScheduleOptions(Common):
    """Attributes of `[!schedule]`."""

    table: str = key(
        "from",
        default="schedule.csv",
        about="Its table: columns what, planned, planned-to, actual, actual-to, and for.",
    )


def budget(call: Call, options: BudgetOptions, desk: Desk) -> Block:
    """The budget of the lines that this audience may see."""
    found: list[Diagnostic] = []
    rows = _rows(options.table, ("item", "planned"), call, desk)
    costs = [_cost(row, found) for row in rows]
    for problem in found:
        desk.add(problem)
    most = max((amount for cost in costs for amount in (cost.planned, cost.actual) if amount), default=Fraction(1))
    return Budget(
        id=desk.id(call, "budget"),
        title=call.title_text,
        currency=options.currency,
        lines=tuple(_drawn(cost, most) for cost in costs),
        total=Cost("", _sum(cost.planned for cost in costs), _sum(cost.actual for cost in costs)),
    )


def schedule(call: Call, options: ScheduleOptions, desk: Desk) -> Block:
    """The schedule of the lines that this audience may see."""
    found: list[Diagnostic] = []
    rows = _rows(options.table, ("what", "planned"), call, desk)
    tasks = tuple(_task(row, found) for row in rows)
    for problem in found:
        desk.add(problem)
    days = [day for task in tasks for each in (task.planned, task.actual) if each for day in (each.start, each.end)]
    lines = tuple(_placed(task, min(days), max(days)) for task in tasks) if days else tasks
    return Schedule(id=desk.id(call, "schedule"), title=call.title_text, lines=lines)


def _rows(name: str, needed: tuple[str, ...], call: Call, desk: Desk) -> tuple[Row, ...]:
    """The lines of a table that this audience may see; none after a report."""
    entry = call.attributes.table.get("from")
    path = locate(name, call.span.file, desk.library.tree)
    data = desk.library.lists.get(path)
    if data is None:
        span = entry.value.span if entry else call.span
        if path:
            desk.report("E103", f"'{name}' is larger than a table may be", span)
        else:
            desk.report("E206", f"no table '{name}'", span, "put it beside the chapter, with the ending .csv")
        return ()
    rows, problems = rows_of(path, data, needed, desk.library.gate)
    for problem in problems:
        desk.add(problem)
    return rows


def _cost(row: Row, found: list[Diagnostic]) -> Cost:
    planned, actual = row.amount("planned", found), row.amount("actual", found)
    return Cost(row.words("item"), planned, actual, withheld=row.withheld)


def _drawn(cost: Cost, most: Fraction) -> Cost:
    wide = tuple(max(amount or Fraction(0), Fraction(0)) * 100 / most for amount in (cost.planned, cost.actual))
    return replace(cost, wide=(wide[0], wide[1]))


def _sum(amounts: Iterable[Fraction | None]) -> Fraction | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if known else None


def _task(row: Row, found: list[Diagnostic]) -> Task:
    planned, actual = (_stretch(row, name, found) for name in ("planned", "actual"))
    late = (actual.end - planned.end).days if planned and actual else 0
    return Task(row.words("what"), planned, actual, late, row.withheld)


def _stretch(row: Row, name: str, found: list[Diagnostic]) -> Stretch | None:
    start, end = row.day(name, found), row.day(f"{name}-to", found)
    return Stretch(start, max(start, end or start)) if start else None


def _placed(task: Task, first: date, last: date) -> Task:
    days = Fraction((last - first).days + 1)

    def place(stretch: Stretch | None) -> Stretch | None:
        if stretch is None:
            return None
        wide = max(((stretch.end - stretch.start).days + 1) * 100 / days, _NARROWEST)
        left = min((stretch.start - first).days * 100 / days, 100 - wide)
        return replace(stretch, left=left, wide=wide)

    return replace(task, planned=place(task.planned), actual=place(task.actual))


BUDGET = Directive(
    "budget", "What was to be spent and what was, from a table.", BudgetOptions, budget, content=Need.NONE
)
SCHEDULE = Directive(
    "schedule", "When it was to happen and when it did, from a table.", ScheduleOptions, schedule, content=Need.NONE
)
