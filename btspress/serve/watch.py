"""Says when files really changed. An event of the system is only a hint; looking at the disk decides.

Events get lost when the kernel's queue overflows (918 of 6,001 arrived in one test) and never come from
network disks. So the folders are also looked at from time to time, without a hint. Where events name a few texts that
are known, a look at those will do: to look at 5,000 chapters takes longer than to build one.
"""

from __future__ import annotations

import os
import stat
import time
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TypeAlias

from watchdog.observers.api import ObservedWatch

from btspress.serve.hearing import FEW, Hearing, ears
from btspress.serve.settling import Settling
from btspress.stages.discover import discover
from btspress.tree import File, file_from, skipped

QUIET = 0.05
"""Seconds without any event after which a storm of changes is over."""

_BREATH = 0.3
"""Seconds between two looks at a storm: tools that write a thousand files take breath."""

_PATIENCE = 3.0
"""Seconds after which a storm that does not end is answered all the same."""

_REST = 2.0
"""Seconds between two looks without a hint; more when a look takes long, so that it costs 5 % at most."""

_HALF = 0.25
"""Seconds for which a text is waited for that somebody has begun to write: half of it is worth no build."""
_SHARE = 20
_OVERDUE = 3
"""Times that rest after which a look is not put off any more by what is saved again and again."""
_TURN = 0.05
"""Seconds between two looks at whether to stop."""
_SOON = 1.0
"""Seconds for which a file that is not whole is kept quiet about, if nothing else has changed."""

Look: TypeAlias = tuple[Mapping[str, File], ...]
"""The files beneath each root."""


class Watch:
    """Watches folders while it is entered; `skip` are paths inside them that do not matter."""

    def __init__(self, roots: Sequence[Path], skip: Sequence[Path] = ()) -> None:
        self._roots = tuple(Path(os.path.abspath(root)) for root in roots)
        self._skip = tuple(Path(os.path.abspath(path)) for path in skip)
        self._observer = ears()
        self._heard: dict[Path, ObservedWatch] = {}
        self._rest = _REST
        self._seen = self._look()
        self._looked = self._glanced = time.monotonic()
        self._settling = Settling(_merged(self._seen).values(), time.monotonic(), time.time())
        self._hearing = Hearing(self._roots, self._skip, self._settling)
        self._hint = self._hearing.hint
        self.copying = self._settling.look(_merged(self._seen), time.monotonic())
        """Paths of media files that were not all there at the last look: nobody should read them yet."""
        due = self._settling.due(time.monotonic())
        if due is not None:  # most were written just before, and are whole at the second look
            time.sleep(min(due, _SOON))
            self._seen = self._look()
            self.copying = self._settling.look(_merged(self._seen), time.monotonic())
        self.fault = ""
        """Why events cannot be had, so that changes are seen later; empty when all is well."""

    def __enter__(self) -> Watch:
        """Starts to listen; what happened since is found by the first look, and where no events come all is."""
        # A folder that goes and comes back: watchdog listens to it anew, as it should, and says so to the author.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        try:
            self._hear()
            self._observer.start()
        except OSError as error:
            self.fault = error.strerror or str(error)
            self._settling.deaf = True
        self._hint.set()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Ends all listening."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def wait(self, stop: Event) -> frozenset[str] | None:
        """Returns the paths of what differs from what was seen last, beneath their roots; None once `stop` is set.

        All changes up to then count as seen, so one storm is answered once. A media file that is being written
        is told of when that takes long, and again when it is whole.
        """
        while not stop.is_set():
            if not self._hinted(stop):
                return None
            self._settle()
            if changed := self._glance(self._hearing.take()):
                self._glanced = time.monotonic()
                return changed
            begun = time.monotonic()
            found = self._after_storm(self._look())
            self._looked = time.monotonic()
            self._rest = max(_REST, _SHARE * (self._looked - begun))
            changed = self._changed(found)
            if changed:
                with suppress(OSError):
                    self._hear()
                return changed
        return None

    def _glance(self, named: frozenset[str]) -> frozenset[str]:
        """Those of `named` that are other than they were seen; none where one is new or gone: a look at all tells."""
        known = all(any(path in files for files in self._seen) for path in named)
        if not named or not known:
            return frozenset()
        found = []
        for root, files in zip(self._roots, self._seen, strict=True):
            now = {path: _file_at(root, path) for path in named & files.keys()}
            if None in now.values():
                return frozenset()
            found.append({path: file for path, file in now.items() if file and file != files[path]})
        self._seen = tuple({**files, **new} for files, new in zip(self._seen, found, strict=True))
        return frozenset(path for new in found for path in new)

    def _after_storm(self, found: Look) -> Look:
        """What is there once two looks agree, where much is new: files of new folders come without events."""
        until = time.monotonic() + _PATIENCE
        while len(_differ(self._seen, found)) > FEW and time.monotonic() < until:
            time.sleep(_BREATH)
            before, found = found, self._look()
            if found == before:
                break
        return found

    def _changed(self, found: Look) -> frozenset[str]:
        """What is to be told of; what is not stays as it was seen."""
        now = time.monotonic()
        copying = self._settling.look(_merged(found), now)
        told = (_differ(self._seen, found) - copying) | (self.copying - copying)
        late = {path for path in copying - self.copying if self._settling.age(path, now) >= _SOON}
        if told or late:
            told |= copying - self.copying
            self._seen, self.copying = found, copying
        return frozenset(told)

    def _hear(self) -> None:
        """Listens to each root, and to all beneath each folder in it that belongs to the site.

        Never to all beneath a root: the output folder may lie there, and watchdog loses its way, and its
        thread, when two watched folders change places. Nor is anything in `.git` worth a watch.
        """
        wanted: dict[Path, bool] = {}
        for root in self._roots:
            wanted[root] = False
            with os.scandir(root) as entries:
                inner = [Path(each) for each in entries if each.is_dir(follow_symlinks=False)]
            wanted |= {path: True for path in inner if not skipped(path.name) and path not in self._skip}
        for path in self._heard.keys() - wanted.keys():
            self._observer.unschedule(self._heard.pop(path))
        for path in wanted.keys() - self._heard.keys():
            self._heard[path] = self._observer.schedule(self._hearing, str(path), recursive=wanted[path])

    def _hinted(self, stop: Event) -> bool:
        """Waits for an event, for a file to be whole, or for the time to look without reason; False when stopped.

        A look without reason comes when nothing was saved for long, or right behind an answer: whoever saves again
        is not to wait for its end.
        """
        begun = time.monotonic()
        due = self._settling.due(begun)
        overdue = self._looked + _OVERDUE * self._rest
        until = overdue if overdue < self._glanced else max(self._looked, self._glanced) + self._rest
        until = min(until, begun + due if due is not None else float("inf"))
        while time.monotonic() < until and not self._hint.wait(_TURN):
            if stop.is_set():
                return False
        return not stop.is_set()

    def _settle(self) -> None:
        begun = now = time.monotonic()
        while now < begun + (_PATIENCE if self._hint.is_set() else _HALF if self._hearing.writing else 0):
            self._hint.clear()
            self._hint.wait(QUIET)
            now = time.monotonic()
        self._hint.clear()

    def _look(self) -> Look:
        return tuple(discover(root, skip=self._skip).files for root in self._roots)


def _file_at(root: Path, path: str) -> File | None:
    """The file as it is now; None when it is no file, or gone."""
    try:
        told = os.lstat(root / path)
    except OSError:
        return None
    return file_from(root, path, told) if stat.S_ISREG(told.st_mode) else None


def _differ(before: Look, after: Look) -> set[str]:
    """Paths of what came, went or changed."""
    pairs = zip(before, after, strict=True)
    return {path for one, other in pairs for path, _ in one.items() ^ other.items()}


def _merged(look: Look) -> dict[str, File]:
    """All files by path; an earlier root hides a later one, as when they are read."""
    return {path: file for files in reversed(look) for path, file in files.items()}
