"""Locks that die with their owner: one file each, held through the operating system, never stale."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.05
"""Seconds between two tries: short beside any job, long beside a system call."""


class BusyError(Exception):
    """Somebody else holds the lock. The text names the process, when it said who it is."""


@contextmanager
def locked(path: Path, keep_waiting: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Holds the lock file `path`, which is made, and removed at the end.

    While somebody else holds it, `keep_waiting` is asked again and again; once it says no, this raises
    `BusyError`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = _grasp(path)
    while handle is None:
        if not keep_waiting():
            raise BusyError(_owner(path))
        time.sleep(_PAUSE)
        handle = _grasp(path)
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        # Removed while it is still held: whoever waits for it sees that the name is gone, and starts anew.
        # Windows does not remove an open file; there an empty file stays, which locks nothing.
        with suppress(OSError):
            path.unlink()
        os.close(handle)


@contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Whether the folder is ours while this lasts: nobody else holds it, and nobody else can.

    Windows locks no folders; there the answer is always yes, and what is in use cannot be removed anyway.
    """
    if sys.platform == "win32":
        yield True
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        yield False
        return
    try:
        yield take(handle)
    finally:
        os.close(handle)


def _grasp(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    if take(handle) and _still_named(handle, path):
        return handle
    os.close(handle)
    return None


def _still_named(handle: int, path: Path) -> bool:
    """Whether the file that was locked still has its name: its last owner may have removed it meanwhile."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except OSError:
        return False


def _owner(path: Path) -> str:
    try:
        return f"process {int(path.read_bytes())}"
    except (OSError, ValueError):
        return "another process"


if sys.platform == "win32":

    def take(handle: int) -> bool:
        """Locks an open file at once; False when somebody else has it."""
        try:
            # Beyond the text, which others must be able to read.
            os.lseek(handle, 1 << 20, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def take(handle: int) -> bool:
        """Locks an open file at once; False when somebody else has it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
