"""What a worker of a farm does: say whether it may help, make one job, stop when nobody wants it any more."""

from __future__ import annotations

import platform
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

from btspress.digest import Digest, digest
from btspress.engine.callsheet import LEASE, Answer, CallSheet, FarmError, Order, as_seen_here, look_anew, wanted
from btspress.engine.executor import run_job
from btspress.engine.farm import Duties
from btspress.engine.index import Index
from btspress.engine.job import Cancelled, RecipeError, key_of
from btspress.engine.lock import BusyError, locked
from btspress.engine.store import Store
from btspress.engine.unit import OVER
from btspress.kit import Kit
from btspress.media.trial import trial

_POLL = 0.25
"""Seconds between two looks whether a job is still wanted."""
_NEWS = 0.5
"""Seconds between two words about one job."""
_WORKING: Final = frozenset({"executing", "long-running"})


@lru_cache(maxsize=1)
def build_name() -> str:
    """Names the exact btspress by its source, which decides what recipes do, and the kind of processor."""
    here = Path(__file__).parent
    source: dict[str, Digest] = {}
    for path in sorted(here.rglob("*.py")):
        source[path.relative_to(here).as_posix()] = digest(path.read_bytes())
    return f"btspress {digest(source)[:12]} on {platform.machine()}"


def fit(sheet: CallSheet) -> str:
    """Why this worker may not help; empty when it may. The plainest reason comes first."""
    if sheet.build != build_name():
        return f"it has {build_name()}, here it is {sheet.build}: install the same version, start the worker anew"
    try:
        return _disk(sheet) or _programs(sheet)
    except OSError as error:
        return f"its disk refuses: {error}"


def work(order: Order) -> Answer:
    """Makes the job of `order` on this machine. Ends within seconds when nobody wants it any more."""
    worker = import_module("distributed").get_worker()
    name = worker.get_current_task()
    tell = _Voice(worker, order.topic, name).tell
    stop, over = Event(), Event()
    watch = Thread(target=_watch, args=(order, worker, name, stop, over), name="wanted", daemon=True)
    tell(0.0)
    watch.start()
    try:
        return _made(order, stop, tell)
    finally:
        over.set()
        watch.join()
        tell(OVER)


DUTIES: Final = Duties(build_name, trial, fit, work)
"""What a session hands to its `Farm`."""


def _made(order: Order, stop: Event, tell: Callable[[float], None]) -> Answer:
    job, kit, store = order.job, Kit(), _store(order.home)
    try:
        if job.key != key_of(job.recipe, job.ingredients, kit.toolchain):
            raise FarmError(f"it has {kit.toolchain}, and the job was planned for {job.toolchain}")
        files = {file.path: as_seen_here(file) for file in order.files}
        for ingredient in job.ingredients:
            if ingredient.job:
                look_anew(store, ingredient.digest)
        done = run_job(job, store, kit.toolbox(stop, tell), files.get)
    except (Cancelled, BusyError):
        return Answer(stopped=True)
    except (RecipeError, OSError) as error:
        return Answer(stopped=stop.is_set(), error=error)
    return Answer(reused=done.reused)


def _watch(order: Order, worker: Any, name: str, stop: Event, over: Event) -> None:
    """Sets `stop` when the run is over, or the scheduler has taken the job back: that is all that dask does then."""
    while not over.wait(_POLL):
        task = worker.state.tasks.get(name)
        if task is None or task.state not in _WORKING or not wanted(order.run):
            stop.set()
            return


@dataclass(slots=True)
class _Voice:
    """Tells the machine that asked how far a job is: its start and its end, and not too much between."""

    worker: Any
    topic: str
    name: str
    last: float = 0.0

    def tell(self, part: float) -> None:
        now = time.monotonic()
        if part <= 0 or now - self.last >= _NEWS:
            self.last = now
            self.worker.log_event(self.topic, (self.name, part))


@lru_cache(maxsize=4)
def _store(home: Path) -> Store:
    return Store(home / "store", Index(home / "index"))


def _disk(sheet: CallSheet) -> str:
    """Why cache and sources cannot be used from here; empty when they can."""
    run, cache = sheet.run, sheet.home
    if not wanted(run):
        return f"it does not see {cache}; the cache must lie on a shared disk, at the same path everywhere"
    mine = run / secrets.token_hex(4)
    try:
        mine.write_bytes(b"")
        mine.unlink()
    except OSError as error:
        return f"it cannot write to {cache}: {error.strerror}"
    with suppress(BusyError), locked(run / LEASE):
        return f"locks on {cache} do not reach from machine to machine"
    try:
        for file in sheet.samples:
            as_seen_here(file)
    except FarmError as error:
        return str(error)
    return ""


def _programs(sheet: CallSheet) -> str:
    """Why what this machine makes may differ; empty when it does not."""
    kit = Kit()
    if kit.toolchain != sheet.toolchain:
        return f"it has {kit.toolchain}, here it is {sheet.toolchain}: equal programs are needed for equal bytes"
    if trial(kit.toolbox(Event(), lambda _: None)) != sheet.trial:
        return "a small trial came to other bytes there, although programs of the same name made it"
    return ""
