"""Whether frames are woven of two fields: what they say of themselves, and what they look like.

Flags lie both ways: progressive pictures travel in interlaced signals, and fields were captured or
encoded as if they were frames. Where either may be, some frames are compared line by line (`idet`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from btspress.engine.job import Tools
from btspress.facts import Video
from btspress.media.graph import arguments, output, source
from btspress.unchanging import unchanging

_LOOKED_AT: Final = 100
"""Frames; four seconds of video."""
_ENOUGH: Final = 10
"""Frames with movement in them, below which nothing is concluded from looks."""
_HEIGHTS: Final = frozenset({480, 486, 512, 576, 608, 1080, 1088})
_SMALL: Final = 608
_FIELD_CODECS: Final = frozenset(
    {
        *("mpeg2video", "dvvideo", "vc1", "mpeg4", "msmpeg4v3", "mjpeg", "rawvideo", "v210"),
        *("prores", "dnxhd", "cfhd", "jpeg2000", "ffv1", "huffyuv", "ffvhuff", "utvideo", "magicyuv"),
    }
)
"""Codecs of tape, of capture cards and of edits, whose fields nobody may have marked."""
_SLOWEST, _FASTEST = Fraction(24), Fraction(30)
_PULLDOWN_RATES: Final = frozenset({Fraction(30000, 1001), Fraction(30)})
_CYCLE: Final = 5
"""Frames of video after which 3:2 pulldown repeats."""
_CYCLES: Final = 6
_ORDERS = MappingProxyType({"T": "tff", "B": "bff"})
_SEEN = re.compile(r"lavfi\.idet\.single\.current_frame=(\w+)")
_COUNTED = re.compile(r"Multi frame detection: TFF: *(\d+) BFF: *(\d+) Progressive: *(\d+)")


@unchanging
class Weave:
    """How the frames of a stream are made of fields."""

    interlaced: bool = False
    order: str = ""
    """`tff` or `bff` where the frames say it wrong or not at all."""
    telecine: bool = False


def weave_of(
    open_file: Callable[[], BinaryIO], container: str, tools: Tools, video: Video, flag: str, duration: Fraction
) -> Weave:
    """What to think of `video`, whose first frame is marked `flag`: `P` progressive, `T` or `B` by first field.

    `duration` is its length in seconds.
    """
    rate = video.rate.fps
    if flag == "P" and not _suspect(video.codec, video.coded_height, rate):
        return Weave()
    if not tools.has("idet"):
        return Weave(interlaced=flag != "P")
    look = _look(open_file, container, tools, video.stream, Fraction(0))
    if look.decided < _ENOUGH and duration > 2 * _LOOKED_AT / rate:
        look = _look(open_file, container, tools, video.stream, duration / 2)
    if rate in _PULLDOWN_RATES and look.pulldown:
        return Weave(interlaced=True, order=look.order, telecine=True)
    if flag == "P":
        woven = look.woven >= _ENOUGH and 2 * look.woven > look.decided
        return Weave(woven, look.order if woven else "")
    if look.progressive >= _ENOUGH and 50 * look.woven <= look.decided:
        return Weave()
    contradicted = look.woven >= _ENOUGH and look.order != _ORDERS[flag]
    return Weave(interlaced=True, order=look.order if contradicted else "")


def _suspect(codec: str, height: int, rate: Fraction) -> bool:
    """Whether unmarked fields are to be feared."""
    video = _SLOWEST < rate <= _FASTEST and height in _HEIGHTS
    return video and (codec in _FIELD_CODECS or (codec == "h264" and height <= _SMALL))


@unchanging
class _Look:
    """What some frames look like."""

    top: int
    bottom: int
    progressive: int
    frames: tuple[bool, ...]
    """Of each frame alone, whether its two fields differ in time."""

    @property
    def woven(self) -> int:
        return self.top + self.bottom

    @property
    def decided(self) -> int:
        return self.woven + self.progressive

    @property
    def order(self) -> str:
        """The field that comes first in nearly all woven frames; empty when they do not agree."""
        most = max(self.top, self.bottom)
        return ("tff" if self.top > self.bottom else "bff") if most and 10 * most >= 9 * self.woven else ""

    @property
    def pulldown(self) -> bool:
        """Whether for a second one frame in five is whole, and each of the four after it is not."""
        starts = range(len(self.frames) - _CYCLE * _CYCLES + 1)
        return any(_film(self.frames[at : at + _CYCLE * _CYCLES]) for at in starts)


def _film(frames: tuple[bool, ...]) -> bool:
    """Whether frames, woven or not, are whole at the start of each cycle and hardly anywhere else."""
    heads, woven = frames[::_CYCLE], sum(frames)
    return not any(heads) and woven >= len(frames) - len(heads) - 1


def _look(open_file: Callable[[], BinaryIO], container: str, tools: Tools, stream: int, seek: Fraction) -> _Look:
    picture = source(0, container, seek=seek, noautorotate=None)[str(stream)].filter("idet")
    told = picture.filter("metadata", mode="print", key="lavfi.idet.single.current_frame")
    with open_file() as file:
        nothing = output(Path(os.devnull), told, f="null", **{"frames:v": _LOOKED_AT})
        said = tools.ffmpeg(arguments(nothing), (file,), seconds=0)
    counted = _COUNTED.findall(said)
    top, bottom, progressive = map(int, counted[-1]) if counted else (0, 0, 0)
    return _Look(top, bottom, progressive, tuple(word in {"tff", "bff"} for word in _SEEN.findall(said)))
