"""File → `Facts`: exact rates, times and sizes, from ffmpeg's machine-readable output alone.

Two runs tell everything: a listing of all packets (`framecrc`) with the tags (`ffmetadata`), which
reads the file to its end and so finds a cut copy, and one decoded frame (`showinfo`).
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, Final

from btspress.engine.job import RecipeError, Tools
from btspress.facts import Audio, Color, Facts, Medium, Video
from btspress.media import packets
from btspress.media.graph import arguments, output, source
from btspress.media.pictures import upright_size
from btspress.media.sniff import PICTURES
from btspress.timecode import Rate, Smpte, parse_smpte

PROBE_VERSION: Final = 1
"""Part of every key under which facts are kept."""

MAX_SIDE: Final = 16384
"""Pixels; what AV1 and H.264 decoders take at most."""

_FRAME = re.compile(r" pts: *(-?\d+) .* fmt:(\w+) .*?sar:(\d+)/(\d+) s:(\d+)x(\d+) i:(\w)")
_CONFIG = re.compile(r"config in time_base: (\d+/\d+), frame_rate: (\d+)/(\d+)")
_TURN = re.compile(r"displaymatrix: rotation of (-?[\d.]+) degrees")
_COLOR = re.compile(r"color_range:(\S+) color_space:(\S+) color_primaries:(\S+) color_trc:(\S+)")


def probe(open_file: Callable[[], BinaryIO], container: str, tools: Tools) -> Facts:
    """What the file is that `open_file` opens anew at each call; `container` is its sniffed kind.

    Raises `RecipeError`, with a reason for the author, for a file that is damaged, cut off or empty.
    """
    if not container:
        raise RecipeError("it is neither a picture, a video nor a sound that is known here")
    if container in PICTURES:
        with open_file() as file:
            width, height = upright_size(file, container)
        return Facts(Medium.PICTURE, container, Fraction(0), width, height)
    streams, timecode = _listing(open_file, container, tools)
    heard = next((stream for stream in streams if _sounds(stream)), None)
    seen = next((stream for stream in streams if stream.kind == "video" and _shows(stream)), None)
    audio = Audio(heard.index, heard.codec, heard.sample_rate, heard.channels) if heard else None
    if seen:
        video, duration = _look(open_file, container, tools, seen)
        width, height = video.size
        return Facts(Medium.VIDEO, container, duration, width, height, video, audio, timecode)
    if not heard:
        raise RecipeError("there is neither picture nor sound in it")
    return Facts(Medium.SOUND, container, _sound_length(heard), audio=audio, timecode=timecode)


def to_data(facts: Facts) -> dict[str, Any]:
    """`facts` as JSON-ready data."""
    return {field.name: _data(getattr(facts, field.name)) for field in fields(facts)}


def from_data(data: Mapping[str, Any]) -> Facts:
    """The facts that `to_data` wrote."""
    video, audio, timecode = data["video"], data["audio"], data["timecode"]
    return Facts(
        medium=Medium(data["medium"]),
        container=data["container"],
        duration=Fraction(data["duration"]),
        width=data["width"],
        height=data["height"],
        video=_video(video) if video else None,
        audio=Audio(**audio) if audio else None,
        timecode=Smpte(**timecode) if timecode else None,
    )


def _data(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _data(getattr(value, field.name)) for field in fields(value)}
    return str(value) if isinstance(value, (Fraction, Medium)) else value


def _video(data: Mapping[str, Any]) -> Video:
    exact = {
        "sar": Fraction(data["sar"]),
        "rate": Rate(Fraction(data["rate"]["fps"])),
        "color": Color(**data["color"]),
        "start": Fraction(data["start"]),
    }
    return Video(**{**data, **exact})


def _sounds(stream: packets.Stream) -> bool:
    return stream.kind == "audio" and stream.codec != "none" and bool(stream.packets) and stream.sample_rate > 0


def _shows(stream: packets.Stream) -> bool:
    return bool(stream.packets) and not stream.cover


def _sound_length(stream: packets.Stream) -> Fraction:
    first, last = min(stream.packets), max(stream.packets)
    return (last[0] + last[1] - first[0]) * stream.tick


def _listing(
    open_file: Callable[[], BinaryIO], container: str, tools: Tools
) -> tuple[tuple[packets.Stream, ...], Smpte | None]:
    with tempfile.TemporaryDirectory(prefix="btspress-") as folder, open_file() as file:
        listing, tags = Path(folder, "packets"), Path(folder, "tags")
        everything = source(0, container)
        copied = {"map": 0, "c": "copy", "copy_unknown": None}
        command = arguments(
            output(listing, everything, f="framecrc", copyts=None, copyinkf=None, **copied),
            output(tags, everything, f="ffmetadata", **copied),
        )
        tools.ffmpeg(command, (file,), seconds=0)
        with listing.open(encoding="utf-8", errors="replace") as lines:
            streams = packets.read(lines)
        return streams, _timecode(tags.read_text(encoding="utf-8", errors="replace"))


def _timecode(tags: str) -> Smpte | None:
    written = re.search(r"^timecode=(\S+)$", tags, re.MULTILINE)
    return parse_smpte(written[1].replace("\\", "")) if written else None


def _look(
    open_file: Callable[[], BinaryIO], container: str, tools: Tools, stream: packets.Stream
) -> tuple[Video, Fraction]:
    """Decode one frame and read what it says of itself; with the length of the stream in seconds."""
    picture = source(0, container, noautorotate=None)[str(stream.index)]
    with open_file() as file:
        nothing = output(Path(os.devnull), picture.filter("showinfo"), f="null", **{"frames:v": 1})
        said = tools.ffmpeg(arguments(nothing), (file,), seconds=0)
    frame = _FRAME.search(said)
    if not frame:
        raise RecipeError("not one frame of its picture can be decoded")
    at, pixel_format, sar_w, sar_h, width, height, field = frame.groups()
    if max(int(width), int(height)) > MAX_SIDE:
        raise RecipeError(f"its picture is {width} by {height} pixels, which is too large")
    config, turn, color = _CONFIG.search(said), _TURN.search(said), _COLOR.search(said)
    guess = Fraction(int(config[2]), int(config[3])) if config and int(config[2]) and int(config[3]) else None
    pace = packets.pace(stream, guess)
    video = Video(
        stream=stream.index,
        codec=stream.codec,
        coded_width=int(width),
        coded_height=int(height),
        sar=Fraction(int(sar_w) or 1, int(sar_h) if int(sar_w) else 1),
        rotation=round(-float(turn[1]) / 90) * 90 % 360 if turn else 0,
        rate=Rate(pace.rate),
        frames=pace.frames,
        variable=pace.variable,
        interlaced=field != "P",
        pixel_format=pixel_format,
        color=Color(color[3], color[4], color[2], color[1]) if color else Color(),
        start=int(at) * (Fraction(config[1]) if config else stream.tick),
    )
    return video, pace.duration
