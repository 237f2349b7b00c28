"""Trial encodes: made to be looked at, and thrown away. They start from pictures without loss, made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Final

import ffmpeg

from btspress.engine.job import Tools
from btspress.media.graph import Stream, arguments, output, source
from btspress.recipes import encode, vmaf
from btspress.recipes.quality import Quality, Score, Trial
from btspress.unchanging import unchanging

WINDOW: Final = 12
"""Frames of one sample. Many short samples tell more than few long ones: what differs is the content. Twelve of
a dozen frames came within 0.3 of the mean of whole films of 30 to 70 s, four of two seconds 0.8 off (1.6 at worst).
With eight frames the key frame that each begins with counts too much: 0.7 too good."""

SAMPLED: Final = 5
"""One frame of so many is compared in samples: no divisor of a window, so that every place in it has its turn."""
WHOLE: Final = (5, 3, 1)
"""The same where all is there: the first with which enough are compared. One of five costs a third of comparing every
other one and tells the same within 0.1; of a second or two so few are left that none of the worst may be among them."""
_ENOUGH: Final = 24
"""Frames."""

_APART = 96
"""Frames from one sample to the next, or thereabouts: an eighth of the clip."""
_FEWEST, _MOST = 4, 14
_PIXELS = 300_000_000
"""That are kept without loss at a time: 0.45 GB; the fewest samples of very large pictures are a little more."""

_LOSSLESS: Mapping[str, object] = MappingProxyType({"f": "nut", "c:v": "rawvideo", "fflags": "+bitexact"})
"""The very formats that encoders get, at exact times; not packed, which took a sixth of the time of an encode."""


@unchanging
class Windows:
    """Parts of a clip that are as long as each other."""

    firsts: tuple[int, ...]
    """Number of the first frame of each."""
    length: int
    """Frames of each."""

    @property
    def frames(self) -> int:
        """Of all."""
        return len(self.firsts) * self.length

    def of(self, stream: Stream) -> Stream:
        """Their frames, out of all frames of the clip."""
        inside = "+".join(f"between(n,{first},{first + self.length - 1})" for first in self.firsts)
        return stream.filter("select", inside)


@unchanging
class Order:
    """An encode that is wanted, and how the recipe that wants it does its part."""

    codec: str
    width: int
    height: int
    rate: Fraction
    frames: int
    quality: Quality
    threads: int
    most_bytes: int
    lossless: Callable[[Mapping[Path, Windows]], None]
    """Writes files without loss, each with the pictures of its windows one after the other."""
    encode: Callable[[Fraction, Path], None]
    """Writes all pictures at a CRF, with the sound, straight from the source."""
    dub: Callable[[Path, Path], None] | None
    """Writes encoded pictures once more, with the sound; None for silence."""
    keys: int = 0
    """Frames from one key frame to the next; 0 for the usual."""


@unchanging
class Master:
    """Pictures without loss in a scratch file."""

    path: Path
    frames: int
    windows: Windows | None = None
    """Which frames of the clip they are; None for all."""


def all_of(frames: int) -> Windows:
    """A clip of so many frames as one window."""
    return Windows((0,), frames)


def spread(frames: int, pixels: int) -> Windows:
    """Windows evenly over a clip of so many frames, of `pixels` each; one for all where it is very short."""
    count = max(min(round(frames / _APART), _MOST, _PIXELS // (pixels * WINDOW)), _FEWEST)
    if frames <= 2 * count * WINDOW:
        count = max(frames // (2 * WINDOW), 1)
    if frames <= 3 * WINDOW:
        return all_of(frames)
    free = frames - count * WINDOW
    return Windows(tuple(free * (2 * n + 1) // (2 * count) + n * WINDOW for n in range(count)), WINDOW)


def keeps(frames: int, pixels: int) -> bool:
    """Whether so many frames, of `pixels` each, may be kept without loss."""
    return frames * pixels <= _PIXELS


def joined(parts: Sequence[Path], windows: Windows, rate: Fraction, path: Path, tools: Tools) -> None:
    """The pictures of `windows`, each in a file without loss, in one such file."""
    streams = [source(n, "nut", threads=1)["0"] for n in range(len(parts))]
    call = lossless(ffmpeg.concat(*streams, v=1, a=0), rate, {path: all_of(windows.frames)})
    with ExitStack() as stack:
        files = tuple(stack.enter_context(each.open("rb")) for each in parts)
        tools.ffmpeg(call, files, seconds=float(windows.frames / rate))


def lossless(pictures: Stream, rate: Fraction, copies: Mapping[Path, Windows]) -> list[str]:
    """The call of ffmpeg that writes the parts of `pictures` that each file is to hold: one decoding feeds all."""
    shown = pictures.split()
    outputs = [
        output(path, vmaf.counted(windows.of(shown[n]), rate), **_LOSSLESS, **{"frames:v": windows.frames})
        for n, (path, windows) in enumerate(copies.items())
    ]
    return arguments(*outputs)


def encoded(master: Master, order: Order, crf: Fraction, path: Path, tools: Tools, *, proof: bool = False) -> None:
    """The pictures of `master` at `crf`, without sound; `proof` for a quick encode that is about as good."""
    shown = vmaf.counted(source(0, "nut")["0"], order.rate).filter("fps", str(order.rate))
    size = (order.codec, order.width, order.height, order.rate)
    options = encode.options(
        *size, master.frames, crf=crf, sound=False, threads=order.threads, proof=proof, keys=order.keys
    )
    keys = {"g": master.windows.length} if master.windows else {}
    call = arguments(output(path, encode.tagged(shown, order.codec), **{**options, **keys}))
    with master.path.open("rb") as file:
        tools.ffmpeg(call, (file,), seconds=float(master.frames / order.rate))


def scored(made: Path, master: Master, order: Order, tools: Tools, *, whole: bool) -> Score:
    """How good an encode of `master` is; of `whole`, the same frames are taken out of an encode of all."""
    log = master.path.with_suffix(".json")
    file = source(0, "mov", threads=1)["0"]
    shown = master.windows.of(file) if whole and master.windows else file
    every = SAMPLED if master.windows else next((each for each in WHOLE if master.frames >= each * _ENOUGH), 1)
    call = vmaf.comparing(shown, source(1, "nut")["0"], order.codec, order.rate, log, every)
    with made.open("rb") as one, master.path.open("rb") as other:
        tools.ffmpeg(call, (one, other), seconds=float(master.frames / order.rate))
    return vmaf.read(log)


def tried(master: Master, order: Order, crf: Fraction, tools: Tools) -> Trial:
    """How good a quick encode of `master` at `crf` becomes."""
    path = master.path.with_suffix(".mp4")
    encoded(master, order, crf, path, tools, proof=True)
    return Trial(crf, scored(path, master, order, tools, whole=False))
