"""Which workers of a farm there are, and how many processors of each are free."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from threading import Condition, Event

from btspress.engine.callsheet import FarmError
from btspress.engine.job import Cancelled
from btspress.engine.together import TURN
from btspress.unchanging import unchanging


@unchanging
class Place:
    """Processors of one worker that one job has to itself."""

    worker: str
    """Its address."""
    processors: int


class Roster:
    """Told who is there; gives places to jobs, in the order in which they ask. Used by several threads."""

    def __init__(self, patience: float) -> None:
        """`patience` is how many seconds a job waits while nobody is there."""
        self._patience = patience
        self._all: dict[str, int] = {}
        self._taken: dict[str, int] = {}
        self._queue: deque[object] = deque()
        self._changed = Condition()
        self._empty_since = time.monotonic()
        self._lost: FarmError | None = None

    @property
    def processors(self) -> int:
        """Of all workers together."""
        with self._changed:
            return sum(self._all.values())

    @property
    def widest(self) -> int:
        """Processors of the largest worker."""
        with self._changed:
            return max(self._all.values(), default=0)

    def present(self, workers: Mapping[str, int]) -> None:
        """These workers are there now, with so many processors each; all others are gone."""
        with self._changed:
            if workers:
                self._empty_since = time.monotonic()
            self._all = dict(workers)
            self._taken = {worker: taken for worker, taken in self._taken.items() if worker in workers}
            self._changed.notify_all()

    def lost(self, error: FarmError) -> None:
        """Nobody will ever come again; `error` says why to those who wait."""
        with self._changed:
            self._all, self._lost = {}, error
            self._changed.notify_all()

    def has(self, worker: str) -> bool:
        """Whether it is still there."""
        with self._changed:
            return worker in self._all

    def take(self, processors: int, stop: Event, besides: str = "") -> Place:
        """Waits for so many free processors of one worker, or all that the largest has.

        A worker of another machine than that of `besides` is preferred. Raises `Cancelled` when `stop` is set,
        `FarmError` when nobody is left.
        """
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
            try:
                while True:
                    place = self._free(processors, besides) if self._queue[0] is ticket else None
                    if place:
                        self._taken[place.worker] = self._taken.get(place.worker, 0) + place.processors
                        return place
                    self._changed.wait(TURN)
                    if stop.is_set():
                        raise Cancelled("the work was stopped")
                    self._must_be_somebody()
            finally:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def give_back(self, place: Place) -> None:
        """The job that had it is over."""
        with self._changed:
            if place.worker in self._taken:
                self._taken[place.worker] -= place.processors
                self._changed.notify_all()

    def _free(self, processors: int, besides: str) -> Place | None:
        found = []
        for worker, there in self._all.items():
            needed, free = min(processors, there), there - self._taken.get(worker, 0)
            if needed <= free:
                found.append((_machine(worker) == _machine(besides), -free, worker, needed))
        return Place(*min(found)[2:]) if found else None

    def _must_be_somebody(self) -> None:
        if self._lost is not None:
            raise type(self._lost)(str(self._lost))
        if not self._all and time.monotonic() - self._empty_since > self._patience:
            raise FarmError(f"no worker of the farm is left, for {self._patience:.0f} seconds now")


def _machine(worker: str) -> str:
    """`tcp://10.0.0.7:41234` → `tcp://10.0.0.7`."""
    return worker.rpartition(":")[0]
