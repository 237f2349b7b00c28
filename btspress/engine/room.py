"""Room on the disk: whether work fits before it starts, and whether a failure was the want of it."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from btspress.engine.job import MachineError, NoRoomError, RecipeError

_NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_FULL = 64 << 10
"""Bytes below which a disk is full: ffmpeg writes half as much at a time."""
_DOUBT = 2
"""Estimates of size may be so many times too large."""


def free(folder: Path) -> int:
    """Bytes that may still be written to the disk of `folder`."""
    return shutil.disk_usage(folder).free


def hopeless(needed: int, folder: Path) -> bool:
    """Whether `needed` bytes cannot fit there, even if the estimate is far too high."""
    return needed > _DOUBT * free(folder)


@contextmanager
def told_apart(folder: Path, home: Path) -> Iterator[None]:
    """Turns what a full disk did to work in `folder`, which lies in `home`, into a `NoRoomError` naming the place.

    A program that was cut short seldom says why, so this looks at the disk before the folder is removed.
    """
    try:
        yield
    except NoRoomError as error:
        elsewhere = Path(tempfile.gettempdir())
        raise NoRoomError(str(elsewhere if free(elsewhere) < _FULL <= free(folder) else home)) from error
    except MachineError:
        raise
    except RecipeError as error:
        if free(folder) < _FULL:
            raise NoRoomError(str(home)) from error
        raise
    except OSError as error:
        raise (of_disk(error, home) or error) from error


def of_disk(error: OSError, home: Path) -> NoRoomError | None:
    """The `NoRoomError` that `error` is, if it is one: of the disk of the file that it names, else of `home`."""
    if error.errno not in _NO_ROOM:
        return None
    named = Path(error.filename) if isinstance(error.filename, str) else home
    return NoRoomError(str(home if named.is_relative_to(home) else named.parent))
