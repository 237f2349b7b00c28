"""Does jobs behind the back of whoever writes: what is looked at first, and nothing that is no longer wanted.

Unlike an executor it never ends: a new list of jobs takes the place of the old one at any time. What both lists
ask for goes on; what only the old one asked for is stopped, its ffmpeg too.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Condition, Event, Lock, Thread, current_thread, get_native_id
from typing import Final

from btspress.diagnostics import Diagnostic
from btspress.digest import Digest
from btspress.engine.executor import Done, FindSource, MakeTools, Progress, Step, run_job
from btspress.engine.job import Cancelled, Job, RecipeError
from btspress.engine.local import needed
from btspress.engine.lock import BusyError
from btspress.engine.store import Store
from btspress.engine.together import together
from btspress.engine.turns import Fault, Turns

_PATIENCE: Final = 5.0
"""Seconds that whatever is under way gets to end."""
_GENTLE: Final = 10
"""How much work that nobody waits for gives way to all else on the machine (`nice`)."""


@dataclass(slots=True, eq=False)
class Run:
    """A job under way."""

    job: Job
    begun: float
    """On the monotonic clock."""
    stop: Event = field(default_factory=Event)
    """Set when it is no longer wanted."""
    over: Event = field(default_factory=Event)
    """Set when it has ended, however that was."""
    part: float = 0.0
    """Of it that is done, 0 to 1."""
    folder: Path | None = None
    """Where it works; None until it does."""

    def works_in(self, folder: Path) -> None:
        """It begins, in this folder."""
        self.folder = folder


class Lab:
    """Makes what is wanted, `workers` jobs at a time, and besides these what somebody is waiting for.

    `news` is called from other threads, one at a time. All methods may be called from any thread, `want` from one
    at a time.
    """

    def __init__(self, store: Store, tools: MakeTools, workers: int, news: Callable[[Progress], None]) -> None:
        self._store, self._tools, self._workers, self._news = store, tools, max(workers, 1), news
        self._turns = Turns({}, self._workers, store, time.monotonic())
        self._source: FindSource = lambda _path: None
        self._have: frozenset[Digest] = frozenset()
        self._running: dict[Digest, Run] = {}
        self._threads: set[Thread] = set()
        self._waiting: dict[Digest, list[Future[bool]]] = {}
        self._closed = False
        self._lock = Condition()
        self._telling = Lock()

    def want(self, jobs: Iterable[Job], source: FindSource) -> None:
        """From now on these are wanted and no others, in this order where nothing else counts.

        `source` finds the files that they are made from. What failed is tried again when such a file has changed.
        """
        wanted = {job.key: job for job in jobs}
        unknown = [job for key, job in wanted.items() if key not in self._have]
        there = together(self._store.find, unknown, self._workers, Event())
        found = {receipt.key for receipt in there if receipt}
        have = found | (self._have & wanted.keys())
        missing = needed(wanted, have, self._store)
        with self._lock:
            have |= self._have & missing.keys()  # finished meanwhile
            self._have, self._source = frozenset(have), source
            still = {key: job for key, job in missing.items() if key not in have}
            for key, run in self._running.items():
                if key not in still:
                    run.stop.set()
            under_way = {key: run.begun for key, run in self._running.items() if not run.stop.is_set()}
            self._turns = self._turns.instead(still, source, under_way, time.monotonic())
            self._answer(key for key in [*self._waiting] if key not in still)
            self._go()

    def look(self, *groups: Iterable[Digest]) -> None:
        """What is looked at: the keys of the first group come first, then those of the next, then all others."""
        with self._lock:
            self._turns.look(*groups)
            self._go()

    def hurry(self, key: Digest) -> Future[bool]:
        """Somebody waits for this job: it begins now. Tells when it is over, and whether it was made."""
        answer: Future[bool] = Future()
        with self._lock:
            if key in self._have or not self._turns.hurry(key):
                answer.set_result(key in self._have)
                return answer
            self._waiting.setdefault(key, []).append(answer)
            self._go()
        return answer

    def run_of(self, key: Digest) -> Run | None:
        """The job of this key while it is under way."""
        with self._lock:
            run = self._running.get(key)
            return run if run and not run.stop.is_set() else None

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Why some of what is wanted cannot be made."""
        with self._lock:
            return self._turns.problems

    @property
    def counts(self) -> tuple[int, int]:
        """Jobs that are done, and all, since nothing was to be done."""
        with self._lock:
            return self._turns.counts

    def idle(self, seconds: float) -> bool:
        """Waits until nothing is to be done; False when that took longer."""
        with self._lock:
            return self._lock.wait_for(lambda: not self._running and not self._turns.waiting, seconds)

    def close(self) -> None:
        """Stops everything, and waits until all programs have ended."""
        with self._lock:
            self._closed = True
            for run in self._running.values():
                run.stop.set()
            self._answer([*self._waiting])
            threads = [*self._threads]
        for thread in threads:
            thread.join(_PATIENCE)

    def _go(self) -> None:
        """Starts what may start; called whenever something has changed, by who holds the lock."""
        while not self._closed:
            running = [key for key, run in self._running.items() if not run.stop.is_set()]
            chosen = self._turns.next(running)
            if chosen is None:
                break
            now = time.monotonic()
            run = Run(self._turns.take(chosen.key, now), now)
            self._running[chosen.key] = run
            thread = Thread(target=self._do, args=(run, chosen.hurried), name="lab", daemon=True)
            self._threads.add(thread)
            thread.start()
        self._lock.notify_all()

    def _do(self, run: Run, hurried: bool) -> None:
        """One job in a thread of its own, from its beginning to its end."""
        if not hurried:
            _ease()
        outcome: Done | Fault | None = RecipeError("a fault of btspress itself ended the work")
        try:
            self._tell(Step.STARTED, run)
            tools = self._tools(run.stop, partial(self._moved, run))
            outcome = run_job(run.job, self._store, tools, self._source, run.works_in)
        except (Cancelled, BusyError):
            outcome = None
        except (RecipeError, OSError) as error:
            outcome = error
        finally:
            self._ended(run, outcome)

    def _moved(self, run: Run, part: float) -> None:
        with self._lock:
            if self._running.get(run.job.key) is not run or run.stop.is_set():
                return
            part = self._turns.moved(run.job.key, part, time.monotonic())
            if part <= run.part:
                return
            run.part = part
        self._tell(Step.MOVED, run)

    def _ended(self, run: Run, outcome: Done | Fault | None) -> None:
        key, now = run.job.key, time.monotonic()
        step = None
        with self._lock:
            mine = self._running.get(key) is run
            if mine:
                del self._running[key]
            if isinstance(outcome, Done):
                self._have |= {key}
                step = Step.FINISHED if self._turns.end(key, now, made=not outcome.reused) else None
            elif mine and not run.stop.is_set() and outcome is not None:
                step = Step.FAILED
                gone = self._turns.fail(key, outcome, self._source, now)
                self._answer(gone)
            run.over.set()
            if isinstance(outcome, Done):
                self._answer([key])
        if step:
            self._tell(step, run)
        with self._lock:
            self._threads = {thread for thread in self._threads if thread.is_alive() and thread is not current_thread()}
            self._go()

    def _answer(self, keys: Iterable[Digest]) -> None:
        """Tells whoever waits for these jobs how they ended."""
        for key in [*keys]:
            for answer in self._waiting.pop(key, ()):
                if answer.set_running_or_notify_cancel():
                    answer.set_result(key in self._have)

    def _tell(self, step: Step, run: Run) -> None:
        with self._telling:
            with self._lock:
                parts = {key: each.part for key, each in self._running.items()}
                done, total, left = self._turns.weights(parts, time.monotonic())
            seconds = time.monotonic() - run.begun
            part = 1.0 if step is Step.FINISHED else run.part
            self._news(Progress(step, run.job, part, seconds, done, total, left))


def _ease() -> None:
    """This thread, and the programs that it starts, give way to all else; where the system knows of such."""
    if sys.platform.startswith("linux"):
        os.setpriority(os.PRIO_PROCESS, get_native_id(), _GENTLE)
