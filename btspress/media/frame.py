"""One decoded frame, and what it says of the stream that it is from."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, Final

from btspress.engine.job import RecipeError, Tools
from btspress.facts import Color, Video
from btspress.media.graph import arguments, output, source
from btspress.media.pace import pace
from btspress.media.packets import Stream
from btspress.media.weave import weave_of
from btspress.timecode import Rate

MAX_SIDE: Final = 16384
"""Pixels; what AV1 and H.264 decoders take at most."""

_FRAME = re.compile(
    r" pts: *(?P<time>-?\d+) .* fmt:(?P<format>\w+) .*?"
    r"sar:(?P<wide>\d+)/(?P<high>\d+) s:(?P<width>\d+)x(?P<height>\d+) i:(?P<field>\w)"
)
_CONFIG = re.compile(r"config in time_base: (\d+/\d+), frame_rate: (\d+)/(\d+)")
_TURN = re.compile(r"displaymatrix: rotation of (-?[\d.]+) degrees")
_COLOR = re.compile(r"color_range:(\S+) color_space:(\S+) color_primaries:(\S+) color_trc:(\S+)")
_BRIGHTEST = re.compile(r"MaxCLL=(\d+)")
_MASTERED = re.compile(r"max_luminance=(\d+)")
_UNSHOWN = re.compile(r"DOVI configuration record: .*\bprofile: 5\b")
"""Dolby Vision whose pictures mean nothing without its own metadata: green and violet faces."""


def look_at(
    open_file: Callable[[], BinaryIO],
    container: str,
    tools: Tools,
    stream: Stream,
    *,
    decoder: str = "",
    sound: Fraction = Fraction(0),
) -> tuple[Video, Fraction]:
    """What the pictures of `stream` are, and their length in seconds, from one frame and all packet times.

    `decoder` is the one to use, where it is not the usual one; `sound` the length of the sound beside it.
    Raises `RecipeError` when nothing can be decoded, or not as it is meant.
    """
    said = _decoded(open_file, container, tools, stream.index, decoder)
    frame = _FRAME.search(said)
    if not frame:
        raise RecipeError("not one frame of its picture can be decoded")
    if max(int(frame["width"]), int(frame["height"])) > MAX_SIDE:
        raise RecipeError(f"its picture is {frame['width']} by {frame['height']} pixels, which is too large")
    config, turn = _CONFIG.search(said), _TURN.search(said)
    guess = Fraction(int(config[2]), int(config[3])) if config and int(config[2]) and int(config[3]) else None
    found = pace(stream, guess, sound)
    video = Video(
        stream=stream.index,
        codec=stream.codec,
        coded_width=int(frame["width"]),
        coded_height=int(frame["height"]),
        sar=Fraction(int(frame["wide"]) or 1, int(frame["high"]) if int(frame["wide"]) else 1),
        rotation=round(-float(turn[1]) / 90) * 90 % 360 if turn else 0,
        rate=Rate(found.rate),
        frames=found.frames,
        variable=found.variable,
        interlaced=frame["field"] != "P",
        pixel_format=frame["format"],
        color=_color(said),
        start=int(frame["time"]) * (Fraction(config[1]) if config else stream.tick),
        longest=found.longest,
        decoder=decoder,
    )
    weave = weave_of(open_file, container, tools, video, frame["field"], found.duration)
    seen = replace(video, interlaced=weave.interlaced, order=weave.order, telecine=weave.telecine)
    return seen, found.duration


def _decoded(open_file: Callable[[], BinaryIO], container: str, tools: Tools, stream: int, decoder: str) -> str:
    """What ffmpeg says of the first frame of a stream."""
    named: dict[str, Any] = {"c:v": decoder} if decoder else {}
    picture = source(0, container, threads=1, noautorotate=None, **named)[str(stream)]
    with open_file() as file:
        nothing = output(Path(os.devnull), picture.filter("showinfo"), f="null", **{"frames:v": 1})
        said = tools.ffmpeg(arguments(nothing), (file,), seconds=0)
    if _UNSHOWN.search(said):
        raise RecipeError("it is Dolby Vision profile 5, whose colours nothing here can read; export it as HDR10")
    return said


def _color(said: str) -> Color:
    tags = _COLOR.search(said)
    brightest = _BRIGHTEST.search(said) or _MASTERED.search(said)
    peak = int(brightest[1]) if brightest else 0
    return Color(tags[3], tags[4], tags[2], tags[1], peak) if tags else Color(peak=peak)
