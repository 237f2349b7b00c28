"""Another folder of this machine: a mounted disk, a web server's root, a USB stick."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from btspress.shipping.target import TargetError


class Folder:
    """Files are written beside, then renamed: a reader sees the old one or the new one, never a half."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes | None:
        """The bytes of a small file there; None when there is none."""
        with _told(self._root):
            try:
                return (self._root / path).read_bytes()
            except FileNotFoundError:
                return None

    def sizes(self) -> Mapping[str, int]:
        """Bytes of every file there, by path."""
        with _told(self._root):
            return dict(self._walk())

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Copies the files `paths` of `folder`."""
        for path in paths:
            self._put(path, partial(shutil.copyfile, folder / path))

    def write(self, path: str, body: bytes) -> None:
        """Makes a small file."""
        self._put(path, partial(_write, body))

    def remove(self, paths: Sequence[str]) -> None:
        """Takes files away, and folders that are empty then."""
        with _told(self._root):
            for path in paths:
                (self._root / path).unlink(missing_ok=True)
                self._tidy(path)

    def _put(self, path: str, make: Callable[[Path], object]) -> None:
        there = self._root / path
        beside = there.with_name(f".{there.name}.{secrets.token_hex(4)}")
        with _told(self._root):
            there.parent.mkdir(parents=True, exist_ok=True)
            try:
                make(beside)
                os.replace(beside, there)
            finally:
                beside.unlink(missing_ok=True)

    def _tidy(self, path: str) -> None:
        for above in (self._root / path).parents:
            if above == self._root or not above.is_dir() or any(above.iterdir()):
                return
            above.rmdir()

    def _walk(self) -> Iterator[tuple[str, int]]:
        for inside, _, names in os.walk(self._root, onerror=_refused):
            for path in (Path(inside) / name for name in names):
                yield path.relative_to(self._root).as_posix(), path.lstat().st_size


def _refused(error: OSError) -> None:
    """A folder that cannot be looked into may hold anything: nothing is sent on a guess."""
    if not isinstance(error, FileNotFoundError):
        raise error


def _write(body: bytes, to: Path) -> None:
    to.write_bytes(body)


@contextmanager
def _told(root: Path) -> Iterator[None]:
    """What the disk refuses, in words."""
    try:
        yield
    except OSError as error:
        where = os.fsdecode(error.filename) if error.filename else str(root)
        raise TargetError(f"{where}: {error.strerror or error}") from error
