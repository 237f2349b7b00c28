"""The project folder as a value: which files there are, and how to read one.

`stages/discover.py` makes a tree from a disk; `Tree.of` makes one from a mapping, for tests and
scripts. Nobody else needs to know where a file lies.
"""

from __future__ import annotations

import errno
import io
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from btspress.beneath import open_beneath
from btspress.diagnostics import Diagnostic
from btspress.facts import MEDIUM_OF
from btspress.unchanging import unchanging

TEXT_LIMIT = 4 << 20
"""Bytes that `File.read` reads at most: a file of text is never larger."""

TEXTS = frozenset(
    {
        ".md",
        ".csv",
        ".bib",
        ".geojson",
        ".vtt",
        ".srt",
        ".ass",
        ".ssa",
        ".sbv",
        ".ttml",
        ".dfxp",
        ".itt",
        ".edl",
        ".otio",
    }
)
"""Endings of files that are read as text."""

MEDIA = frozenset(f".{ending}" for ending in MEDIUM_OF)
"""Endings of media files; what a file really is shows only when it is probed."""

SKIPPED = frozenset({"_site", "node_modules", "__pycache__", "__MACOSX", "lost+found", "@eaDir"})
"""Folders that never belong to a site; neither does any name that starts with a dot."""

_DROPPING = re.compile(
    r"^\. | ^_site- | ~$ | ^~\$ | ^\#.*\#$ | \.(sw[a-p]|bak|tmp|part|crdownload)$ | ^(thumbs\.db|desktop\.ini)$",
    re.IGNORECASE | re.VERBOSE,
)


def skipped(name: str) -> bool:
    """Whether this name is no part of a site: hidden, or left behind by an editor or a system."""
    return name in SKIPPED or bool(_DROPPING.search(name))


@unchanging
class File:
    """One file as it was found; equal when nothing that a disk tells about it differs."""

    path: str
    """Beneath the site's root or a media root, with forward slashes."""
    size: int
    mtime_ns: int = 0
    inode: int = 0
    ctime_ns: int = 0
    root: Path | None = field(default=None, compare=False, repr=False)
    """The folder that `path` counts from; None for a file that lives in memory."""
    content: bytes = field(default=b"", repr=False)
    """Bytes of a file that lives in memory."""

    @property
    def suffix(self) -> str:
        """The ending in lower case, with its dot."""
        return os.path.splitext(self.path)[1].lower()

    def open(self) -> BinaryIO:
        """The bytes, opened anew and safely. Raises `OSError` with a sentence for the author."""
        if self.root is None:
            return io.BytesIO(self.content)
        return open_beneath(self.root, self.path)

    def read(self, limit: int = TEXT_LIMIT) -> bytes:
        """All bytes. Raises `OSError` (`EFBIG`) when there are more than `limit`."""
        with self.open() as opened:
            # To ask for as much as might be read has memory made for all of that.
            data = opened.read(min(self.size, limit) + 1)
            if self.size < len(data) <= limit:
                data += opened.read(limit + 1 - len(data))
        if len(data) > limit:
            raise OSError(errno.EFBIG, f"it has more than {limit:,} bytes", self.path)
        return data

    def unchanged(self) -> bool:
        """Whether the disk still tells the same about this file as when it was found."""
        if self.root is None:
            return True
        try:
            return file_from(self.root, self.path, os.lstat(os.path.join(self.root, self.path))) == self
        except OSError:
            return False


def file_from(root: Path, path: str, found: os.stat_result) -> File:
    """The file at `path` beneath `root`, of which the disk told `found`."""
    return File(path, found.st_size, found.st_mtime_ns, found.st_ino, found.st_ctime_ns, root)


@dataclass(frozen=True, slots=True)
class Tree:
    """All files of a site, by path."""

    files: Mapping[str, File]
    """In the order of their paths."""
    problems: tuple[Diagnostic, ...] = ()
    root: Path = Path()
    folders: Mapping[str, tuple[str, ...]] = field(init=False, compare=False, repr=False)
    """Paths of the files that lie directly in each folder; the root's name is empty."""

    def __post_init__(self) -> None:
        """Fill `folders`."""
        found: dict[str, list[str]] = {}
        for path in self.files:
            found.setdefault(path.rpartition("/")[0], []).append(path)
        frozen = MappingProxyType({folder: tuple(paths) for folder, paths in found.items()})
        object.__setattr__(self, "folders", frozen)

    @classmethod
    def of(cls, files: Mapping[str, bytes | str]) -> Tree:
        """A tree in memory."""
        held = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
        made = {path: File(path, len(held[path]), content=held[path]) for path in sorted(held)}
        return cls(MappingProxyType(made))

    def get(self, path: str) -> File | None:
        """The file at exactly this path."""
        return self.files.get(path)

    def nearly(self, path: str) -> str | None:
        """The path of the file that differs only in case or in the form of its accents; or None."""
        if path in self.files:
            return path
        wanted = _folded(path)
        return next((name for name in self.files if _folded(name) == wanted), None)

    @property
    def chapters(self) -> tuple[File, ...]:
        """All Markdown files."""
        return self.ending({".md"})

    @property
    def texts(self) -> tuple[File, ...]:
        """All files that are read as text."""
        return self.ending(TEXTS)

    @property
    def media(self) -> tuple[File, ...]:
        """All files that look like media by their ending."""
        return self.ending(MEDIA)

    def ending(self, suffixes: frozenset[str] | set[str]) -> tuple[File, ...]:
        """All files with one of these endings, in the order of their paths."""
        return tuple(file for file in self.files.values() if file.suffix in suffixes)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
