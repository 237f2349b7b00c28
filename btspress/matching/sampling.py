"""A film as what is worth comparing: grey frames of every shot, and all its movement, tiny; from one decode."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from btspress.engine.job import Tools
from btspress.facts import Facts, Video
from btspress.matching.footage import Item
from btspress.media.develop import developed
from btspress.media.graph import Stream, arguments, output
from btspress.recipes.aids import NONE
from btspress.recipes.excerpt import Excerpt, excerpt, opened, part, steady_rate
from btspress.recipes.seen import pictures
from btspress.timecode import TimeRange
from btspress.unchanging import unchanging

FLOW = (32, 18)
"""Pixels of a picture of the movement; its shape is nobody's concern."""
_LONG_SIDE = 480
"""Pixels of a frame: the details that survive a punch-in and another grade are larger than a pixel of it."""
_A_SECOND = 4
"""Frames a second that are looked at."""
_STRETCH = 60
"""Seconds decoded at once: their frames take some 30 MB for a moment."""
_FASTEST_FLOW = 31


@unchanging
class Grey:
    """One frame."""

    at: Fraction
    """Seconds after the first frame."""
    flow: int
    """Number of its picture in the movement."""
    size: tuple[int, int]
    pixels: bytes


@unchanging
class Stretch:
    """A piece of a film."""

    frames: tuple[Grey, ...]
    flow: bytes
    rate: Fraction
    """Pictures of the movement a second."""


def stretches(item: Item, folder: Path, tools: Tools) -> Iterator[Stretch]:
    """The pieces of a video, in order; `folder` is for files in between. Raises `RecipeError`."""
    video = item.facts.video
    if video is None:
        raise ValueError("a file without pictures has no frames")
    whole = _whole(item.facts, video)
    step = max(-(-whole.rate // _FASTEST_FLOW), 1)
    every = max(round(whole.rate / _A_SECOND / step), 1) * step
    length = max(round(_STRETCH * whole.rate / every), 1) * every
    for first in range(0, whole.frames, length):
        piece = part(whole, item.facts.container, first, length)
        yield _stretch(item, piece, first, (every, step), folder, tools)


def still_frame(item: Item, tools: Tools) -> Grey:
    """A picture as one frame. Raises `RecipeError`."""
    image = developed(item.file.open, item.facts.container, tools).convert("L")
    size = _fit(*image.size)
    return Grey(Fraction(0), 0, size, image.resize(size, reducing_gap=2.0).tobytes())


def close_frames(item: Item, around: Fraction, reach: Fraction, folder: Path, tools: Tools) -> tuple[Grey, ...]:
    """Every frame of a video up to `reach` seconds before and after a time."""
    video = item.facts.video
    if video is None:
        return ()
    start = max(around - reach, Fraction(0))
    end = min(around + reach, item.facts.duration)
    piece = excerpt(item.facts, TimeRange(start, end), steady_rate(video))
    first = round(start * piece.rate)
    return _stretch(item, piece, first, (1, 1), folder, tools).frames


def _whole(facts: Facts, video: Video) -> Excerpt:
    return excerpt(facts, TimeRange(Fraction(0), facts.duration), steady_rate(video))


def _stretch(item: Item, piece: Excerpt, first: int, steps: tuple[int, int], folder: Path, tools: Tools) -> Stretch:
    every, step = steps
    size = _fit(piece.look.width, piece.look.height)
    with item.file.open() as file:
        command = sampling(piece, item.facts.container, folder, size, steps)
        tools.ffmpeg(command, (file,), seconds=float(piece.duration))
    data, area = (folder / "frames").read_bytes(), size[0] * size[1]
    numbers = range(len(data) // area)
    frames = (
        Grey((first + n * every) / piece.rate, (first + n * every) // step, size, data[n * area : (n + 1) * area])
        for n in numbers
    )
    return Stretch(tuple(frames), (folder / "flow").read_bytes(), piece.rate / step)


def sampling(piece: Excerpt, container: str, folder: Path, size: tuple[int, int], steps: tuple[int, int]) -> list[str]:
    """The call of ffmpeg that writes one of so many frames to `frames` and one of so many, tiny, to `flow`."""
    every, step = steps
    file = opened(0, container, piece)
    seen = pictures(file, piece, *size, aids=NONE, every=every).filter("format", "gray")
    counted = file[str(piece.look.stream)].filter("settb", "1/1000000").filter("setpts", f"PTS-{piece.lead}/TB")
    steady = counted.filter("fps", str(piece.rate), start_time=0)
    fewer = steady.filter("framestep", step) if step > 1 else steady
    came = "pc" if piece.look.full_range else "tv"
    tiny = fewer.filter("scale", *FLOW, flags="area", in_range=came, out_range="pc").filter("format", "gray")
    return arguments(
        _raw(folder / "frames", seen, -(-piece.frames // every)), _raw(folder / "flow", tiny, -(-piece.frames // step))
    )


def _raw(path: Path, shown: Stream, frames: int) -> Stream:
    how = {"f": "rawvideo", "fps_mode": "passthrough", "fflags": "+bitexact"}
    return output(path, shown, **how, **{"c:v": "rawvideo", "frames:v": frames})


def _fit(wide: int, high: int) -> tuple[int, int]:
    """The size of a frame, its longer side brought to the one that is looked at."""
    scale = Fraction(min(_LONG_SIDE, max(wide, high)), max(wide, high))
    return max(round(wide * scale), 1), max(round(high * scale), 1)
