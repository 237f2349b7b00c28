"""Looking over an excerpt: small frames of it, from one decode of all, or of its key frames alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PIL import Image

from btspress.engine.job import Input, RecipeError, Tools
from btspress.media.graph import Stream, arguments, output
from btspress.media.packets import read
from btspress.media.posters import Glimpse
from btspress.media.transitions import Flow
from btspress.recipes.aids import NONE, Aids, prepared
from btspress.recipes.excerpt import Excerpt, opened
from btspress.recipes.seen import pictures
from btspress.timecode import decimal

_LONG_SIDE = 320
"""Pixels of a glimpse: sharp and blurred look different down to this size."""
_FLOW_SIDE = 40
_MOST_IN_FLOW = 1600
_FASTEST_FLOW = 31
"""Pictures a second: at 4K, making them tiny would cost half as much as the decode."""


def looked(
    piece: Excerpt, every: int, inputs: Sequence[Input], folder: Path, tools: Tools
) -> tuple[list[Glimpse], Flow]:
    """One of `every` frames of `piece` to be judged, and the flow between them, from one decode.

    `inputs` are the source and what its look needs; `folder` is for files in between. Raises `RecipeError`
    when not one frame comes.
    """
    step = _flow_step(piece.frames, piece.rate, every)
    size, tiny = _fit(piece, _LONG_SIDE), _fit(piece, _FLOW_SIDE)
    aids = prepared(piece, inputs, folder, tools)
    command = looking(piece, inputs[0].container, folder, every, aids)
    with inputs[0].open() as file:
        tools.ffmpeg(command, (file,), seconds=float(piece.duration))
    images = list(_images(folder / "glimpses", size))
    if not images:
        raise RecipeError("there is no frame at this time: the source ends early or is damaged")
    data = (folder / "flow").read_bytes()
    frame = tiny[0] * tiny[1]
    flow = tuple(data[at : at + frame] for at in range(0, len(data) - frame + 1, frame))
    return [Glimpse(number * every, image) for number, image in enumerate(images)], Flow(flow, tiny, step, piece.rate)


def looking(piece: Excerpt, container: str, folder: Path, every: int, aids: Aids = NONE) -> list[str]:
    """The call of ffmpeg that writes `glimpses` (RGB) and `flow` (grey), raw, into `folder`."""
    step = _flow_step(piece.frames, piece.rate, every)
    file = opened(0, container, piece)
    seen = pictures(file, piece, *_fit(piece, _LONG_SIDE), aids=aids, rgb=True, every=every)
    return arguments(
        _raw(folder / "glimpses", seen.filter("format", "rgb24"), -(-piece.frames // every)),
        _raw(folder / "flow", _flowing(file, piece, step), -(-piece.frames // step)),
    )


def _flowing(file: Stream, piece: Excerpt, step: int) -> Stream:
    """The whole picture, made tiny at once: that costs little beside the decode itself."""
    wide, high = _fit(piece, _FLOW_SIDE)
    came = "pc" if piece.look.full_range else "tv"
    counted = file[str(piece.look.stream)].filter("settb", "1/1000000")
    steady = counted.filter("setpts", f"PTS-{piece.lead}/TB").filter("fps", str(piece.rate), start_time=0)
    fewer = steady.filter("framestep", step) if step > 1 else steady
    return fewer.filter("scale", wide, high, flags="area", in_range=came, out_range="pc").filter("format", "gray")


def key_frames(piece: Excerpt, most: int, inputs: Sequence[Input], folder: Path, tools: Tools) -> list[Glimpse]:
    """About `most` of the key frames of `piece` and no others; far quicker, as nothing else is decoded."""
    # Fields of frames far apart do not fit together.
    calm = replace(piece, look=replace(piece.look, interlaced=False, telecine=False))
    aids = prepared(calm, inputs, folder, tools)
    with inputs[0].open() as file:
        tools.ffmpeg(skipping(calm, inputs[0].container, folder, most, aids), (file,), seconds=float(piece.duration))
    with (folder / "times").open(encoding="ascii") as listing:
        streams = read(listing)
    times = [tick * streams[0].tick for tick, _ in streams[0].packets] if streams else []
    found = zip(times, _images(folder / "glimpses", _fit(piece, _LONG_SIDE)), strict=False)
    numbered = ((round(time * piece.rate), image) for time, image in found)
    return [Glimpse(frame, image) for frame, image in numbered if 0 <= frame < piece.frames]


def skipping(piece: Excerpt, container: str, folder: Path, most: int, aids: Aids = NONE) -> list[str]:
    """The call of ffmpeg that writes key frames, raw, to `glimpses`, and their times to `times`."""
    file = opened(0, container, piece, skip_frame="nokey")
    seen = pictures(file, piece, *_fit(piece, _LONG_SIDE), aids=aids, rgb=True, every=0).filter("format", "rgb24")
    # A codec that knows nothing but key frames would give them all.
    apart = decimal(piece.duration / most)
    both = seen.filter("select", f"isnan(prev_selected_t)+gte(t-prev_selected_t,{apart})").split()
    listing = output(folder / "times", both[1], f="framecrc", fps_mode="passthrough", fflags="+bitexact")
    return arguments(_raw(folder / "glimpses", both[0], 2 * most), listing)


def _raw(path: Path, shown: Stream, frames: int) -> Stream:
    how = {"f": "rawvideo", "fps_mode": "passthrough", "fflags": "+bitexact"}
    return output(path, shown, **how, **{"c:v": "rawvideo", "frames:v": frames})


def _images(path: Path, size: tuple[int, int]) -> Iterator[Image.Image]:
    """The pictures of a raw file, one after the other; nothing of a last one that is not whole."""
    length = 3 * size[0] * size[1]
    with path.open("rb") as file:
        while len(data := file.read(length)) == length:
            yield Image.frombytes("RGB", size, data)


def _flow_step(frames: int, rate: Fraction, every: int) -> int:
    """Frames from one picture of the flow to the next: as few as may be, and each glimpse is in it."""
    least = max(-(-frames // _MOST_IN_FLOW), -(-rate // _FASTEST_FLOW))
    return next((step for step in range(1, every + 1) if every % step == 0 and step >= least), every)


def _fit(piece: Excerpt, longest: int) -> tuple[int, int]:
    """The size of a frame, its longer side brought to `longest` pixels."""
    shown = piece.look.crop
    wide, high = (shown.w, shown.h) if shown else (piece.look.width, piece.look.height)
    scale = Fraction(min(longest, max(wide, high)), max(wide, high))
    return max(round(wide * scale), 1), max(round(high * scale), 1)
