"""Reading ffmpeg's `framecrc` listing: streams with exact time bases, packets with exact times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

_HEADER = re.compile(r"#(\w+) (\d+): (.*)")
_DISCARD = 4
"""AV_PKT_FLAG_DISCARD: decoded but never shown, as before an edit list's start."""
_UNSET = -(1 << 63)
_STILLS = frozenset({"mjpeg", "png", "bmp", "gif", "webp", "tiff", "jpegxl"})


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
    """Presentation time and duration in ticks, in the order of decoding."""

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


def read(lines: Iterable[str]) -> tuple[Stream, ...]:
    """The streams of a framecrc listing, in the order of the file."""
    streams: dict[int, Stream] = {}
    told: dict[int, list[_Packet]] = {}
    for line in lines:
        if line.startswith("#"):
            if header := _HEADER.match(line):
                number = int(header[2])
                _head(streams.setdefault(number, Stream(number)), header[1], header[3].strip())
        elif len(fields := line.split(",", 6)) > 5:
            told.setdefault(int(fields[0]), []).append(_packet(fields))
    for number, packets in told.items():
        streams[number].packets.extend(_shown(packets))
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


class _Packet(NamedTuple):
    decoded: int
    shown: int
    duration: int
    discarded: bool


def _packet(fields: list[str]) -> _Packet:
    flags = re.match(r" F=0x([0-9A-F]+)", fields[6]) if len(fields) > 6 else None
    discarded = bool(flags and int(flags[1], 16) & _DISCARD)
    decoded, shown, duration = (int(number) for number in fields[1:4])
    return _Packet(decoded, shown, duration, discarded)


def _shown(packets: list[_Packet]) -> Iterator[tuple[int, int]]:
    """Times and durations of the packets that are shown.

    Old containers give some frames no time of their own: then all count by when they are decoded, which is as
    regular, and only shifted.
    """
    timed = all(packet.shown != _UNSET for packet in packets)
    for packet in packets:
        if not packet.discarded:
            yield packet.shown if timed else packet.decoded, packet.duration
