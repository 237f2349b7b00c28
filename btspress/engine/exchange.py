"""A whole folder takes the place of another at once; a killed run leaves the old one or the new one.

Linux and macOS swap two folders in one system call. Elsewhere it takes two renames; a mark written
before the first lets the next run finish what was begun.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import re
import secrets
import shutil
import sys
from pathlib import Path
from typing import Any

from btspress.engine.lock import held

_HERE = -100  # AT_FDCWD of Linux: paths count from the working folder
_SWAP = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_CANNOT = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EPERM})
_CLONE = 0x40049409  # FICLONE of Linux

if sys.platform == "linux":
    import fcntl


def beside(out: Path, word: str = "new") -> Path:
    """A fresh name on the same disk as `out`, hidden, that a later `tidy` knows as a leftover."""
    return out.with_name(f".{out.name}.{word}-{secrets.token_hex(4)}")


def tidy(out: Path) -> None:
    """Finishes or undoes what killed runs began. To be called when nobody else works on `out`.

    Raises `OSError` when a site that lost its name cannot get it back.
    """
    _repair(out)
    leftover = re.compile(rf"\.{re.escape(out.name)}\.(new|old)-[0-9a-f]{{8}}")
    for path in out.parent.iterdir() if out.parent.is_dir() else ():
        if leftover.fullmatch(path.name):
            with held(path) as ours:
                if ours:
                    shutil.rmtree(path, ignore_errors=True)


def switch(new: Path, out: Path) -> Path | None:
    """Puts the folder `new` in the place of `out`; gives the folder that now holds the old content.

    None when there was none. Raises `OSError`.
    """
    if not os.path.lexists(out):
        new.rename(out)
        return None
    if _swap(new, out):
        return new
    return two_steps(new, out)


def two_steps(new: Path, out: Path) -> Path:
    """As `switch`, for systems that cannot swap: `out` is missing for a moment, and the mark says why."""
    old, mark = beside(out, "old"), _mark(out)
    mark.write_text(json.dumps({"new": new.name, "old": old.name}), encoding="utf-8")
    _sync_one(mark)
    sync_folder(out.parent)
    try:
        out.rename(old)
        new.rename(out)
    except BaseException:
        if not os.path.lexists(out):
            old.rename(out)
            mark.unlink()
        raise
    mark.unlink()
    return old


def sync(folder: Path, handle: int | None) -> None:
    """Returns when everything written in `folder` is on the disk. Raises `OSError`.

    `handle` is the folder, opened before the first write, so that the system reports faults since then.
    An unchecked fault here would say "published" of a site that a power cut empties.
    """
    libc = _libc()
    if handle is not None and hasattr(libc, "syncfs"):
        ctypes.set_errno(0)
        if libc.syncfs(handle) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
        return
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            _sync_one(path)
    sync_folder(folder)


def open_folder(folder: Path) -> int | None:
    """A descriptor of the folder; None on Windows."""
    if sys.platform == "win32":
        return None
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


def sync_folder(folder: Path) -> None:
    """Returns when the names in `folder` are on the disk. Windows has no such call."""
    handle = open_folder(folder)
    if handle is not None:
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def clone(source: int, target: int) -> bool:
    """Lets two open files share their blocks until one is written; False where the disk cannot."""
    if sys.platform == "linux":
        try:
            fcntl.ioctl(target, _CLONE, source)
        except OSError:
            return False
        return True
    return False


def _mark(out: Path) -> Path:
    return out.with_name(f".{out.name}.switch")


def _repair(out: Path) -> None:
    mark = _mark(out)
    if not mark.exists():
        return
    if not os.path.lexists(out):
        try:
            told = json.loads(mark.read_text(encoding="utf-8"))
            whole = [out.with_name(Path(told[word]).name) for word in ("new", "old")]
        except (ValueError, KeyError, TypeError):
            whole = []
        found = next((path for path in whole if path.is_dir()), None)
        if found:
            found.rename(out)
            sync_folder(out.parent)
    mark.unlink()


def _swap(one: Path, other: Path) -> bool:
    libc = _libc()
    paths = os.fsencode(one), os.fsencode(other)
    ctypes.set_errno(0)
    if hasattr(libc, "renameat2"):
        failed = libc.renameat2(_HERE, paths[0], _HERE, paths[1], _SWAP)
    elif hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(paths[0], paths[1], _SWAP)
    else:
        return False
    if failed and ctypes.get_errno() not in _CANNOT:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
    return not failed


def _libc() -> Any:
    return None if sys.platform == "win32" else ctypes.CDLL(None, use_errno=True)


def _sync_one(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
