"""Whether a published picture or clip shows a frame of withheld media: by looking, whatever its name and bytes are."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from threading import Event
from typing import BinaryIO, Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from btspress.beneath import open_beneath
from btspress.engine.job import RecipeError, Tools
from btspress.facts import Medium
from btspress.kit import Kit
from btspress.media.fingerprints import distance, of_picture, of_video
from btspress.media.program import NoFfmpegError
from btspress.media.sniff import HEAD, PICTURES, sniff
from btspress.model import Source
from btspress.session import Options
from btspress.tree import File
from btspress.trust.withheld import Secrets

_CLOSE: Final = 24
"""Bits that may differ in the fingerprint of one frame: 1 of 10."""
_SOURCES, _PUBLISHED = 4, 1
"""Frames a second that are looked at."""
_ARCHIVES: Final = frozenset({".zip", ".epub"})
_LARGEST: Final = 1 << 28
"""Bytes of a file in an archive that is looked at."""
_ENDINGS: Final = frozenset({".mp4", ".m4v", ".webm", ".mov", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"})


class _Seen(NamedTuple):
    """A frame of a source."""

    mark: int
    name: str
    at: Fraction


def sightings(output: Path, secrets: Secrets, options: Options) -> Iterator[tuple[str, str, Fraction]]:
    """File of the output, withheld source and time in it, for each published file that shows such a frame.

    A frame that looks more like something that is shown is none: takes of one scene are alike.
    """
    if not secrets.hidden:
        return
    tools = Kit(options.ffmpeg).toolbox(Event(), lambda _: None)
    with TemporaryDirectory(prefix="btspress-") as folder:
        place = Path(folder)
        hidden = [seen for each in secrets.hidden for seen in _of_source(*each, place, tools)]
        suspects = [found for found in _suspects(output, hidden, place, tools) if found]
        shown = [seen for each in secrets.shown for seen in _of_source(*each, place, tools)] if suspects else []
        for file, mark, near in suspects:
            if distance(mark, near.mark) < min((distance(mark, each.mark) for each in shown), default=_CLOSE + 1):
                yield file, near.name, near.at


def _suspects(output: Path, hidden: list[_Seen], folder: Path, tools: Tools) -> Iterator[tuple[str, int, _Seen]]:
    """The frame of each published file that is most like a withheld one, where it is like it at all."""
    for name, opened in _published(output):
        pairs = ((distance(mark, each.mark), mark, each) for mark in _of_file(opened, folder, tools) for each in hidden)
        near = min(pairs, default=None, key=lambda pair: pair[0])
        if near and near[0] <= _CLOSE:
            yield name, near[1], near[2]


def _published(output: Path) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """Pictures and clips of the output, those in its archives too, and how each is opened."""
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if path.suffix.lower() in _ENDINGS and path.is_file():
            yield name, partial(open_beneath, output, name)
        elif path.suffix.lower() in _ARCHIVES and path.is_file():
            with open_beneath(output, name) as file:
                yield from _packed(name, file)


def _packed(name: str, file: BinaryIO) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """Those in an archive; one that cannot be read shows nothing, and is read as it is elsewhere."""
    try:
        with ZipFile(file) as archive:
            for info in archive.infolist():
                if PurePosixPath(info.filename).suffix.lower() in _ENDINGS and info.file_size <= _LARGEST:
                    yield f"{name}!{info.filename}", partial(BytesIO, archive.read(info))
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return


def _of_file(opened: Callable[[], BinaryIO], folder: Path, tools: Tools) -> tuple[int, ...]:
    try:
        with opened() as file:
            kind = sniff(file.read(HEAD))
        return tuple(mark for _, mark in _marks(opened, kind, Fraction(0), _PUBLISHED, folder, tools))
    except (RecipeError, NoFfmpegError, OSError):
        return ()  # what cannot be read shows nothing; that it cannot be read is told elsewhere


def _of_source(source: Source, file: File, folder: Path, tools: Tools) -> list[_Seen]:
    facts = source.facts
    if facts.medium is Medium.SOUND:
        return []
    found = _marks(file.open, facts.container, facts.duration, _SOURCES, folder, tools)
    return [_Seen(mark, source.name, at) for at, mark in found]


def _marks(
    opened: Callable[[], BinaryIO], kind: str, seconds: Fraction, rate: int, folder: Path, tools: Tools
) -> tuple[tuple[Fraction, int], ...]:
    if kind in PICTURES:
        with opened() as file:
            mark = of_picture(file, kind)
        return () if mark is None else ((Fraction(0), mark),)
    return of_video(opened, kind, rate, seconds, folder, tools) if kind else ()
