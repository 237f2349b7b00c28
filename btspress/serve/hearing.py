"""What events have named since somebody looked: few files, so that a look at those will do, or anything at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Lock
from typing import Final

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from btspress.serve.settling import CLOSES, Settling
from btspress.tree import MEDIA, skipped

FEW: Final = 8
"""Changed files that are no storm: an editor saves so many at once."""
_HARMLESS: Final = frozenset({"opened", "closed_no_write"})


class Hearing(FileSystemEventHandler):
    """Turns events that may matter into a hint."""

    def __init__(self, roots: Sequence[Path], skip: Sequence[Path], settling: Settling) -> None:
        """`skip` are paths inside `roots` that do not matter."""
        self._roots, self._skip, self._settling = tuple(roots), tuple(skip), settling
        self._named: set[str] = set()
        self._wide = False
        self._open: set[str] = set()
        self._lock = Lock()
        self.hint = Event()
        """Set by each event that may matter."""

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog, in a thread of its own."""
        if event.event_type in _HARMLESS:
            return
        # Editors save by renaming a hidden file to the real name: both names count.
        for name in (event.src_path, event.dest_path):
            place = Path(os.fsdecode(name)) if name else None
            path = self._path(place) if place else None
            if place is None or path is None:
                continue
            if not event.is_directory:
                self._follow(path, event.event_type)
            # What came with a folder that was moved here has been written before, wherever it was.
            kind = "moved" if event.is_synthetic else event.event_type
            if event.is_directory or self._settling.heard(path, place, kind):
                # That a folder was modified says only that a name came or went in it, which has an event of its own.
                if not (event.is_directory and event.event_type == "modified"):
                    self._note(path, wide=event.is_directory)
                self.hint.set()

    @property
    def writing(self) -> bool:
        """Whether somebody has written to a file and not closed it, where the system tells."""
        with self._lock:
            return CLOSES and bool(self._open)

    def take(self) -> frozenset[str]:
        """Paths of the files that were named since the last time, beneath their roots.

        Empty where they would not tell all: a folder was named, a media file, many files, or nothing.
        """
        with self._lock:
            named = frozenset() if self._wide else frozenset(self._named)
            self._named.clear()
            self._open.clear()
            self._wide = False
        return named

    def _follow(self, path: str, kind: str) -> None:
        with self._lock:
            if kind == "modified" and os.path.splitext(path)[1].lower() not in MEDIA:
                self._open.add(path)
            else:
                self._open.discard(path)

    def _note(self, path: str, *, wide: bool) -> None:
        with self._lock:
            self._named.add(path)
            self._wide |= wide or len(self._named) > FEW or os.path.splitext(path)[1].lower() in MEDIA

    def _path(self, place: Path) -> str | None:
        """Where it lies beneath a root; None when it does not matter."""
        if any(place.is_relative_to(away) for away in self._skip):
            return None
        inside = (place.relative_to(root) for root in self._roots if place.is_relative_to(root))
        return next((path.as_posix() for path in inside if not any(map(skipped, path.parts))), None)


def ears() -> BaseObserver:
    """What listens to the system.

    On Linux it tells of a file that is moved here from elsewhere as such, not as of a new one that may still grow.
    """
    made: Callable[..., BaseObserver] = Observer
    return made(generate_full_events=True) if CLOSES else made()
