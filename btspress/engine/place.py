"""Which folder may be replaced: one that is nobody's home or source, and holds nothing but what we wrote."""

from __future__ import annotations

import os
from pathlib import Path

from btspress.engine.manifest import NAME, read
from btspress.tree import skipped
from btspress.unchanging import unchanging

_TOLERATED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".directory"})
"""Files that systems drop into any folder one looks at."""


@unchanging
class Live:
    """What is in the output folder now."""

    files: frozenset[str] = frozenset()
    foreign: tuple[str, ...] = ()


def refusal(out: Path, source: Path) -> str:
    """Why `out` must not be replaced, whatever it holds; empty when it may be."""
    if out.is_symlink():
        return "it is a link"
    if out.exists() and not out.is_dir():
        return "it is a file"
    precious = {"the site's source": source, "the folder you are in": Path.cwd(), "home": Path.home()}
    for what, place in precious.items():
        place = Path(os.path.abspath(place)).resolve()
        if any(_same(out, above) for above in (place, *place.parents)):
            return f"it is, or holds, {what}"
    below = out.name
    for folder in out.parents:
        if _same(folder, source):
            # Only what a tree never reads may lie inside it, or the site would publish itself.
            return "" if skipped(below) else "it lies inside the site's source; name it _site"
        below = folder.name
    return ""


def look(out: Path) -> Live:
    """What lies in `out`, and what of it no manifest of ours lists."""
    if not out.is_dir():
        return Live()
    try:
        listed = read((out / NAME).read_bytes())
    except OSError:
        listed = None
    ours = {NAME, *listed.files} if listed else set()
    folders = {path[:at] for path in ours for at, sign in enumerate(path) if sign == "/"}
    files: set[str] = set()
    foreign: list[str] = []
    waiting = [""]
    while waiting:
        here = waiting.pop()
        # What cannot be listed cannot be known to be ours: that is an error.
        with os.scandir(out / here) as entries:
            for entry in entries:
                name, folder = here + entry.name, entry.is_dir(follow_symlinks=False)
                if folder:
                    waiting.append(f"{name}/")
                if entry.is_file(follow_symlinks=False) and name in ours:
                    files.add(name)
                elif not (folder and name in folders) and entry.name not in _TOLERATED:
                    foreign.append(name)
    return Live(frozenset(files), tuple(sorted(foreign)))


def _same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return one == other
