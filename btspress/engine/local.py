"""Does jobs on this machine, in threads: the work itself is done by ffmpeg and inside Pillow."""

from __future__ import annotations

import heapq
import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import MappingProxyType

from btspress.diagnostics import Diagnostic, Span, ordered, problem
from btspress.digest import Digest
from btspress.engine.executor import Done, FindSource, MakeTools, Progress, Results, Step, run_job
from btspress.engine.job import Cancelled, Job, RecipeError
from btspress.engine.lock import BusyError
from btspress.engine.store import Receipt, Store

_MOST_WORKERS = 8
"""Each may hold an encoder of half a gigabyte."""

_TURN = 0.2
"""Seconds that the waiting thread sleeps at most, so that Ctrl-C is heard at once everywhere."""


def _silent(_news: Progress) -> None:
    return


class Local:
    """An executor with `workers` threads; 0 means one for each processor, eight at most.

    Setting `stop` ends a run from another thread.
    """

    def __init__(self, workers: int = 0, stop: threading.Event | None = None) -> None:
        self.workers = workers or min(os.cpu_count() or 1, _MOST_WORKERS)
        self.stop = stop or threading.Event()

    def run(
        self,
        jobs: Iterable[Job],
        store: Store,
        tools: MakeTools,
        source: FindSource,
        news: Callable[[Progress], None] = _silent,
    ) -> Results:
        """Brings all `jobs` into the store: what others are made from first, then the heaviest first.

        Jobs that are only ingredients are made when somebody needs them. A failure is reported at every
        place that asked for it, and other jobs go on. On Ctrl-C all work is stopped, then `KeyboardInterrupt`
        is raised; when `stop` is set, `Cancelled`.
        """
        wanted = {job.key: job for job in jobs}
        with ThreadPoolExecutor(self.workers, thread_name_prefix="job") as pool:
            found = dict(zip(wanted, pool.map(store.find, wanted.values()), strict=True))
            receipts = {key: receipt for key, receipt in found.items() if receipt}
            work = _Work(_needed(wanted, receipts, store), store, tools, source, news, self.stop)
            for key in receipts:
                work.tell(Step.REUSED, wanted[key], 1.0)
            try:
                work.until_done(pool, self.workers)
            except BaseException:
                self.stop.set()
                raise
        receipts |= work.receipts
        problems = ordered(work.problems)
        return Results(MappingProxyType(receipts), problems, work.made, len(receipts) - work.made)


def _needed(wanted: dict[Digest, Job], have: dict[Digest, Receipt], store: Store) -> dict[Digest, Job]:
    """All jobs to be done: the wanted ones that are missing, and, beneath them, what they are made from."""
    needed = {key: job for key, job in wanted.items() if key not in have}
    waiting = list(needed.values())
    while waiting:
        for ingredient in waiting.pop().ingredients:
            key, inner = ingredient.digest, ingredient.job
            if inner and key not in needed and key not in have and not store.find(inner):
                needed[key] = inner
                waiting.append(inner)
    return needed


@dataclass(slots=True)
class _Running:
    """A job under way."""

    job: Job
    begun: float
    part: float = 0.0


class _Work:
    """One run: what waits, what is under way, what came of it. Only `moved` is called by other threads."""

    def __init__(
        self,
        needed: dict[Digest, Job],
        store: Store,
        tools: MakeTools,
        source: FindSource,
        news: Callable[[Progress], None],
        stop: threading.Event,
    ) -> None:
        self.receipts: dict[Digest, Receipt] = {}
        self.problems: list[Diagnostic] = []
        self.made = 0
        self._needed = needed
        self._store, self._tools, self._source, self._news, self._stop = store, tools, source, news, stop
        self._running: dict[Digest, _Running] = {}
        self._failed: set[Digest] = set()
        self._finished = 0.0
        self._total = sum(job.weight for job in needed.values())
        self._lock = threading.Lock()
        self._users: dict[Digest, list[Digest]] = {key: [] for key in needed}
        self._lacking: dict[Digest, set[Digest]] = {}
        for key, job in needed.items():
            inner = {each.digest for each in job.ingredients if each.job and each.digest in needed}
            self._lacking[key] = inner
            for part in inner:
                self._users[part].append(key)
        self._ready = [(-needed[key].weight, key) for key, lacking in self._lacking.items() if not lacking]
        heapq.heapify(self._ready)

    def until_done(self, pool: ThreadPoolExecutor, workers: int) -> None:
        """Starts jobs as they become ready, until none is left."""
        futures: dict[Future[Done], Digest] = {}
        while self._ready or futures:
            if self._stop.is_set():
                raise Cancelled("the work was stopped")
            while self._ready and len(futures) < workers:
                key = heapq.heappop(self._ready)[1]
                futures[pool.submit(self._do, key)] = key
            ended, _ = wait(futures, timeout=_TURN, return_when=FIRST_COMPLETED)
            for future in ended:
                self._end(futures.pop(future), future)

    def tell(self, step: Step, job: Job, part: float, seconds: float = 0.0) -> None:
        """Passes news on, one piece at a time."""
        with self._lock:
            under_way = sum(each.job.weight * each.part for each in self._running.values())
            self._news(Progress(step, job, part, seconds, self._finished + under_way, self._total))

    def _do(self, key: Digest) -> Done:
        job = self._needed[key]
        with self._lock:
            self._running[key] = _Running(job, time.monotonic())
        self.tell(Step.STARTED, job, 0.0)
        tools = self._tools(self._stop, lambda part: self._moved(key, part))
        return run_job(job, self._store, tools, self._source)

    def _moved(self, key: Digest, part: float) -> None:
        with self._lock:
            running = self._running.get(key)
            if running is None or part <= running.part:
                return
            running.part = min(part, 1.0)
        self.tell(Step.MOVED, running.job, running.part, time.monotonic() - running.begun)

    def _end(self, key: Digest, future: Future[Done]) -> None:
        with self._lock:
            running = self._running.pop(key)
            self._finished += running.job.weight
        seconds = time.monotonic() - running.begun
        try:
            done = future.result()
        except RecipeError as error:
            self._fail(key, "E904", f"{running.job.recipe.name}: {error}")
        except OSError as error:
            self._fail(key, "E905", f"{running.job.recipe.name}: {error.strerror or error}")
        except BusyError as error:
            raise Cancelled("the work was stopped") from error
        else:
            self.receipts[key] = done.receipt
            self.made += not done.reused
            self.tell(Step.FINISHED, running.job, 1.0, seconds)
            self._release(key)
            return
        self.tell(Step.FAILED, running.job, running.part, seconds)

    def _release(self, key: Digest) -> None:
        for user in self._users[key]:
            self._lacking[user].discard(key)
            if not self._lacking[user]:
                heapq.heappush(self._ready, (-self._needed[user].weight, user))

    def _fail(self, key: Digest, code: str, reason: str) -> None:
        """Reports at each place that asked for this job or for one that is made from it."""
        affected, waiting = {key}, [key]
        while waiting:
            new = [user for user in self._users[waiting.pop()] if user not in affected]
            affected.update(new)
            waiting.extend(new)
        with self._lock:
            self._finished += sum(self._needed[each].weight for each in affected - self._failed - {key})
            self._failed |= affected
        spans: set[Span | None] = {span for each in affected for span in self._needed[each].spans}
        self.problems.extend(problem(code, reason, span) for span in spans or {None})
