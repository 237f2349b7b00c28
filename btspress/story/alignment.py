"""Two pictures of one view brought to the part that both show: the first is warped, the last is cropped."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Final, TypeAlias

from btspress.model import Clip, Crop, Frame, Warp
from btspress.perspective import GRAIN, Corners, Point, common_area, flaw, projected, projection

Seen: TypeAlias = Frame | Clip

LEAST: Final = Fraction(1, 4)
"""Of the finished picture that the other one must show too."""
WHOLE: Final[Corners] = tuple((Fraction(x), Fraction(y)) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)))

_FARTHEST = 1000
"""Percent beyond a picture that a corner may lie."""
_SLIVER = 0.05
"""Of a pixel: what arithmetic loses."""
_ENLARGED = Fraction(3, 4)
"""Of its size below which a picture is not brought to the size of the other one."""


def read_corners(text: str) -> Corners | None:
    """Four points as an author writes them: `2,3 98,2 99,97 1,98`, in percent; None for anything else."""
    points = [pair.split(",") for pair in text.split()]
    if len(points) != len(WHOLE) or any(len(pair) != 2 for pair in points):
        return None
    found = tuple((_percent(x), _percent(y)) for x, y in points)
    read = tuple((x, y) for x, y in found if x is not None and y is not None)
    return read if len(read) == len(found) else None


def write_corners(corners: Corners) -> str:
    """Four points as `read_corners` takes them."""
    return " ".join(f"{float(x * 100):g},{float(y * 100):g}" for x, y in corners)


def aligned(first: Seen, last: Seen, corners: Corners) -> tuple[Seen, Seen] | str:
    """Both pictures with their common area alone; else why it cannot be.

    `corners` say where the corners of what is shown of `last` lie in what is shown of `first`, in fractions of
    its width and height. Pixels of the last picture stay as they are.
    """
    if why := flaw(corners):
        return why
    area, (width, height) = common_area(corners), last.size
    box = _inside(area, width, height) if area else None
    if box is None or box.w * box.h < LEAST * width * height:
        share = round(100 * box.w * box.h / (width * height)) if box else 0
        return f"they share {share} % of the last picture only"
    there = projection([(float(x), float(y)) for x, y in corners], width, height)
    ends = ((box.x, box.y), (box.x + box.w, box.y), (box.x + box.w, box.y + box.h), (box.x, box.y + box.h))
    return _warped(first, [projected(there, end) for end in ends], box), _cropped(last, box)


def _warped(first: Seen, corners: list[Point], box: Crop) -> Seen:
    """Seen through four points in fractions of what was shown, as large as `box`, or as large as it is itself."""
    wide, high = _whole(first)
    part = first.crop if isinstance(first.crop, Crop) else Crop(0, 0, wide, high)
    points = tuple((_grain((part.x + x * part.w) / wide), _grain((part.y + y * part.h) / high)) for x, y in corners)
    own = max(_longest(points, wide, high, 0) / box.w, _longest(points, wide, high, 1) / box.h)
    scale = Fraction(own).limit_denominator(GRAIN) if own < _ENLARGED else Fraction(1)
    return _framed(first, Warp(points, max(round(box.w * scale), 1), max(round(box.h * scale), 1)))


def _cropped(last: Seen, box: Crop) -> Seen:
    if (box.w, box.h) == last.size:
        return last
    part = last.crop if isinstance(last.crop, Crop) else Crop(0, 0, *last.size)
    return _framed(last, replace(box, x=box.x + part.x, y=box.y + part.y))


def _framed(seen: Seen, part: Crop | Warp) -> Seen:
    """With its poster, where that is of the same picture."""
    if isinstance(seen, Frame):
        return replace(seen, crop=part)
    poster = seen.poster
    if poster and poster.source == seen.source:
        poster = replace(poster, crop=part)
    return replace(seen, crop=part, poster=poster)


def _inside(area: tuple[float, float, float, float], width: int, height: int) -> Crop | None:
    """An area in whole pixels that leaves it nowhere; even ones, as colour has half as many, but at the far edges."""
    left, top = (2 * ceil((start * size - _SLIVER) / 2) for start, size in ((area[0], width), (area[1], height)))
    right, bottom = (_even(end * size + _SLIVER, size) for end, size in ((area[2], width), (area[3], height)))
    return Crop(left, top, right - left, bottom - top) if left < right and top < bottom else None


def _even(end: float, size: int) -> int:
    return size if end >= size else 2 * floor(end / 2)


def _whole(seen: Seen) -> tuple[int, int]:
    """Pixels of the picture that a part is shown of."""
    return replace(seen, crop=None).size


def _longest(points: Corners, wide: int, high: int, axis: int) -> float:
    """Pixels, along one axis, of the longer of two edges opposite each other."""
    (a, b, c, d), size = points, (wide, high)[axis]
    one, two = ((a, b), (d, c)) if axis == 0 else ((a, d), (b, c))
    return float(max(one[1][axis] - one[0][axis], two[1][axis] - two[0][axis]) * size)


def _grain(value: float) -> Fraction:
    return Fraction(round(value * GRAIN), GRAIN)


def _percent(text: str) -> Fraction | None:
    plain = text.removeprefix("-")
    if not plain.replace(".", "", 1).isdecimal() or not plain.isascii() or len(plain) > 12:
        return None
    number = Fraction(text) / 100
    return number if abs(number) * 100 <= _FARTHEST else None
