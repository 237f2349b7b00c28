"""What is still to be made behind an author's back, and what comes next: what is waited for, what is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from btspress.diagnostics import Diagnostic
from btspress.digest import Digest
from btspress.engine.executor import FindSource
from btspress.engine.failures import Failures
from btspress.engine.job import Job, MachineError, RecipeError
from btspress.engine.outlook import Outlook
from btspress.engine.pace import LESSONS, Paces, paces
from btspress.engine.room import hopeless
from btspress.engine.schedule import Schedule, loads_of
from btspress.engine.store import Store
from btspress.tree import File
from btspress.unchanging import unchanging

Fault: TypeAlias = RecipeError | OSError
_Place: TypeAlias = tuple[int, int, int]
"""Level, kind and number: the lowest comes first."""

_KINDS: Final = ("image/", "text/")
"""Media types that come first on each level: a picture is there at once, and a clip shows one until it plays."""
_REST: Final = 1_000_000
"""The level of what nobody looks at."""


@unchanging
class Chosen:
    """A job that is to begin."""

    key: Digest
    hurried: bool
    """Whether somebody waits for it."""


@unchanging
class _Failed:
    """A job that could not be done, and the files that it was to be made from."""

    error: Fault
    files: tuple[File | None, ...]


class Turns:
    """One list of jobs, of which `capacity` are to run at a time; those that are waited for come on top of these.

    Knows no clock, and no threads.
    """

    def __init__(
        self,
        jobs: Mapping[Digest, Job],
        capacity: int,
        store: Store,
        now: float,
        learned: Paces | None = None,
        done: int = 0,
    ) -> None:
        """`learned` tells how quick this machine is, if that is known already; `done` jobs count as done before."""
        self._jobs, self._capacity, self._store, self._done = dict(jobs), capacity, store, done
        self._all = done + len(jobs)
        self._learned = paces(store.latest(LESSONS)) if learned is None and jobs else learned
        self._loads = loads_of(self._jobs, capacity, self._learned) if self._learned else {}
        self._schedule = Schedule(self._loads, capacity)
        known = bool(self._learned and self._learned.by_recipe)
        self._outlook = Outlook(self._schedule, self._loads, now, known=known)
        self._failures = Failures(self._jobs, store.home)
        self._failed: dict[Digest, _Failed] = {}
        self._over: set[Digest] = set()
        self._hurried: dict[Digest, None] = {}
        self._groups: tuple[tuple[Digest, ...], ...] = ()
        self._places: dict[Digest, _Place] = {}
        self._rank(_REST, self._jobs, self._places)
        self._front: dict[Digest, _Place] = {}

    def instead(
        self, jobs: Mapping[Digest, Job], source: FindSource, under_way: Mapping[Digest, float], now: float
    ) -> Turns:
        """The list that takes the place of this one; `under_way` tells since when those run that go on.

        What failed is not tried again, unless the machine was to blame or a file of it has changed.
        """
        busy = self.waiting or self._schedule.running
        new = Turns(jobs, self._capacity, self._store, now, self._learned, self._done if busy else 0)
        if hopeless(sum(job.bytes for job in jobs.values()), self._store.room()):
            new._failures.refuse(jobs)
            for key in jobs:
                new._lose(key)
            return new
        for key, failed in self._failed.items():
            machine = isinstance(failed.error, OSError | MachineError)
            if key in jobs and not machine and failed.files == _files(jobs[key], source):
                new._failed[key] = failed
                new._failures.add(key, failed.error, new._lose(key))
        for key, begun in under_way.items():
            if key in jobs and key not in new._over:
                new.take(key, now)
                new._outlook.started(key, begun)
        new._hurried = {key: None for key in self._hurried if key in jobs}
        new.look(*self._groups)
        return new

    @property
    def waiting(self) -> bool:
        """Whether anything is still to begin."""
        return self._schedule.waiting

    @property
    def counts(self) -> tuple[int, int]:
        """Jobs that are over, and all."""
        return self._done, self._all

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Why some cannot be made."""
        return self._failures.problems(())

    def look(self, *groups: Iterable[Digest]) -> None:
        """What is looked at, in groups: the first comes first."""
        self._groups = tuple(tuple(group) for group in groups)
        self._front = {}
        for level, group in enumerate((tuple(self._hurried), *self._groups)):
            self._rank(level, group, self._front)

    def hurry(self, key: Digest) -> bool:
        """Somebody waits for this job; False when it is none of these, or cannot be made."""
        if key not in self._jobs or key in self._over:
            return False
        self._hurried[key] = None
        self.look(*self._groups)
        return True

    def next(self, running: Iterable[Digest]) -> Chosen | None:
        """What is to begin, while the jobs in `running` are under way; None when nothing is or nothing fits."""
        keys = set(running)
        ready = self._schedule.ready
        urgent = [key for key in ready if self._front.get(key, (1,))[0] == 0]
        waited_for = sum(self._front.get(key, (1,))[0] == 0 for key in keys)
        if urgent and waited_for < self._capacity:
            return Chosen(min(urgent, key=self._place), hurried=True)
        if not ready or len(keys) >= self._capacity:
            return None
        return Chosen(min(ready, key=self._place), hurried=False)

    def take(self, key: Digest, now: float) -> Job:
        """The job of `key`, which counts as running from now on."""
        self._schedule.take(key, now)
        self._outlook.started(key, now)
        return self._jobs[key]

    def moved(self, key: Digest, part: float, now: float) -> float:
        """So much of its present run is done; gives how much of the whole job that is."""
        return min(self._outlook.moved(key, min(part, 1.0), now), 1.0)

    def end(self, key: Digest, now: float, *, made: bool) -> bool:
        """It is done, whether it was `made` or found; False when nobody wanted it any more."""
        if key not in self._schedule.running:
            return False
        self._outlook.ended(key, now, made=made)
        self._schedule.end(key)
        self._count({key})
        return True

    def fail(self, key: Digest, error: Fault, source: FindSource, now: float) -> frozenset[Digest]:
        """It cannot be made; gives all that will not be made for that."""
        self._outlook.ended(key, now, made=False)
        self._failed[key] = _Failed(error, _files(self._jobs[key], source))
        gone = self._lose(key)
        self._failures.add(key, error, gone)
        return gone

    def weights(self, parts: Mapping[Digest, float], now: float) -> tuple[float, float, float | None]:
        """Work that is done, with `parts` of what runs; all work; seconds that are left, where that is known."""
        over = sum(self._loads[key].work for key in self._over)
        under_way = sum(self._loads[key].work * part for key, part in parts.items() if key in self._loads)
        total = sum(load.work for load in self._loads.values())
        return over + under_way, total, self._outlook.left(now) if total else None

    def _lose(self, key: Digest) -> frozenset[Digest]:
        gone = self._schedule.abandon(key)
        self._count(gone)
        return gone

    def _count(self, keys: Iterable[Digest]) -> None:
        new = set(keys) - self._over
        self._over |= new
        self._done += len(new)
        for key in new:
            self._hurried.pop(key, None)

    def _place(self, key: Digest) -> _Place:
        return min(self._front.get(key, self._places[key]), self._places[key])

    def _rank(self, level: int, keys: Iterable[Digest], places: dict[Digest, _Place]) -> None:
        """Gives each of `keys`, and all that it is made from, a place on a level."""
        for number, key in enumerate(keys):
            if key not in self._loads:
                continue
            place = (level, _kind(self._jobs[key]), number)
            waiting = [key]
            while waiting:
                each = waiting.pop()
                if each not in places or place < places[each]:
                    places[each] = place
                    waiting.extend(self._loads[each].after)


def _kind(job: Job) -> int:
    media_type = job.recipe.outputs()[0].media_type
    return next((number for number, start in enumerate(_KINDS) if media_type.startswith(start)), len(_KINDS))


def _files(job: Job, source: FindSource) -> tuple[File | None, ...]:
    """The source files of a job as they are found now."""
    return tuple(source(each.path) for each in job.ingredients if each.job is None)
