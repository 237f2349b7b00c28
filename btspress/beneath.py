"""The one way to open a file that somebody else named: a regular file beneath a folder, never through a link.

A clip may be a FIFO that hangs a reader, a device without end, or a link to a file outside the site.
So each part of the path is opened without following links, without waiting, and what was opened is
looked at before a byte is read. Callers hand the descriptor on, never the name.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

NO_LIMIT = 1 << 62
"""More bytes than any disk holds."""

_STEP = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_LAST = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_BY_FOLDER = os.open in os.supports_dir_fd


def open_beneath(root: Path, name: str, *, limit: int = NO_LIMIT) -> BinaryIO:
    """Opens the file `name` (parts divided by `/`) beneath `root` for reading, from its first byte.

    Raises `OSError`, whose `strerror` is a sentence for the author, when the name leaves `root`, a
    part of it is a link, it is no regular file, or it has more than `limit` bytes.
    """
    parts = name.split("/")
    if any(part in {"", ".", ".."} or "\0" in part for part in parts):
        raise OSError(errno.EINVAL, "the name leaves the folder", name)
    try:
        handle = _descend(root, parts) if _BY_FOLDER else _descend_by_name(root, parts)
    except OSError as error:
        raise _told(error, name) from error
    try:
        _check(handle, name, limit)
    except OSError:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def _descend(root: Path, parts: list[str]) -> int:
    folder = os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        for part in parts[:-1]:
            inner = os.open(part, os.O_RDONLY | _STEP, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(parts[-1], os.O_RDONLY | _LAST, dir_fd=folder)
    finally:
        os.close(folder)


def _descend_by_name(root: Path, parts: list[str]) -> int:
    """Where folders cannot be opened: look before and after, which leaves only a race."""
    path = root
    for part in parts:
        path = path / part
        if path.is_symlink() or getattr(os.path, "isjunction", os.path.islink)(path):
            raise OSError(errno.ELOOP, "link", str(path))
    seen = os.lstat(path)
    if not stat.S_ISREG(seen.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    handle = os.open(path, os.O_RDONLY | _LAST)
    if not os.path.samestat(seen, os.fstat(handle)):
        os.close(handle)
        raise OSError(errno.ELOOP, "link", str(path))
    return handle


def _check(handle: int, name: str, limit: int) -> None:
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", name)
    if found.st_size > limit:
        raise OSError(errno.EFBIG, f"it has {found.st_size:,} bytes; the limit is {limit:,}", name)
    if hasattr(os, "set_blocking"):
        os.set_blocking(handle, True)


def _told(error: OSError, name: str) -> OSError:
    # Linux answers ENOTDIR, the BSDs EMLINK, where a folder on the way is a link.
    if error.errno in {errno.ELOOP, errno.EMLINK, errno.ENOTDIR}:
        return OSError(errno.ELOOP, "it is, or lies behind, a link", name)
    if error.errno == errno.ENXIO:
        return OSError(errno.EINVAL, "it is no regular file", name)
    return OSError(error.errno, error.strerror or "it cannot be opened", name)
