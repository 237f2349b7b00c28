"""What can be begun with while the greater part of this program is still being loaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from btspress.continuity import Continuity, Place
from btspress.digest import digest_bytes
from btspress.engine.packing import Parcel
from btspress.engine.processors import processors
from btspress.engine.spread import begun, meanwhile
from btspress.media.program import NoFfmpegError, Program, sought
from btspress.stages.discover import discover
from btspress.stages.parse import parse
from btspress.story.layout import lay_out
from btspress.tree import File
from btspress.unchanging import unchanging
from btspress.written import Document

Read = tuple[Place, Parcel[Document]] | None
"""A file parsed, under its path and the digest of its bytes; None where it cannot be read."""


@unchanging
class Beforehand:
    """What copies of this process are at."""

    files: tuple[File, ...]
    read: Callable[[], list[Read]]
    """What came of each of the files; this process does what is left of them."""
    since: int
    """Nanoseconds since 1970: no file was opened before."""
    look: Callable[[], Program | NoFfmpegError]
    """The ffmpeg to use, or why there is none."""


@contextmanager
def beforehand(root: Path, out: Path, cache: Path, workers: int = 0, ffmpeg: str = "") -> Iterator[Beforehand]:
    """Looks for `ffmpeg` and parses the site in `root`, unless an earlier run did, by up to so many processes (0: all).

    `out` and `cache` are no part of the site.
    """
    now, files = time.time_ns(), () if Continuity(cache, root).held else _texts(root, (out, cache))
    with meanwhile(partial(sought, ffmpeg)) as look, begun(whole, files, workers or processors()) as read:
        yield Beforehand(files, read, now, look)


def _texts(root: Path, skip: Sequence[Path]) -> tuple[File, ...]:
    tree = discover(root, skip=skip)
    return tuple(tree.files[path] for path in lay_out(tree).documents)


def whole(file: File) -> Read:
    """A file as it is now."""
    try:
        data = file.read()
    except OSError:
        return None  # whoever asks for it meets the same, and tells
    return (file.path, digest_bytes(data)), Parcel(parsed(file.path, data))


def parsed(path: str, data: bytes) -> Document:
    """A file of which these are the bytes."""
    return parse(path, data, definitions=path == "glossary.md")
