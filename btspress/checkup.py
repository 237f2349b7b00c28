"""What `doctor` says: which programs are used, what they lack and what is lost by that, and room for work."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from btspress.amounts import listed, many, size
from btspress.engine.store import Store
from btspress.kit import Kit
from btspress.media.needs import NEEDS, PILLOW, Need, pictures_can
from btspress.media.program import VARIABLE, Program

Row = Mapping[str, Any]

_LITTLE = 1_000_000_000
"""Bytes of free disk below which a film's media may not fit."""
_MARKS = MappingProxyType({"fine": "ok", "lost": "no", "fatal": "NO"})


def checkup(kit: Kit, store: Store, workers: int) -> tuple[Row, ...]:
    """One row for each thing that a build relies on: its name, `fine`, `lost` or `fatal`, and a sentence."""
    program = kit.program
    return (
        _row("python", "fine", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        _row("processors", "fine", f"{os.cpu_count() or 1}, of which {workers} are used"),
        _ffmpeg(kit),
        _row("pillow", "fine", PILLOW),
        *(_need(need, program) for need in NEEDS if program or need.kind == "picture"),
        *_disk(store),
    )


def fit(rows: Iterable[Row]) -> bool:
    """Whether a build can work."""
    return not any(row["state"] == "fatal" for row in rows)


def checkup_text(rows: Iterable[Row]) -> Iterable[str]:
    """Lines for people."""
    rows = tuple(rows)
    wide = max((len(str(row["name"])) for row in rows), default=0)
    for row in rows:
        yield f"{_MARKS[row['state']]:>3}  {row['name']:<{wide}}  {row['told']}"


def _row(name: str, state: str, told: str, **more: object) -> Row:
    return {"name": name, "state": state, "told": told, **more}


def _ffmpeg(kit: Kit) -> Row:
    program = kit.program
    if program is None:
        return _row("ffmpeg", "fatal", f"{kit.absence}; install btspress again, or set {VARIABLE}")
    return _row("ffmpeg", "fine", f"{program.version}  {program.path}", toolchain=program.toolchain)


def _need(need: Need, program: Program | None) -> Row:
    """Whether all that is needed for one thing is there."""
    missing = [name for name in need.names if not _there(need.kind, name, program)]
    name = listed(list(need.names), 2)
    if not missing:
        return _row(name, "fine", need.use, kind=need.kind, missing=[])
    lost = need.lost or "no build with footage works"
    told = f"{need.use}: {lost} (no {need.kind} {', '.join(missing)})"
    return _row(name, "lost" if need.lost else "fatal", told, kind=need.kind, missing=missing)


def _there(kind: str, name: str, program: Program | None) -> bool:
    if kind == "picture":
        return pictures_can(name)
    return program is not None and program.can(kind, name)


def _disk(store: Store) -> Iterable[Row]:
    """Free room where media are made, and what lies there already."""
    home = Path(os.path.abspath(store.home))
    there = next(folder for folder in (home, *home.parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    state = "fine" if free > _LITTLE else "lost"
    told = f"{size(free)} free for {store.home}" + ("" if state == "fine" else ": media of a film may not fit")
    if not os.access(there, os.W_OK):
        state, told = "fatal", f"{there} may not be written to"
    yield _row("disk", state, told, bytes=free)
    kept = tuple(store.kept())
    total = sum(each.size for each in kept)
    yield _row("cache", "fine", f"{many(len(kept), 'entry', 'entries')}, {size(total)} in {store.home}", bytes=total)
