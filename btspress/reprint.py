"""Pages of the last publication: what would be printed the same again is taken from there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from btspress.digest import Digest, digest_bytes
from btspress.engine.manifest import Entry
from btspress.planned import Page

_LASTING = ".html"
"""Feeds are not taken: after they are printed they are told what their media weigh."""


class Reprint:
    """What was published, by the keys of its pages."""

    def __init__(self, out: Path, files: Mapping[str, Entry]) -> None:
        """`files` lie in `out`, and were printed by this very program."""
        self._out = out
        self._files = files

    def page(self, path: str, key: Digest) -> Page | None:
        """The page at `path` if `key` says that it comes out the same, and it lies there whole; else None."""
        entry = self._files.get(path)
        if entry is None or entry.key != key or not path.endswith(_LASTING):
            return None
        try:
            body = (self._out / path).read_bytes()
        except OSError:
            return None
        return Page(path, body, key) if digest_bytes(body) == entry.digest else None
