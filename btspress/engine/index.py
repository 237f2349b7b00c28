"""Which digest a file has, without reading it again: what the disk tells about it → SHA-256.

A file that was younger than two seconds when it was read is not remembered: it could be written
again within one tick of the disk's clock, and nothing would show it. Deleting the index costs time
and nothing else.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from pathlib import Path
from threading import Lock
from typing import BinaryIO, NamedTuple

from btspress.digest import Digest, digest_file
from btspress.tree import File

SETTLED_NS = 2_000_000_000
"""Age from which times are trusted: the coarsest disks (FAT) count in steps of two seconds."""

_VERSION = 1


class Stamp(NamedTuple):
    """What a disk tells about a file; any write changes at least one of these."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


def stamp(found: os.stat_result) -> Stamp:
    """The stamp in a stat."""
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


class Index:
    """Digests by path, kept in one text file between runs; may be used by several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._known = _load(path)
        self._used: set[str] = set()

    def digest(self, file: File | Path) -> Digest:
        """SHA-256 of a file's bytes, read only when it is not known. Raises `OSError`."""
        if isinstance(file, Path):
            place = os.path.abspath(file)
        elif file.root is not None:
            place = os.path.abspath(file.root / file.path)
        else:
            with file.open() as opened:
                return digest_file(opened)
        known = self._find(place, os.lstat(place))
        if known:
            return known
        with open(place, "rb") if isinstance(file, Path) else file.open() as opened:
            return self._read(place, opened)

    def moved(self, file: Path) -> None:
        """Tells that a known file was linked or renamed by ourselves: that changes its ctime and no byte."""
        place = os.path.abspath(file)
        with self._lock:
            entry = self._known.get(place)
            if entry is None:
                return
            now = stamp(os.lstat(place))
            if now._replace(ctime_ns=entry[0].ctime_ns) == entry[0]:
                self._remember(place, now, entry[1])

    def save(self) -> None:
        """Writes what is known, all or nothing. Raises `OSError`."""
        with self._lock:
            known = sorted(self._known.items())
        kept = {place: entry for place, entry in known if place in self._used or os.path.lexists(place)}
        text = json.dumps({"version": _VERSION, "digests": kept}, indent=0)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        try:
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, self._path)
        finally:
            beside.unlink(missing_ok=True)

    def _find(self, place: str, found: os.stat_result) -> Digest | None:
        with self._lock:
            entry = self._known.get(place)
            if entry is None or entry[0] != stamp(found):
                return None
            self._used.add(place)
            return entry[1]

    def _read(self, place: str, opened: BinaryIO) -> Digest:
        before = stamp(os.fstat(opened.fileno()))
        now = time.time_ns()
        digest = digest_file(opened)
        settled = max(before.mtime_ns, before.ctime_ns) < now - SETTLED_NS
        if settled and stamp(os.fstat(opened.fileno())) == before:
            with self._lock:
                self._remember(place, before, digest)
        return digest

    def _remember(self, place: str, seen: Stamp, digest: Digest) -> None:
        self._known[place] = (seen, digest)
        self._used.add(place)


def _load(path: Path) -> dict[str, tuple[Stamp, Digest]]:
    """What was known; nothing when the file is missing, damaged or of another version."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["version"] != _VERSION:
            return {}
        entries = held["digests"].items()
        return {place: (Stamp(*map(int, seen)), str(digest)) for place, (seen, digest) in entries}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
