"""Does jobs on this machine, in threads: the work itself is done by ffmpeg and inside Pillow."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass
from types import MappingProxyType

from btspress.digest import Digest
from btspress.engine.executor import Crew, Done, FindSource, MakeTools, Muster, Progress, Results, Step, run_job
from btspress.engine.failures import Failures
from btspress.engine.job import Cancelled, Job, NoRoomError, RecipeError
from btspress.engine.lock import BusyError
from btspress.engine.outlook import Outlook
from btspress.engine.pace import LESSONS, paces
from btspress.engine.processors import processors
from btspress.engine.receipt import Receipt
from btspress.engine.room import free, hopeless
from btspress.engine.schedule import Schedule, loads_of
from btspress.engine.store import Store
from btspress.engine.together import TURN, together


def _silent(_news: Progress) -> None:
    return


class Local:
    """An executor that keeps `workers` processors busy; 0 means all there are, if there is memory enough.

    Setting `stop` ends a run from another thread.
    """

    def __init__(self, workers: int = 0, stop: threading.Event | None = None) -> None:
        self.workers = workers or processors()
        self.stop = stop or threading.Event()

    def run(
        self,
        jobs: Iterable[Job],
        store: Store,
        tools: MakeTools,
        source: FindSource,
        news: Callable[[Progress], None] = _silent,
    ) -> Results:
        """Brings all `jobs` into the store: first those behind which the most work lies.

        Jobs that are only ingredients are made when somebody needs them. A failure is reported at every
        place that asked for it, and other jobs go on. On Ctrl-C all work is stopped, then `KeyboardInterrupt`
        is raised; when `stop` is set, `Cancelled`.
        """

        def hand(job: Job, stop: threading.Event, moved: Callable[[float], None]) -> Done:
            return run_job(job, store, tools(stop, moved), source)

        return self.through(jobs, store, lambda _: nullcontext(Crew(self.workers, self.workers, hand)), news)

    def through(
        self, jobs: Iterable[Job], store: Store, muster: Muster, news: Callable[[Progress], None] = _silent
    ) -> Results:
        """As `run`, by whoever `muster` calls together; that is asked once it is known what is to be done."""
        wanted = {job.key: job for job in jobs}
        found = together(store.find, wanted.values(), self.workers, self.stop)
        receipts = {key: receipt for key, receipt in zip(wanted, found, strict=True) if receipt}
        missing = needed(wanted, receipts, store)
        if missing:
            gc.enable()  # graphs of filters are rings, and it may take hours
        with muster(missing) as crew:
            work = _Work(missing, crew, store, news, self.stop)
            for key in receipts:
                work.tell(Step.REUSED, wanted[key], 1.0)
            self._drive(work, crew.processors)
        receipts |= work.receipts
        problems = work.failures.problems(receipts)
        return Results(MappingProxyType(receipts), problems, work.made, len(receipts) - work.made)

    def _drive(self, work: _Work, threads: int) -> None:
        with ThreadPoolExecutor(threads, thread_name_prefix="job") as pool:
            try:
                work.until_done(pool)
            except BaseException:
                self.stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                work.until_idle()
                raise


def needed(wanted: Mapping[Digest, Job], have: Collection[Digest], store: Store) -> dict[Digest, Job]:
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
    """One run: what waits, what is under way, what came of it. Only `_do` and what it calls run in other threads."""

    def __init__(
        self,
        needed: dict[Digest, Job],
        crew: Crew,
        store: Store,
        news: Callable[[Progress], None],
        stop: threading.Event,
    ) -> None:
        self.receipts: dict[Digest, Receipt] = {}
        self.made = 0
        self.failures = Failures(needed, store.home)
        self._needed = needed
        self._hand, self._store, self._news, self._stop = crew.hand, store, news, stop
        learned = paces(store.latest(LESSONS) if needed else ())
        self._loads = loads_of(needed, crew.widest, learned)
        self._schedule = Schedule(self._loads, crew.processors)
        self._outlook = Outlook(self._schedule, self._loads, time.monotonic(), known=bool(learned.by_recipe))
        self._running: dict[Digest, _Running] = {}
        self._over: set[Digest] = set()
        self._finished = 0.0
        self._total = sum(load.work for load in self._loads.values())
        self._lock = threading.Lock()
        self._inside = 0
        self._left = threading.Condition()

    def until_done(self, pool: ThreadPoolExecutor) -> None:
        """Starts jobs as they become ready and processors are free, until none is left."""
        if hopeless(sum(job.bytes for job in self._needed.values()), self._store.room()):
            self.failures.refuse(self._needed)
            return
        futures: dict[Future[Done], Digest] = {}
        while futures or self._schedule.waiting:
            if self._stop.is_set():
                raise Cancelled("the work was stopped")
            for key in self._started():
                futures[pool.submit(self._do, key)] = key
            ended, _ = wait(futures, timeout=TURN, return_when=FIRST_COMPLETED)
            for future in ended:
                self._end(futures.pop(future), future)

    def until_idle(self) -> None:
        """Waits, after a stop, for all that is under way.

        Ctrl-C may come while the pool starts a thread, which it knows nothing about then.
        """
        with self._left:
            self._left.wait_for(lambda: self._inside == 0)

    def tell(self, step: Step, job: Job, part: float, seconds: float = 0.0) -> None:
        """Passes news on, one piece at a time."""
        with self._lock:
            under_way = sum(self._loads[key].work * each.part for key, each in self._running.items())
            left = self._outlook.left(time.monotonic()) if self._total else None
            self._news(Progress(step, job, part, seconds, self._finished + under_way, self._total, left))

    def _started(self) -> list[Digest]:
        with self._lock:
            now = time.monotonic()
            keys = self._schedule.start(now)
            for key in keys:
                self._running[key] = _Running(self._needed[key], now)
                self._outlook.started(key, now)
        return keys

    def _do(self, key: Digest) -> Done:
        with self._left:
            if self._stop.is_set():
                raise Cancelled("the work was stopped")
            self._inside += 1
        try:
            return self._done(key)
        finally:
            with self._left:
                self._inside -= 1
                self._left.notify_all()

    def _done(self, key: Digest) -> Done:
        job = self._needed[key]
        self.tell(Step.STARTED, job, 0.0)
        if self.failures.disk_full and job.bytes > free(self._store.home):
            raise NoRoomError(str(self._store.home))
        return self._hand(job, self._stop, lambda part: self._moved(key, part))

    def _moved(self, key: Digest, part: float) -> None:
        with self._lock:
            running, now = self._running.get(key), time.monotonic()
            if running is None:
                return
            part = min(self._outlook.moved(key, min(part, 1.0), now), 1.0)
            if part <= running.part:
                return
            running.part = part
        self.tell(Step.MOVED, running.job, running.part, now - running.begun)

    def _end(self, key: Digest, future: Future[Done]) -> None:
        try:
            done = future.result()
        except (RecipeError, OSError) as error:
            running, gone = self._ended(key, made=False, failed=True)
            self.failures.add(key, error, gone)
            self.tell(Step.FAILED, running.job, running.part, time.monotonic() - running.begun)
        except BusyError as error:
            raise Cancelled("the work was stopped") from error
        else:
            self.receipts[key] = done.receipt
            self.made += not done.reused
            running, _ = self._ended(key, made=not done.reused)
            self.tell(Step.FINISHED, running.job, 1.0, time.monotonic() - running.begun)

    def _ended(self, key: Digest, *, made: bool, failed: bool = False) -> tuple[_Running, frozenset[Digest]]:
        """The job, and what will not be made for its failure: itself, and what is made from it."""
        gone: frozenset[Digest] = frozenset()
        with self._lock:
            self._outlook.ended(key, time.monotonic(), made=made)
            if failed:
                gone = self._schedule.abandon(key)
            else:
                self._schedule.end(key)
            self._finished += sum(self._loads[each].work for each in (gone | {key}) - self._over)
            self._over |= gone
            return self._running.pop(key), gone
