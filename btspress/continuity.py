"""What an earlier run has read: parsed documents, each under its path and the digest of its bytes.

A new process begins with them instead of parsing a whole story for one edited chapter. The file may be deleted at
any time; one that is damaged, or was written by another program than this very one, is as if there were none.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from btspress.digest import Digest, digest, digest_bytes
from btspress.engine.aside import Wait, aside
from btspress.engine.packing import UnpackError, packed, unpacked
from btspress.ourselves import reader
from btspress.written import Document

FOLDER: Final = "texts"
"""Where they lie in the cache."""

Place = tuple[str, Digest]
"""Path of a text, and digest of its bytes."""

_ROOMS: Final = ("btspress.written", "btspress.diagnostics", "btspress.timecode", "btspress.codes")
"""Where the classes of a document are."""
_FEW: Final = 16
"""Of so many documents one may be missing before all are kept anew."""
_LONG: Final = 30 * 86_400
"""Seconds."""


class Continuity:
    """The documents of one site that an earlier run kept. A session looks at them once, and keeps its own once."""

    def __init__(self, cache: Path, root: Path) -> None:
        """`root` is the folder of the site; nothing is opened."""
        self._place = cache / FOLDER / digest(os.path.abspath(root))[:32]
        self._kept: dict[Place, bytes] | None = None
        self._over = False
        self._wait: Wait = _nothing

    @property
    def held(self) -> bool:
        """Whether an earlier run has kept anything."""
        return self._place.exists()

    def document(self, path: str, data: Callable[[], bytes]) -> tuple[Place, Document] | None:
        """The document that was kept of a text, if its bytes are still the same; `data` reads them."""
        if self._over:
            return None
        if self._kept is None:
            self._kept = _read(self._place)
        if not self._kept:
            return None
        place = (path, digest_bytes(data()))
        held = self._kept.get(place)
        found = _document(held) if held is not None else None
        return (place, found) if found and found.path == path else None

    def keep(self, documents: Mapping[Place, Document], brought: Mapping[Place, bytes] | None = None) -> None:
        """Keeps the documents of this session for the next one, unless what lies there is nearly the same.

        `brought` has those that are packed already.
        """
        if self._over:
            return
        known, self._kept, self._over = self._kept or {}, None, True
        new = sum(1 for place in documents if place not in known)
        if new * _FEW > len(documents):
            known |= brought or {}
            self._wait = aside(lambda: _write(self._place, documents, known))

    def wait(self) -> None:
        """Returns when nothing is being kept any more."""
        self._wait()
        self._wait = _nothing


def _nothing() -> None:
    """Nobody is to be waited for."""


def _document(data: bytes) -> Document | None:
    try:
        found = unpacked(data, _ROOMS)
    except UnpackError:
        return None
    return found if isinstance(found, Document) else None


def _read(file: Path) -> dict[Place, bytes]:
    """Packed documents; none where a byte of the file is not as this very program wrote it."""
    try:
        check, _, data = file.read_bytes().partition(b"\n")
        rows = unpacked(data, ()) if check.decode() == _check(data) else ()
        return {(str(path), str(content)): bytes(each) for path, content, each in rows}
    except (OSError, ValueError, TypeError, UnpackError):
        return {}


def _write(file: Path, documents: Mapping[Place, Document], known: Mapping[Place, bytes]) -> None:
    """A disk that refuses costs the next run time and nothing else."""
    data = packed([(*place, known.get(place) or packed(each)) for place, each in documents.items()])
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        _prune(file.parent)
        try:
            beside.write_bytes(_check(data).encode() + b"\n" + data)
            os.replace(beside, file)
        finally:
            beside.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    """Removes what no site has written for long, and what killed runs left behind."""
    for left in folder.iterdir():
        if left.is_file() and left.stat().st_mtime < time.time() - _LONG:
            left.unlink()


def _check(data: bytes) -> Digest:
    """What stands before `data`: it tells damage, and another program."""
    return digest(reader(), digest_bytes(data))
