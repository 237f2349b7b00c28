"""The same work on very many things, done by several copies of this process where that is quicker.

A copy has all that its parent knows without being told, so that only results have to be carried over. It is made
where the system does that safely: on Linux, and while no other thread runs.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import IO, Final, TypeVar

from btspress.engine.packing import packed
from btspress.unchanging import unchanging

A = TypeVar("A")
B = TypeVar("B")

MANY: Final = 64
"""Things from which on copies pay: below, all are done before a copy would have brought its first."""
_MOST: Final = 8
"""Copies: what one process is left to do by itself is no less for more of them."""


@unchanging
class _Copy:
    """A process at work, and the file into which it puts what it made."""

    process: int
    file: IO[bytes]


def spread(work: Callable[[A], B], things: Sequence[A], workers: int) -> list[B]:
    """What `work` gives for each of `things`, in their order, done by up to so many processes.

    `work` must change nothing but its result, which can be pickled.
    """
    count = min(workers, _MOST) if len(things) >= MANY and may_copy() else 1
    with ExitStack() as files:
        copies: dict[int, _Copy] = {}
        try:
            for number in range(1, count):
                file = files.enter_context(tempfile.TemporaryFile())
                copies[number] = _Copy(_begun(work, things[number::count], file), file)
            made = {0: [work(thing) for thing in things[::count]]}
            for number, copy in copies.items():
                brought: list[B] | None = _brought(copy)
                # What a copy did not get done, for want of memory for instance, is done here.
                made[number] = brought if brought is not None else [work(thing) for thing in things[number::count]]
        finally:
            for copy in copies.values():
                _end(copy)
    return [made[at % count][at // count] for at in range(len(things))]


@contextmanager
def meanwhile(work: Callable[[], B]) -> Iterator[Callable[[], B]]:
    """Begins `work` in a copy of this process; gives what waits for its result, which can be pickled, and tells it.

    Where no copy can be made, or it does not get done, `work` is done when its result is asked for.
    """
    if not may_copy():
        yield work
        return
    with tempfile.TemporaryFile() as file:
        copy = _Copy(_begun(lambda each: each(), (work,), file), file)
        try:
            yield partial(_result, copy, work)
        finally:
            _end(copy)


def may_copy() -> bool:
    """Whether the system makes copies of this process safely."""
    return sys.platform == "linux" and threading.active_count() == 1


def _begun(work: Callable[[A], B], things: Sequence[A], file: IO[bytes]) -> int:
    """The process that does the work and puts what it made into `file`."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        gc.disable()  # it ends before rings weigh, and to look for them would copy all that it shares
        # Each by itself: to look up in one whole of them what was packed before takes twice as long.
        file.write(packed([packed(work(thing)) for thing in things]))
        file.flush()
        code = 0
    finally:
        # Nothing of the parent's may be tidied up, flushed or told by its copy.
        os._exit(code)


def _brought(copy: _Copy) -> list[B] | None:
    """What a copy made; None when it failed."""
    _, status = os.waitpid(copy.process, 0)
    if status:
        return None
    copy.file.seek(0)
    return [pickle.loads(each) for each in pickle.load(copy.file)]


def _result(copy: _Copy, work: Callable[[], B]) -> B:
    brought: list[B] | None = _brought(copy)
    return brought[0] if brought is not None else work()


def _end(copy: _Copy) -> None:
    """Ends what nobody has waited for."""
    with suppress(ChildProcessError):
        if os.waitpid(copy.process, os.WNOHANG) == (0, 0):
            os.kill(copy.process, signal.SIGKILL)
            os.waitpid(copy.process, 0)
