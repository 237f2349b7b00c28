"""How long the rest of a run will take, judged by how its work went so far."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from btspress.digest import Digest
from btspress.engine.schedule import Load, Schedule

_SURE = 0.02
"""Part of all work at which what was measured counts as much as what was estimated."""
_TELLING = 0.05
"""Part of all work before which nothing is said, unless earlier runs have taught what work takes here."""
_FIRST_WORD = 3.0
"""Seconds before which nothing is said."""
_OVERDUE = 0.25
"""A job that has taken longer than expected is expected to take this part of that more."""
_OWN = 0.1
"""Part of a job at which its own progress counts as much as what was estimated."""
_TURN = 0.5
"""Seconds between two looks at the whole schedule."""
_CALM = 0.1
"""Part of the time so far, or to go, over which a new figure takes the place of the one that was shown."""


_ALL = 0.999
"""Part of a job from which on what it tells does not help: it says that it is done, and is not."""
_BACK = 0.1
"""A part that falls by so much belongs to another run of ffmpeg for the same job."""


@dataclass(slots=True)
class _Run:
    """A job under way."""

    begun: float
    turn: float
    """When its present run of ffmpeg began."""
    part: float = 0.0
    """Of the present run."""


class Outlook:
    """Told of each job that starts, moves and ends; says how many seconds are left. Knows no clock.

    Some jobs take several runs of ffmpeg, and only the present one tells how far it is. Where a recipe was
    seen to do that, its time counts, and its run is only a lower bound.
    """

    def __init__(self, schedule: Schedule, loads: Mapping[Digest, Load], now: float, *, known: bool = False) -> None:
        """`known` says that the estimates rest on earlier work on this machine."""
        self._schedule = schedule
        self._loads = loads
        self._begun = now
        self._known = known
        self._total = sum(load.work for load in loads.values())
        self._running: dict[Digest, _Run] = {}
        self._several: set[str] = set()
        """Recipes whose jobs take several runs."""
        self._took = 0.0
        self._thought = 0.0
        self._shown: tuple[float, float] | None = None

    def started(self, key: Digest, now: float) -> None:
        """A job begins."""
        self._running[key] = _Run(now, now)

    def moved(self, key: Digest, part: float, now: float) -> float:
        """So much of its present run is done, 0 to 1; gives how much of the whole job that is."""
        run, recipe = self._running[key], self._loads[key].recipe
        if part < run.part - _BACK:
            self._several.add(recipe)
            run.turn = now
        run.part = part
        if recipe not in self._several:
            return part
        rest, elapsed = self._rest(key, now, self._pace(now)[0]), now - run.begun
        return elapsed / (elapsed + rest) if rest > 0 else part

    def ended(self, key: Digest, now: float, *, made: bool = True) -> None:
        """It is done; or, when it was not `made`, it is over and teaches nothing."""
        run, load = self._running.pop(key), self._loads[key]
        if made:
            self._took += (now - run.begun) * load.processors
            self._thought += load.work

    def left(self, now: float) -> float | None:
        """Seconds; None as long as a figure would mean nothing."""
        if self._shown and now - self._shown[1] < _TURN:
            return max(self._shown[0] - (now - self._shown[1]), 0.0)
        pace, seen = self._pace(now)
        if now - self._begun < _FIRST_WORD or not (self._known or seen >= _TELLING):
            return None
        running = {key: self._rest(key, now, pace) / pace for key in self._running}
        found = self._schedule.seconds_left(running) * pace
        if self._shown:
            before, passed = self._shown[0], now - self._shown[1]
            newer = 1 - math.exp(-passed / (1 + _CALM * min(before, now - self._begun)))
            found = max(before - passed, 0.0) * (1 - newer) + found * newer
        self._shown = (found, now)
        return found

    def _pace(self, now: float) -> tuple[float, float]:
        """How much longer work takes than was thought, and on how much of all work that rests."""
        took, thought = self._took, self._thought
        for key, run in self._running.items():
            load, elapsed = self._loads[key], now - run.begun
            part = 0.0 if load.recipe in self._several else run.part
            if part > 0 or elapsed > load.seconds:
                took += elapsed * load.processors
                thought += load.work * (part or 1.0)
        if took <= 0 or thought <= 0 or self._total <= 0:
            return 1.0, 0.0
        seen = thought / self._total
        return float((took / thought) ** (seen / (seen + _SURE))), seen

    def _rest(self, key: Digest, now: float, pace: float) -> float:
        """Seconds that a running job will still take: the further it is, the more its own progress counts."""
        run, load = self._running[key], self._loads[key]
        expected, elapsed = load.seconds * pace, now - run.begun
        if 0 < run.part < _ALL and load.recipe not in self._several:
            own = run.part / (run.part + _OWN)
            return (1 - run.part) * (own * elapsed / run.part + (1 - own) * expected)
        present = (now - run.turn) * (1 - run.part) / run.part if 0 < run.part < _ALL else 0.0
        return max(present, expected - elapsed, _OVERDUE * elapsed if elapsed > expected else 0.0)
