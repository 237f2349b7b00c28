"""What the index of an MP4 of ours says about how its tracks are shown and heard (ISO/IEC 14496-12, 8.3.2 and 12.1).

An encoder that stopped early, scaled wrongly or lost a track says so here, without one frame being decoded.
"""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import BinaryIO, Final

from btspress.media.mp4 import BoxError, child, content, inside
from btspress.media.samples import PICTURES, SOUND, Track, track
from btspress.unchanging import unchanging

BT709: Final = (1, 1, 1)
"""Primaries, transfer and matrix (ITU-T H.273)."""

_UPRIGHT: Final = (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
_VISUAL = 78
"""Bytes of a visual sample entry before its boxes."""


@unchanging
class Shown:
    """The pictures of a file."""

    frames: int
    size: tuple[int, int]
    """Pixels, as they are shown."""
    color: tuple[int, ...]
    """Primaries, transfer and matrix; empty where none are told."""
    upright: bool
    """No rotation, and square pixels."""
    ends: int
    """Bytes of the file that they need."""


@unchanging
class Index:
    """What a file shows and plays."""

    shown: Shown | None
    heard: Fraction | None
    """Seconds of its sound."""
    ends: int
    """Bytes of the file that its tracks need."""


def index_of(file: BinaryIO) -> Index:
    """Read the index of an MP4 that is not fragmented. Raises `BoxError`."""
    try:
        kinds = {child(box, "mdia/hdlr")[8:12].decode("latin-1") for box in _tracks(file)}
        shown = _shown(track(file, PICTURES)) if PICTURES in kinds else None
        sound = track(file, SOUND) if SOUND in kinds else None
    except (struct.error, KeyError, IndexError, ValueError) as why:
        raise BoxError(f"its index cannot be read: {why}") from why
    ends = max(shown.ends if shown else 0, _end(sound) if sound else 0)
    return Index(shown, _seconds(sound) if sound else None, ends)


def _tracks(file: BinaryIO) -> list[bytes]:
    return [box for name, box in inside(content(file, "moov")) if name == "trak"]


def _shown(pictures: Track) -> Shown:
    header = child(pictures.box, "tkhd")
    *turn, width, height = struct.unpack(">9i2I", header[-44:])
    _, entry = next(inside(child(pictures.box, "mdia/minf/stbl/stsd"), skip=8))
    more = dict(inside(entry, skip=_VISUAL))
    color = struct.unpack(">3H", more["colr"][4:10]) if more.get("colr", b"")[:4] == b"nclx" else ()
    wide, high = struct.unpack(">2I", more["pasp"][:8]) if "pasp" in more else (1, 1)
    upright = tuple(turn) == _UPRIGHT and wide == high
    return Shown(len(pictures.samples), (width >> 16, height >> 16), color, upright, _end(pictures))


def _seconds(sound: Track) -> Fraction:
    return Fraction(sum(sample.length for sample in sound.samples) - sound.start, sound.scale)


def _end(of: Track) -> int:
    return max((sample.offset + sample.size for sample in of.samples), default=0)
