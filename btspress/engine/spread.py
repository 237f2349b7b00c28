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
from io import FileIO
from typing import IO, Any, Final, TypeVar

from btspress.engine.packing import packed
from btspress.unchanging import unchanging

A = TypeVar("A")
B = TypeVar("B")

MANY: Final = 64
"""Things from which on copies pay: below, all are done before a copy would have brought its first."""
_PIECE: Final = 8
"""Things that are taken at once."""
_PIECES: Final = 256
"""More are not made of the things: a number of one is a byte."""
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
    with begun(work, things, workers) as finished:
        return finished()


@contextmanager
def begun(work: Callable[[A], B], things: Sequence[A], workers: int) -> Iterator[Callable[[], list[B]]]:
    """As `spread`: copies begin at once, and this process does what is left when it asks for what they made.

    All take the next piece when they have done one, so that none waits long for another.
    """
    count = min(workers, _MOST) if len(things) >= MANY and may_copy() else 1
    size = max(_PIECE, -(-len(things) // _PIECES)) if count > 1 else max(len(things), 1)
    pieces = [things[at : at + size] for at in range(0, len(things), size)]
    with ExitStack() as ends:
        turns = ends.enter_context(_turns(range(count, len(pieces))))
        copies: list[_Copy] = []
        for number in range(1, count):
            file = ends.enter_context(tempfile.TemporaryFile())
            copies.append(_Copy(_copied(partial(_packed, work, pieces, number, turns), file), file))
            ends.callback(_end, copies[-1])

        def finished() -> list[B]:
            with ends:
                made = {at: [work(thing) for thing in pieces[at]] for at in _taken(0, turns) if at < len(pieces)}
                for copy in copies:
                    made |= {at: [pickle.loads(each) for each in piece] for at, piece in _brought(copy) or ()}
                # What a copy did not get done, for want of memory for instance, is done here.
                return [each for at, piece in enumerate(pieces) for each in made.get(at) or map(work, piece)]

        yield finished


def _turns(numbers: Sequence[int]) -> FileIO:
    """Where each process that shares it takes the next of `numbers`, below 256; when it is empty, all are taken."""
    taking, putting = os.pipe()
    os.write(putting, bytes(numbers))
    os.close(putting)
    return FileIO(taking)


def _taken(first: int, turns: FileIO) -> Iterator[int]:
    """Numbers of the pieces that one process does."""
    yield first
    while number := turns.read(1):
        yield number[0]


def _packed(work: Callable[[A], B], pieces: Sequence[Sequence[A]], first: int, turns: FileIO) -> object:
    # Each by itself: to look up in one whole of them what was packed before takes twice as long.
    return [(at, [packed(work(thing)) for thing in pieces[at]]) for at in _taken(first, turns)]


@contextmanager
def meanwhile(work: Callable[[], B]) -> Iterator[Callable[[], B]]:
    """Begins `work` in a copy of this process; gives what waits for its result, which can be pickled, and tells it.

    Where no copy can be made, or it does not get done, `work` is done when its result is asked for.
    """
    if not may_copy():
        yield work
        return
    with tempfile.TemporaryFile() as file:
        copy = _Copy(_copied(lambda: (work(),), file), file)
        try:
            yield lambda: (_brought(copy) or (work(),))[0]
        finally:
            _end(copy)


def may_copy() -> bool:
    """Whether the system makes copies of this process safely."""
    return sys.platform == "linux" and threading.active_count() == 1


def _copied(work: Callable[[], object], file: IO[bytes]) -> int:
    """The process that does the work and puts what it made into `file`."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        gc.disable()  # it ends before rings weigh, and to look for them would copy all that it shares
        file.write(packed(work()))
        file.flush()
        code = 0
    finally:
        # Nothing of the parent's may be tidied up, flushed or told by its copy.
        os._exit(code)


def _brought(copy: _Copy) -> Any:
    """What a copy made; None when it failed."""
    _, status = os.waitpid(copy.process, 0)
    if status:
        return None
    copy.file.seek(0)
    return pickle.load(copy.file)


def _end(copy: _Copy) -> None:
    """Ends what nobody has waited for."""
    with suppress(ChildProcessError):
        if os.waitpid(copy.process, os.WNOHANG) == (0, 0):
            os.kill(copy.process, signal.SIGKILL)
            os.waitpid(copy.process, 0)
