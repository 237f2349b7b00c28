"""Says when files really changed. An event of the system is only a hint; looking at the disk decides.

Events get lost when the kernel's queue overflows (918 of 6,001 arrived in one test) and never come from
network disks. So the folders are also looked at from time to time, without a hint.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from types import TracebackType

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from btspress.stages.discover import discover
from btspress.tree import MEDIA, File, skipped

QUIET = 0.15
"""Seconds without any event after which a storm of changes is over."""

_PATIENCE = 3.0
"""Seconds after which a storm that does not end is answered all the same."""

_REST = 2.0
"""Seconds between two looks without a hint; more when a look takes long, so that it costs 5 % at most."""

_SHARE = 20
_HARMLESS = frozenset({"opened", "closed_no_write"})


class Watch:
    """Watches folders while it is entered; `skip` are paths inside them that do not matter."""

    def __init__(self, roots: Sequence[Path], skip: Sequence[Path] = ()) -> None:
        self._roots = tuple(Path(os.path.abspath(root)) for root in roots)
        self._skip = tuple(Path(os.path.abspath(path)) for path in skip)
        self._hint = Event()
        self._observer = Observer()
        self._heard: dict[Path, ObservedWatch] = {}
        self._rest = _REST
        self._seen = self._look()
        self.fault = ""
        """Why events cannot be had, so that changes are seen later; empty when all is well."""

    def __enter__(self) -> Watch:
        """Starts to listen; where the system allows no more watches, looking must do."""
        try:
            self._hear()
            self._observer.start()
        except OSError as error:
            self.fault = error.strerror or str(error)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Ends all listening."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def wait(self, stop: Event) -> bool:
        """Returns True when something differs from what was seen last, False once `stop` is set.

        All changes up to then count as seen, so one storm is answered once.
        """
        while not stop.is_set():
            if not self._hinted(stop):
                return False
            self._settle()
            begun = time.monotonic()
            found = self._settled_look()
            self._rest = max(_REST, _SHARE * (time.monotonic() - begun))
            if found != self._seen:
                self._seen = found
                with suppress(OSError):
                    self._hear()
                return True
        return False

    def _hear(self) -> None:
        """Listens to each root, and to all beneath each folder in it that belongs to the site.

        Never to all beneath a root: the output folder may lie there, and watchdog loses its way, and its
        thread, when two watched folders change places. Nor is anything in `.git` worth a watch.
        """
        listener = _Listener(self._roots, self._skip, self._hint)
        wanted: dict[Path, bool] = {}
        for root in self._roots:
            wanted[root] = False
            with os.scandir(root) as entries:
                inner = [Path(each) for each in entries if each.is_dir(follow_symlinks=False)]
            wanted |= {path: True for path in inner if not skipped(path.name) and path not in self._skip}
        for path in self._heard.keys() - wanted.keys():
            self._observer.unschedule(self._heard.pop(path))
        for path in wanted.keys() - self._heard.keys():
            self._heard[path] = self._observer.schedule(listener, str(path), recursive=wanted[path])

    def _hinted(self, stop: Event) -> bool:
        """Waits for an event or the time to look without one; False when stopped."""
        until = time.monotonic() + self._rest
        while time.monotonic() < until and not self._hint.wait(0.05):
            if stop.is_set():
                return False
        return True

    def _settle(self) -> None:
        until = time.monotonic() + _PATIENCE
        while self._hint.is_set() and time.monotonic() < until:
            self._hint.clear()
            self._hint.wait(QUIET)
        self._hint.clear()

    def _settled_look(self) -> tuple[Mapping[str, File], ...]:
        """What is there; where media changed, once two looks agree: a clip that is copied in grows."""
        found, until = self._look(), time.monotonic() + _PATIENCE
        while _media(found) != _media(self._seen) and time.monotonic() < until:
            time.sleep(QUIET)
            before, found = found, self._look()
            if found == before:
                break
        return found

    def _look(self) -> tuple[Mapping[str, File], ...]:
        return tuple(discover(root, skip=self._skip).files for root in self._roots)


def _media(look: tuple[Mapping[str, File], ...]) -> list[set[File]]:
    return [{file for file in files.values() if file.suffix in MEDIA} for files in look]


class _Listener(FileSystemEventHandler):
    """Turns events that may matter into a hint."""

    def __init__(self, roots: tuple[Path, ...], skip: tuple[Path, ...], hint: Event) -> None:
        self._roots, self._skip, self._hint = roots, skip, hint

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog, in a thread of its own."""
        if event.event_type in _HARMLESS:
            return
        # Editors save by renaming a hidden file to the real name: both names count.
        if any(self._matters(os.fsdecode(name)) for name in (event.src_path, event.dest_path) if name):
            self._hint.set()

    def _matters(self, name: str) -> bool:
        path = Path(name)
        if any(path.is_relative_to(away) for away in self._skip):
            return False
        return any(
            not any(map(skipped, path.relative_to(root).parts)) for root in self._roots if path.is_relative_to(root)
        )
