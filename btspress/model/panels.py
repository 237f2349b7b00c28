"""Panels: what was planned and what came of it, in money and in days."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import ClassVar

from btspress.unchanging import unchanging


@unchanging
class Cost:
    """One line of a budget."""

    item: str
    planned: Fraction | None
    actual: Fraction | None
    wide: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))
    """Length of both bars, in per cent of the longest in the panel."""
    withheld: str = ""


@unchanging
class Budget:
    """What things were to cost, and what they cost."""

    template: ClassVar[str] = "budget"
    id: str
    title: str
    currency: str
    lines: tuple[Cost, ...]
    total: Cost
    """Of the lines that are shown: nobody can work out one that is not."""
    at: str = field(default="", compare=False)


@unchanging
class Stretch:
    """Days from the first to the last; one day is a milestone."""

    start: date
    end: date
    left: Fraction = Fraction(0)
    """Where it begins, in per cent of the panel's width."""
    wide: Fraction = Fraction(0)
    """How wide it is, in per cent."""


@unchanging
class Task:
    """One line of a schedule."""

    what: str
    planned: Stretch | None
    actual: Stretch | None
    late: int = 0
    """Days by which it ended after its plan; negative for before."""
    withheld: str = ""


@unchanging
class Schedule:
    """When things were to happen, and when they did."""

    template: ClassVar[str] = "schedule"
    id: str
    title: str
    lines: tuple[Task, ...]
    at: str = field(default="", compare=False)
