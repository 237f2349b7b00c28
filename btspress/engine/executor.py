"""What it means to do jobs: the protocol that every executor keeps, and how one job is run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import BinaryIO, Protocol, TypeAlias

from btspress.diagnostics import Diagnostic
from btspress.digest import Digest
from btspress.engine.job import Ingredient, Input, Job, RecipeError, Tools
from btspress.engine.receipt import Receipt
from btspress.engine.room import told_apart
from btspress.engine.store import Store
from btspress.tree import File
from btspress.unchanging import unchanging

FindSource: TypeAlias = Callable[[str], File | None]
"""Gives the source file at a site-relative path: `Tree.get`."""

MakeTools: TypeAlias = Callable[[Event, Callable[[float], None]], Tools]
"""Makes the tools of one job from the event that stops it and a function that takes the part done, 0 to 1."""


class Step(StrEnum):
    """What happened to a job."""

    REUSED = "reused"
    STARTED = "started"
    MOVED = "moved"
    FINISHED = "finished"
    FAILED = "failed"


@unchanging
class Progress:
    """One piece of news from an executor, for whoever shows progress."""

    step: Step
    job: Job
    part: float
    """How much of the job is done, 0 to 1."""
    seconds: float
    """Since the job was started."""
    done: float
    """Weight of all work that is done, with the parts of running jobs."""
    total: float
    """Weight of all work that this run has to do; what the store had does not count."""
    left: float | None = None
    """Seconds until all is done; None while nothing can be said."""


@unchanging
class Results:
    """What came of a run."""

    receipts: Mapping[Digest, Receipt] = field(default_factory=dict)
    """By key; failed jobs have none."""
    problems: tuple[Diagnostic, ...] = ()
    made: int = 0
    reused: int = 0


class Executor(Protocol):
    """A way to do jobs."""

    def run(
        self,
        jobs: Iterable[Job],
        store: Store,
        tools: MakeTools,
        source: FindSource,
        news: Callable[[Progress], None],
    ) -> Results:
        """Brings all `jobs` into the store, and the jobs they are made from; failures become problems."""


@unchanging
class Done:
    """What `run_job` gives back."""

    receipt: Receipt
    reused: bool


Hand: TypeAlias = Callable[[Job, Event, Callable[[float], None]], Done]
"""Makes one job, as `run_job` does: the event stops it, the function takes the part done, 0 to 1."""


@unchanging
class Crew:
    """Who does the jobs of a run."""

    processors: int
    """That may be kept busy at a time, all machines together."""
    widest: int
    """That one job may have: as many as the largest machine has."""
    hand: Hand


Muster: TypeAlias = Callable[[Mapping[Digest, Job]], AbstractContextManager[Crew]]
"""Calls a crew together for the jobs that are to be done, by key; it is sent home at the end."""


def _unheard(_folder: Path) -> None:
    return


def run_job(
    job: Job, store: Store, tools: Tools, source: FindSource, works_in: Callable[[Path], None] = _unheard
) -> Done:
    """Makes `job` unless the store has it. Blocks while another process makes the same.

    `works_in` is told the folder in which it is made, before it begins.

    Raises `RecipeError` with a reason for the author, `MachineError` where that is not the source,
    `Cancelled`, `BusyError` when stopped while waiting, and `OSError` when the disk refuses.
    """
    if found := store.find(job):
        return Done(found, reused=True)
    with store.claim(job.key, lambda: not tools.stop.is_set()):
        if found := store.find(job):
            return Done(found, reused=True)
        with store.workspace() as folder, told_apart(folder, store.home):
            begun = time.monotonic()
            files = tuple(_file(ingredient, source) for ingredient in job.ingredients)
            _must_be_unchanged(files)
            works_in(folder)
            inputs = tuple(map(_input, job.ingredients, files, [store] * len(files)))
            job.recipe.make(inputs, folder, tools)
            _must_be_unchanged(files)
            _must_have_made(job, [path.name for path in folder.iterdir()])
            return Done(store.keep(job, folder, time.monotonic() - begun, tools.notes, tools.commands), reused=False)


def _file(ingredient: Ingredient, source: FindSource) -> File | None:
    """The source file of an ingredient; None when another job made it."""
    if ingredient.job is not None:
        return None
    file = source(ingredient.path)
    if file is None:
        raise RecipeError(f"{ingredient.path} is gone")
    return file


def _input(ingredient: Ingredient, file: File | None, store: Store) -> Input:
    if file is not None:
        return Input(file.open, ingredient.container)
    place = store.path(ingredient.digest, ingredient.output)

    def opened() -> BinaryIO:
        return place.open("rb")

    return Input(opened, ingredient.container)


def _must_be_unchanged(files: Iterable[File | None]) -> None:
    # The key holds the digest of the file as it was found; another file must not hide behind that key.
    for file in files:
        if file is not None and not file.unchanged():
            raise RecipeError(f"{file.path} changed while it was read; build again when it is complete")


def _must_have_made(job: Job, names: list[str]) -> None:
    missing = [output.name for output in job.recipe.outputs() if output.name not in names]
    if missing:
        raise RecipeError(f"{job.recipe.name} made no {', '.join(missing)}")
