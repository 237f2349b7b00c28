"""This very program as a fingerprint: its modules and themes, and what is installed beside it; nothing is opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from btspress.digest import Digest, digest
from btspress.unchanging import unchanging
from btspress.web.theme import built_in_themes


@unchanging
class Look:
    """What a look at many files came to."""

    digest: Digest
    last: int
    """When the last of them changed, in nanoseconds since 1970."""


def this_program(*more: Path) -> Look:
    """This program with its themes, the folders `more`, and the folders of installed libraries."""
    rows: list[str] = []
    last = 0
    for folder in dict.fromkeys((Path(__file__).parent, built_in_themes(), *more)):
        for name, found in files_beneath(os.path.abspath(folder)):
            rows.append(f"{folder}{row(name, found)}")
            last = max(last, changed(found))
    # Whatever is installed or removed there changes the folder's own time.
    for place in sys.path:
        if os.path.basename(place) in {"site-packages", "dist-packages"} and os.path.isdir(place):
            rows.append(row(place, os.stat(place)))
    return Look(digest_of(rows), last)


def reader() -> Digest:
    """Fingerprint of all that decides what a text is read as, besides its bytes."""
    return digest(sys.version, this_program().digest)


def files_beneath(folder: str, *, whole: bool = False) -> Iterator[tuple[str, os.stat_result | None]]:
    """All files beneath `folder`, which need not exist; with `whole` all folders too, of which the name is enough."""
    waiting = [""]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(folder + here) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in found:
            name = f"{here}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if whole or entry.name != "__pycache__":
                    waiting.append(name)
                if whole:
                    yield name, None
            else:
                told = entry.stat(follow_symlinks=False)
                yield name, told if told.st_ino else os.lstat(folder + name)


def row(name: str, found: os.stat_result | None) -> str:
    """What a disk tells of a file, as a line; of a folder its name."""
    if found is None:
        return f"{name}\n"
    return f"{name}\0{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}\n"


def changed(found: os.stat_result | None) -> int:
    """When a file changed last, in nanoseconds since 1970; 0 for a folder."""
    return max(found.st_mtime_ns, found.st_ctime_ns) if found else 0


def digest_of(rows: Iterable[str]) -> Digest:
    """Fingerprint of lines."""
    return sha256("".join(rows).encode(errors="surrogateescape")).hexdigest()
