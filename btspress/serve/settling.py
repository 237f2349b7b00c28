"""Whether a media file is all there: a card is unloaded for an hour, a render is written for a day.

A file counts as whole when nothing about it has changed for a while: longer for a large one, as the disk that it
comes from may stop to think. Where the system tells that a writer has closed it, that is believed; where a writer
was heard and has not closed it, it is waited for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import Final

from btspress.tree import MEDIA, File
from btspress.unchanging import unchanging

LEAST: Final = 0.15
"""Seconds without a change after which a file is whole that was closed, or a small one that was there at the start."""
UNSURE: Final = 2.5
"""The same where nobody told of its end: it lies in a folder that is new, or no events can be had."""
_PACE: Final = 100e6
"""Bytes for which a file is waited for a second longer."""
_MOST: Final = 10.0
_OPEN: Final = 20.0
"""Seconds for a file that somebody has written to and not closed."""
CLOSES: Final = sys.platform.startswith("linux")
"""Whether the system tells when a writer closes a file."""
_ENDS: Final = frozenset({"closed", "moved"})
"""Events of a file that is whole: whoever gives it its name at the end has written it before."""


@unchanging
class _State:
    """How a file was found, since when it is so, and since when it is not whole: monotonic seconds."""

    file: File
    since: float
    begun: float


class Settling:
    """Remembers how media files were found. Knows no clock; events may come from another thread."""

    def __init__(self, files: Iterable[File], now: float, clock: float) -> None:
        """`files` are there at the start; those that were changed just before `clock` (seconds since 1970) may grow."""
        files = tuple(_media(files))
        self._first = frozenset(file.path for file in files)
        self._whole: dict[str, File] = {}
        self._moving: dict[str, _State] = {}
        self._written: set[str] = set()
        self._closed: dict[str, int] = {}
        self._lock = Lock()
        self.deaf = False
        """Whether no events come."""
        for file in files:
            changed = max(file.mtime_ns, file.ctime_ns) / 1e9
            if 0 <= clock - changed < self._needs(file):
                self._moving[file.path] = _State(file, now, now)
            else:
                self._whole[file.path] = file

    def heard(self, path: str, place: Path, kind: str) -> bool:
        """An event of that `kind` came for the file `path`, which lies at `place`; tells whether to look at once.

        A file that is known to grow is looked at when it may be whole, however often it is written to.
        """
        if os.path.splitext(path)[1].lower() not in MEDIA:
            return True
        if CLOSES:
            self._note(path, place, kind)
        return kind != "modified" or path not in self._moving

    def _note(self, path: str, place: Path, kind: str) -> None:
        """Remembers who writes, where the system tells."""
        try:
            size = place.lstat().st_size
        except OSError:  # it is gone again
            size = -1
        with self._lock:
            if kind in {"created", "modified"}:
                if self._closed.get(path) != size:
                    self._closed.pop(path, None)
                    if kind == "modified":
                        self._written.add(path)
            elif kind != "attrib":  # dates and rights, which say nothing of a writer
                self._written.discard(path)
                self._closed.pop(path, None)
                if kind in _ENDS and size >= 0:
                    self._closed[path] = size

    def look(self, files: Mapping[str, File], now: float) -> frozenset[str]:
        """Paths of the files that are not whole, as far as can be told at `now` seconds."""
        moving: dict[str, _State] = {}
        whole: dict[str, File] = {}
        for file in _media(files.values()):
            path, before = file.path, self._moving.get(file.path)
            if self._whole.get(path) == file and before is None:
                whole[path] = file
                continue
            state = before if before and before.file == file else _State(file, now, before.begun if before else now)
            if self._same(file) or now - state.since >= self._needs(file):
                whole[path] = file
            else:
                moving[path] = state
        self._whole, self._moving = whole, moving
        with self._lock:
            self._written -= whole.keys()
            self._closed = {path: size for path, size in self._closed.items() if path not in whole}
        return frozenset(moving)

    def due(self, now: float) -> float | None:
        """Seconds until one of the files may be whole; None when all are."""
        if not self._moving:
            return None
        return max(min(each.since + self._needs(each.file) for each in self._moving.values()) - now, 0.0)

    def age(self, path: str, now: float) -> float:
        """For how many seconds a file is known not to be whole."""
        return now - self._moving[path].begun

    def _same(self, file: File) -> bool:
        """Whether only its name, its owner or its rights are new."""
        before = self._whole.get(file.path)
        return before is not None and (before.size, before.mtime_ns, before.inode) == (
            file.size, file.mtime_ns, file.inode,
        )  # fmt: skip

    def _needs(self, file: File) -> float:
        """Seconds for which it has to stay as it is."""
        with self._lock:
            if file.path in self._written:
                return _OPEN
            if self._closed.get(file.path) == file.size:
                return LEAST
        known = file.path in self._first and not self.deaf
        return min((LEAST if known else UNSURE) + file.size / _PACE, _MOST)


def _media(files: Iterable[File]) -> Iterable[File]:
    return (file for file in files if file.suffix in MEDIA)
