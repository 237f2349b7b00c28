"""The workers of a farm during one run: who is there, who has which job, what they say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Final

from btspress.engine.callsheet import Answer, CallSheet, FarmError, Order, look_anew, sources_of
from btspress.engine.cluster import Cluster, Errand, LostError, WorkerDiedError
from btspress.engine.executor import Done, FindSource
from btspress.engine.job import Cancelled, Job, RecipeError
from btspress.engine.receipt import Receipt
from btspress.engine.roster import Roster
from btspress.engine.store import Store
from btspress.engine.together import TURN

OVER: Final = -1.0
"""What a worker says of an order, instead of the part done, when nothing of it runs any more."""

_LIVES = 2
"""Workers that one job may cost."""
_LOOK = 0.5
"""Seconds between two looks at who is there."""
_GATHER = 20.0
"""Seconds in which the first worker must come."""
_PATIENCE = 60.0
"""Seconds that work waits while no worker is there, and that a network disk has to show what was made."""
_GRACE = 15.0
"""Seconds in which a worker must have stopped: ffmpeg is killed after two."""


@dataclass(slots=True)
class _Line:
    """What is heard of one order."""

    moved: Callable[[float], None]
    begun: bool = False
    over: Event = field(default_factory=Event)

    def hear(self, part: float) -> None:
        self.begun = True
        if part < 0:
            self.over.set()
        elif part > 0:
            self.moved(part)


class Unit:
    """Hands out jobs, and follows each of them to its end."""

    def __init__(
        self,
        cluster: Cluster,
        sheet: CallSheet,
        fit: Callable[[CallSheet], str],
        work: Callable[[Order], Answer],
        store: Store,
        source: FindSource,
        unfit: dict[str, str],
    ) -> None:
        """`unfit` is filled with why a worker may not help, by its address."""
        self.roster = Roster(_PATIENCE)
        self._cluster, self._sheet, self._fit, self._work = cluster, sheet, fit, work
        self._store, self._source, self._unfit = store, source, unfit
        self._fits: set[str] = set()
        self._lines: dict[str, _Line] = {}

    @contextmanager
    def gathered(self, stop: Event) -> Iterator[None]:
        """While this lasts, the roster is kept up to date. Raises `FarmError` when nobody is there who fits."""
        self._gather(stop)
        over = Event()
        watch = Thread(target=self._watch, args=(over,), name="farm", daemon=True)
        with self._cluster.hears(self._sheet.topic, self._hear):
            watch.start()
            try:
                yield
            finally:
                over.set()
                watch.join()

    def hand(self, job: Job, stop: Event, moved: Callable[[float], None]) -> Done:
        """Makes a job somewhere; if its worker dies, once more elsewhere. Raises as `run_job` does."""
        died: list[str] = []
        while len(died) < _LIVES:
            place = self.roster.take(job.processors, stop, besides=died[-1] if died else "")
            try:
                return self._made(job, place.worker, stop, moved, len(died))
            except WorkerDiedError:
                died.append(place.worker)
            finally:
                self.roster.give_back(place)
        raise RecipeError(f"{_LIVES} workers of the farm died while they made it: {', '.join(died)}")

    def _made(self, job: Job, worker: str, stop: Event, moved: Callable[[float], None], turn: int) -> Done:
        name = f"{self._sheet.topic}-{job.recipe.name}-{job.key[:16]}-{turn}"
        line = self._lines[name] = _Line(moved)
        try:
            errand = self._cluster.hand_over(self._work, self._order(job), worker, name)
            try:
                return self._followed(errand, job, worker, stop)
            except LostError as error:
                self.roster.lost(error)
                raise
            except BaseException:
                errand.drop()
                self._until_over(line, worker)
                raise
        finally:
            del self._lines[name]

    def _followed(self, errand: Errand, job: Job, worker: str, stop: Event) -> Done:
        while not errand.ended.wait(TURN):
            if stop.is_set():
                raise Cancelled("the work was stopped")
            if not self.roster.has(worker):
                raise WorkerDiedError(worker)
        answer = errand.answer()
        if answer.stopped:  # not by us: the worker was told to leave
            raise WorkerDiedError(worker)
        if isinstance(answer.error, FarmError):
            raise FarmError(f"{worker}: {answer.error}")
        if answer.error:
            raise answer.error
        return Done(self._received(job, worker, stop), answer.reused)

    def _until_over(self, line: _Line, worker: str) -> None:
        """Waits until nothing of an order runs, where it was begun and its worker lives."""
        end = time.monotonic() + _GRACE
        while line.begun and self.roster.has(worker) and time.monotonic() < end:
            if line.over.wait(TURN):
                return

    def _received(self, job: Job, worker: str, stop: Event) -> Receipt:
        """The receipt of what a worker made; a network disk may take its time to show it."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            receipt = self._store.receipt(job.key)
            if receipt and _whole(receipt, self._store):
                return receipt
            look_anew(self._store, job.key)
            if stop.wait(TURN):
                raise Cancelled("the work was stopped")
        raise FarmError(f"{worker} has made {job.stem}, which is not in {self._store.root}: is it the same disk?")

    def _order(self, job: Job) -> Order:
        sheet = self._sheet
        return Order(job, sheet.home, sheet.run, sheet.topic, sources_of(job, self._source))

    def _hear(self, name: str, part: float) -> None:
        line = self._lines.get(name)
        if line:
            line.hear(part)

    def _gather(self, stop: Event) -> None:
        end = time.monotonic() + _GATHER
        while not self.roster.processors:
            self._look()
            if self._unfit and not self.roster.processors:
                reasons = "; ".join(f"{worker}: {reason}" for worker, reason in sorted(self._unfit.items()))
                self._unfit.clear()
                raise FarmError(f"no worker of the farm can be used: {reasons}")
            if not self.roster.processors and time.monotonic() > end:
                raise FarmError(f"the scheduler has no workers; none came in {_GATHER:.0f} seconds")
            if not self.roster.processors and stop.wait(TURN):
                raise Cancelled("the work was stopped")

    def _watch(self, over: Event) -> None:
        """Runs in a thread of its own until `over`. Whatever fails here is told to those who wait."""
        while not over.wait(_LOOK):
            try:
                self._look()
            except LostError as error:
                self.roster.lost(error)
                return
            except Exception as error:
                self.roster.lost(LostError(f"the farm cannot be looked at: {error!r}"))
                raise

    def _look(self) -> None:
        there = self._cluster.workers()
        fresh = [worker for worker in there if worker not in self._fits and worker not in self._unfit]
        told = self._cluster.ask(self._fit, self._sheet, fresh) if fresh else {}
        for worker, reason in told.items():
            if reason:
                self._unfit[worker] = reason
            else:
                self._fits.add(worker)
        self.roster.present({worker: threads for worker, threads in there.items() if worker in self._fits})


def _whole(receipt: Receipt, store: Store) -> bool:
    try:
        return all(store.path(receipt.key, name).stat().st_size == made.size for name, made in receipt.outputs.items())
    except OSError:
        return False
