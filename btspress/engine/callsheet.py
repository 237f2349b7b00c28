"""What a run tells the workers of a farm: where the shared disk is, what to make, and of what."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final

from btspress.digest import Digest
from btspress.engine.executor import FindSource
from btspress.engine.job import Job, MachineError, RecipeError
from btspress.engine.store import Store
from btspress.tree import File, file_from
from btspress.unchanging import unchanging

LEASE: Final = "held"
"""File in the folder of a run, held by it: as long as it is there, its work is wanted."""

_SAME_NS = 1_000_000
"""Not every network disk tells a time as exactly as the next."""
_GONE = frozenset({errno.ENOENT, errno.ESTALE})


class FarmError(MachineError):
    """The farm cannot do what it was asked; the text says why."""

    code: ClassVar[str] = "E912"


@unchanging
class CallSheet:
    """What a worker needs to know before it may help."""

    home: Path
    """The folder of the cache, on the shared disk."""
    run: Path
    """A folder of this run beneath it."""
    topic: str
    """Under which the scheduler passes on what workers tell of their orders."""
    build: str
    """Names the exact btspress."""
    toolchain: str
    """Names the exact programs."""
    trial: Digest
    """What a small piece of work came to on the machine that asks."""
    samples: tuple[File, ...]
    """One source out of each folder from which sources are read."""


@unchanging
class Order:
    """One job for one worker."""

    job: Job
    home: Path
    run: Path
    topic: str
    """As on the call sheet."""
    files: tuple[File, ...]
    """The sources, as the machine that asks found them."""


@unchanging
class Answer:
    """What came of an order."""

    reused: bool = False
    """The store had it after all."""
    stopped: bool = False
    """It was given up, as if nobody wanted it."""
    error: RecipeError | OSError | None = None


def sources_of(job: Job, source: FindSource) -> tuple[File, ...]:
    """The files that `job` is made of, by paths that other machines understand, too."""
    found = (source(each.path) for each in job.ingredients if each.job is None)
    return tuple(replace(file, root=file.root and Path(os.path.abspath(file.root))) for file in found if file)


def wanted(run: Path) -> bool:
    """Whether the run of that folder still goes on.

    A network disk looks anew when a file is opened, and only then.
    """
    try:
        (run / LEASE).open("rb").close()
    except OSError as error:
        return error.errno not in _GONE
    return True


def as_seen_here(file: File) -> File:
    """The source as this machine sees it. Raises `FarmError` when that is nothing, or another file."""
    if file.root is None:
        return file
    place = file.root / file.path
    try:
        seen = file_from(file.root, file.path, os.lstat(place))
    except OSError as error:
        raise FarmError(f"it does not see {place} ({error.strerror}); sources must lie on a shared disk") from error
    if seen.size != file.size or abs(seen.mtime_ns - file.mtime_ns) > _SAME_NS:
        raise FarmError(f"{place} is another file there: {seen.size:,} bytes, not {file.size:,}, or of another time")
    return seen


def look_anew(store: Store, key: Digest) -> None:
    """Lets a network disk forget that an entry of the store was not there when it was last asked for."""
    for folder in (store.root, store.path(key, "").parent):
        with suppress(FileNotFoundError):
            os.scandir(folder).close()
