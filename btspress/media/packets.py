"""Reading ffmpeg's `framecrc` listing: streams with exact time bases, packets with exact times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

_HEADER = re.compile(r"#(\w+) (\d+): (.*)")
_DISCARD = 4
"""AV_PKT_FLAG_DISCARD: decoded but never shown, as before an edit list's start."""
_UNSET = -(1 << 63)
_STILLS = frozenset({"mjpeg", "png", "bmp", "gif", "webp", "tiff", "jpegxl"})
_COMMON = tuple(
    Fraction(*rate)
    for rate in (
        *((n, 1) for n in (10, 12, 15, 24, 25, 30, 48, 50, 60, 100, 120)),
        *((n * 1000, 1001) for n in (24, 30, 48, 60, 120)),
    )
)


@dataclass(slots=True)
class Stream:
    """One stream of a listing, filled while it is read."""

    index: int
    tick: Fraction = Fraction(1, 1000)
    """Seconds of one unit of time."""
    kind: str = ""
    codec: str = ""
    sample_rate: int = 0
    layout: str = ""
    packets: list[tuple[int, int]] = field(default_factory=list)
    """Presentation time and duration in ticks."""

    @property
    def cover(self) -> bool:
        """Whether this is a picture stuck to the file, not one that moves."""
        return self.codec in _STILLS and len(self.packets) == 1

    @property
    def channels(self) -> int:
        """How many sound channels the layout has: `stereo` 2, `5.1(side)` 6, `3 channels` 3."""
        named = {"mono": 1, "stereo": 2, "downmix": 2, "quad": 4, "hexagonal": 6, "octagonal": 8}
        known = named.get(self.layout.partition("(")[0])
        counted = re.match(r"(\d+) channels", self.layout)
        summed = re.match(r"(\d+)\.(\d)(?:\.(\d))?", self.layout)
        if summed:
            return sum(int(part or 0) for part in summed.groups())
        return known or (int(counted[1]) if counted else 2)


@dataclass(frozen=True, slots=True)
class Pace:
    """How the frames of a stream follow each other."""

    rate: Fraction
    """Frames a second; the average where they differ."""
    frames: int
    variable: bool
    duration: Fraction
    """Seconds."""


def read(lines: Iterable[str]) -> tuple[Stream, ...]:
    """The streams of a framecrc listing, in the order of the file."""
    streams: dict[int, Stream] = {}
    for line in lines:
        if line.startswith("#"):
            if header := _HEADER.match(line):
                number = int(header[2])
                _head(streams.setdefault(number, Stream(number)), header[1], header[3].strip())
        elif len(fields := line.split(",", 6)) > 5:
            _packet(streams[int(fields[0])], fields)
    return tuple(streams[number] for number in sorted(streams))


def _head(stream: Stream, key: str, value: str) -> None:
    match key:
        case "tb":
            stream.tick = Fraction(value)
        case "media_type":
            stream.kind = value
        case "codec_id":
            stream.codec = value
        case "sample_rate":
            stream.sample_rate = int(value)
        case "channel_layout_name":
            stream.layout = value


def _packet(stream: Stream, fields: list[str]) -> None:
    flags = re.match(r" F=0x([0-9A-F]+)", fields[6]) if len(fields) > 6 else None
    if flags and int(flags[1], 16) & _DISCARD:
        return
    decoded, shown, duration = (int(number) for number in fields[1:4])
    stream.packets.append((decoded if shown == _UNSET else shown, duration))


def pace(stream: Stream, guess: Fraction | None) -> Pace:
    """Rate and length of a picture stream that has packets; `guess` is what its file declares."""
    packets = sorted(stream.packets)
    times = [time for time, _ in packets]
    count = len(times)
    last = packets[-1][1] or _usual(times) or (round(1 / (guess * stream.tick)) if guess else 1)
    span = (times[-1] + last - times[0]) * stream.tick
    average = count / span
    for rate in _candidates(average, _usual(times) * stream.tick, guess):
        if _steady(times, rate, stream.tick):
            return Pace(rate, count, variable=False, duration=count / rate)
    return Pace(average, count, variable=count > 1, duration=span)


def _usual(times: list[int]) -> int:
    """The median distance of two frames, in ticks; 0 for a single frame."""
    steps = sorted(after - before for before, after in pairwise(times))
    return steps[len(steps) // 2] if steps else 0


def _candidates(average: Fraction, step: Fraction, guess: Fraction | None) -> list[Fraction]:
    """Rates worth trying, the likeliest first: declared, common, measured."""
    common = sorted(_COMMON, key=lambda rate: abs(rate - average))[:2]
    near = [rate for rate in common if abs(rate - average) < average / 20]
    return [*([guess] if guess else []), *near, *([1 / step] if step else []), average]


def _steady(times: list[int], rate: Fraction, tick: Fraction) -> bool:
    """Whether each frame starts where `rate` puts it, to a tick or a tenth of a frame."""
    frame = 1 / (rate * tick)
    slack = max(Fraction(1), frame / 10)
    return all(abs(time - times[0] - number * frame) <= slack for number, time in enumerate(times))
