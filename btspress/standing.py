"""How a site stood after its last whole build. When nothing differs since, there is nothing to do.

A build that ended well leaves a note: one fingerprint of every file that was read, of all that read it (this
program, its libraries, ffmpeg, the environment) and of every file that was published, with the words that were
printed. The next process compares. Any doubt leads to a whole build: a note that cannot be read, a file so young
that another write might not show, an embargo that ends, a clock that runs backwards, a note older than a day.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from btspress import __version__
from btspress.diagnostics import Diagnostic, Severity, Span
from btspress.digest import Digest, digest, digest_bytes
from btspress.engine.index import SETTLED_NS
from btspress.engine.manifest import NAME, Manifest, read
from btspress.ourselves import Look, changed, digest_of, files_beneath, row, this_program
from btspress.report import Summary
from btspress.stages.discover import discover
from btspress.tree import Tree
from btspress.unchanging import unchanging

FOLDER: Final = "stands"
"""Where notes lie in the cache; they may be deleted at any time."""

_DAY = 86_400_000_000_000
"""Nanoseconds. A whole build once a day tells the store what is still in use."""
_SECOND = 1_000_000_000
_VERSION = 1
_DOUBTFUL = "a file was so young that another write might not show"
"""Stands for the fingerprint of the source: what was published is known all the same."""
_OURSELVES = ("E342", "E9")
"""Findings that may be gone the next time, although no file changed."""
_LASTING = frozenset({"E917", "E918"})
"""Those among them that come of the site alone: what its pages weigh."""


@unchanging
class Asked:
    """What a build was asked for."""

    source: Path
    out: Path
    cache: Path
    ffmpeg: str = ""
    release: bool = False
    keep_going: bool = False
    audience: str = "public"
    territory: tuple[str, ...] = ()


@unchanging
class Stood:
    """What the last whole build had to say."""

    summary: Summary
    problems: tuple[Diagnostic, ...]


@unchanging
class Seen:
    """What a build read and made, for the note."""

    tree: Tree
    roots: tuple[str, ...]
    """Media roots, as site.md names them."""
    program: str
    """Path of the ffmpeg; empty when there is none."""
    until: datetime | None
    """When an embargo or a right ends next."""
    stood: Stood


class Standing:
    """The note of one site; made before a build, so that it knows when that began."""

    def __init__(self, asked: Asked, clock: Callable[[], int] = time.time_ns) -> None:
        """Looks at the themes and at all that would read the site; nothing is opened. `clock` tells nanoseconds."""
        self._asked = asked
        self._clock = clock
        self._begun = clock()
        named = (os.path.abspath(asked.source), os.path.abspath(asked.out), asked.ffmpeg)
        how = (asked.release, asked.keep_going, asked.audience, asked.territory)
        self._place = asked.cache / FOLDER / digest(*named, *how)[:32]
        self._around = this_program(asked.source / "themes")

    def recall(self) -> Stood | None:
        """What the last whole build said, if another would find nothing to do; else None."""
        note = _read(self._place)
        try:
            if note is None or not self._holds(note):
                return None
            problems = tuple(map(_problem, note["problems"]))
            summary = Summary(**note["summary"])
        except (KeyError, TypeError, ValueError, OSError):
            return None
        seconds, reused = (self._clock() - self._begun) / _SECOND, summary.made + summary.reused
        idle = replace(summary, seconds=seconds, made=0, reused=reused, written=0, unchanged=True)
        return Stood(replace(idle, parsed=0, probed=0, rendered=0), problems)

    def keep(self, seen: Seen) -> bool:
        """Leaves a note of a build that ended well; False where there is doubt about its source. Raises `OSError`."""
        self._place.unlink(missing_ok=True)
        passing = (found for found in seen.stood.problems if found not in seen.tree.problems)
        if any(found.code not in _LASTING and found.code.startswith(_OURSELVES) for found in passing):
            return False
        source, out = _source(seen.tree), _published(self._asked.out)
        around = this_program(self._asked.source / "themes")
        young = self._begun - SETTLED_NS
        if around.last >= young or around != self._around or out.last > self._clock() - SETTLED_NS:
            return False
        settled = source.last < young
        note = {
            "version": _VERSION,
            "begun": self._begun,
            "until": int(seen.until.timestamp()) * _SECOND if seen.until else None,
            "roots": seen.roots,
            "program": seen.program,
            "readers": _readers(around, seen.program),
            "source": source.digest if settled else _DOUBTFUL,
            "out": out.digest,
            "summary": asdict(seen.stood.summary),
            "problems": [asdict(found) for found in seen.stood.problems],
        }
        _write(self._place, json.dumps(note).encode())
        return settled

    def published(self) -> Manifest | None:
        """What was published last, where it is as it was and so is all that reads a site; else None."""
        note, out = _read(self._place), self._asked.out
        try:
            same = note is not None and note["version"] == _VERSION and note["out"] == _published(out).digest
            if note is None or not same or note["readers"] != _readers(self._around, note["program"]):
                return None
            return read((out / NAME).read_bytes())
        except (KeyError, TypeError, OSError):
            return None

    def _holds(self, note: Mapping[str, Any]) -> bool:
        """Whether a whole build would find everything as it was."""
        if note["version"] != _VERSION or not note["begun"] <= self._begun < note["begun"] + _DAY:
            return False
        if note["until"] is not None and self._begun >= note["until"]:
            return False
        if note["readers"] != _readers(self._around, note["program"]):
            return False
        asked, roots = self._asked, [Path(root) for root in note["roots"]]
        tree = discover(asked.source, roots, (asked.out, asked.cache))
        return bool(note["source"] == _source(tree).digest and note["out"] == _published(asked.out).digest)


def _source(tree: Tree) -> Look:
    """Every file of the site and of its media roots, as the build saw them."""
    rows = [
        f"{file.path}\0{file.size} {file.mtime_ns} {file.ctime_ns} {file.inode} {file.root}\n"
        for file in tree.files.values()
    ]
    rows.extend(f"{found}\n" for found in tree.problems)
    last = max((max(file.mtime_ns, file.ctime_ns) for file in tree.files.values()), default=0)
    return Look(digest_of(rows), last)


def _published(out: Path) -> Look:
    """Every file and folder of the output. Only what a coarse clock dates counts as young: all was written just now."""
    rows: list[str] = []
    last = 0
    if not out.is_symlink():
        for name, found in files_beneath(os.path.abspath(out), whole=True):
            rows.append(row(name, found))
            coarse = found and (found.st_mtime_ns % _SECOND == 0 or found.st_ctime_ns % _SECOND == 0)
            last = max(last, changed(found) if coarse else 0)
    rows.sort()
    return Look(digest_of(rows), last)


def _readers(around: Look, program: str) -> Digest:
    """Fingerprint of all that turns files into a site."""
    environment = {name: value for name, value in os.environ.items() if name.startswith("BTSPRESS_")}
    environment |= {name: os.environ.get(name, "") for name in ("PATH", "HOME", "TZ", "IMAGEIO_FFMPEG_EXE")}
    found = [shutil.which(name) or "" for name in (program, "ffmpeg") if name]
    programs = [(name, row(name, os.stat(name))) for name in found if name]
    return digest(__version__, sys.version, sys.prefix, os.getcwd(), around.digest, environment, programs)


def _problem(told: Mapping[str, Any]) -> Diagnostic:
    span = Span(**told["span"]) if told["span"] else None
    return Diagnostic(told["code"], told["message"], span, Severity(told["severity"]), told["hint"])


def _read(place: Path) -> Mapping[str, Any] | None:
    """A note; None when there is none, or when a byte of it is not as it was written."""
    try:
        check, _, data = place.read_bytes().partition(b"\n")
        note = json.loads(data) if check.decode() == digest_bytes(data) else None
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        beside.write_bytes(digest_bytes(data).encode() + b"\n" + data)
        os.replace(beside, place)
    finally:
        beside.unlink(missing_ok=True)
