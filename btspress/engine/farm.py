"""Does jobs on the machines of a dask.distributed cluster, which share a disk with this one.

What is made when and where is decided here, as for one machine: a job goes to one worker that has
processors free for it, and to another one when that worker dies. The cluster is only the wire.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

from btspress.amounts import listed, many
from btspress.diagnostics import Diagnostic, ordered, problem
from btspress.digest import Digest
from btspress.engine.callsheet import LEASE, Answer, CallSheet, FarmError, Order, sources_of
from btspress.engine.cluster import connected
from btspress.engine.executor import Crew, Done, FindSource, Hand, MakeTools, Progress, Results
from btspress.engine.job import Job, Tools
from btspress.engine.local import Local
from btspress.engine.lock import locked
from btspress.engine.store import Store
from btspress.engine.unit import Unit
from btspress.tree import File
from btspress.unchanging import unchanging


@unchanging
class Duties:
    """What workers do: functions that they have, too, under the same names."""

    build: Callable[[], str]
    """Names the exact btspress."""
    trial: Callable[[Tools], Digest]
    """Does a small piece of work, which must come to the same everywhere."""
    fit: Callable[[CallSheet], str]
    """Why this worker may not help; empty when it may."""
    work: Callable[[Order], Answer]


class Farm:
    """An executor that hands jobs to the workers of the scheduler at `address`."""

    def __init__(self, local: Local, address: str, duties: Duties) -> None:
        """`local` keeps the order of things, and says when to stop."""
        self._local = local
        self._address = address
        self._duties = duties

    def run(
        self,
        jobs: Iterable[Job],
        store: Store,
        tools: MakeTools,
        source: FindSource,
        news: Callable[[Progress], None],
    ) -> Results:
        """As `Local.run`. Workers that do not fit are told as problems; where none fits, nothing is made.

        No scheduler is called when there is nothing to do.
        """
        unfit: dict[str, str] = {}

        @contextmanager
        def muster(missing: Mapping[Digest, Job]) -> Iterator[Crew]:
            with ExitStack() as until:
                try:
                    crew = self._called(tuple(missing.values()), store, tools, source, unfit, until)
                except FarmError as error:
                    crew = Crew(1, 1, _refusing(error))
                yield crew

        results = self._local.through(jobs, store, muster, news)
        return replace(results, problems=ordered((*results.problems, *_told(unfit))))

    def _called(
        self,
        missing: tuple[Job, ...],
        store: Store,
        tools: MakeTools,
        source: FindSource,
        unfit: dict[str, str],
        until: ExitStack,
    ) -> Crew:
        """Those who can help, `until` the end. Raises `FarmError` when that is nobody."""
        if not missing:
            raise FarmError("there is nothing to do")
        stop = self._local.stop
        run = until.enter_context(store.workspace())
        until.enter_context(locked(run / LEASE))
        sheet = CallSheet(
            home=Path(os.path.abspath(store.home)),
            run=Path(os.path.abspath(run)),
            topic=f"btspress-{run.name}",
            build=self._duties.build(),
            toolchain=missing[0].toolchain,
            trial=self._duties.trial(tools(stop, _unheard)),
            samples=_samples(missing, source),
        )
        cluster = until.enter_context(connected(self._address))
        unit = Unit(cluster, sheet, self._duties.fit, self._duties.work, store, source, unfit)
        until.enter_context(unit.gathered(stop))
        return Crew(unit.roster.processors, unit.roster.widest, unit.hand)


def _refusing(error: FarmError) -> Hand:
    """For when there is nobody: each job fails for the same reason."""

    def hand(job: Job, stop: Event, moved: Callable[[float], None]) -> Done:
        raise FarmError(str(error))

    return hand


def _unheard(_part: float) -> None:
    return


def _samples(jobs: Iterable[Job], source: FindSource) -> tuple[File, ...]:
    """One source out of each folder from which files are read."""
    found: dict[Path, File] = {}
    for job in jobs:
        for file in sources_of(job, source):
            if file.root is not None:
                found.setdefault(file.root, file)
    return tuple(found.values())


def _told(unfit: Mapping[str, str]) -> Iterator[Diagnostic]:
    """One finding for each reason."""
    for reason in dict.fromkeys(unfit.values()):
        workers = sorted(worker for worker, each in unfit.items() if each == reason)
        yield problem("E913", f"{many(len(workers), 'worker')} of the farm not used ({listed(workers)}): {reason}")
