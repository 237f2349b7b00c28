"""Where a rectangle lies in a picture that was taken from a little elsewhere: four corners and what follows from them.

Corners go clockwise from the top left one. Only sums, products and quotients are used, which every machine
rounds alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

Point: TypeAlias = tuple[float, float]
Corners: TypeAlias = tuple[tuple[Fraction, Fraction], ...]
"""Four points."""
Projection: TypeAlias = tuple[float, float, float, float, float, float, float, float]
"""Of (x, y): ((ax + by + c) / (gx + hy + 1), (dx + ey + f) / (gx + hy + 1))."""

GRAIN: Final = 10_000
"""Fractions of a picture are kept as so many parts of it."""

_GOLDEN = 0.6180339887498949
_STEPS = 24
"""So much of a width is left of it after each: a hundred-thousandth in the end, far less than a pixel."""
_EXACT = 9
"""Digits: what arithmetic loses must not make a corner of an edge."""
_LEAST_AREA = Fraction(1, 400)


def flaw(corners: Corners) -> str:
    """Why four points are no picture seen from elsewhere; empty where they are."""
    after = (*corners[1:], corners[0])
    edges = [(q[0] - p[0], q[1] - p[1]) for p, q in zip(corners, after, strict=True)]
    turns = [e[0] * f[1] - e[1] * f[0] for e, f in zip(edges, (*edges[1:], edges[0]), strict=True)]
    if all(turn < 0 for turn in turns):
        return "they run against the clock, so the picture would be mirrored"
    if max(map(abs, turns)) < 2 * _LEAST_AREA:
        return "hardly anything lies between them"
    return "they cross over or bend inwards" if any(turn <= 0 for turn in turns) else ""


def projection(corners: Sequence[Point], width: float, height: float) -> Projection:
    """From points of a picture of `width` by `height` to where they are, when its corners are at `corners`."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    ux, uy, vx, vy = x1 - x2, y1 - y2, x3 - x2, y3 - y2
    sx, sy = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
    whole = ux * vy - vx * uy
    g, h = (sx * vy - vx * sy) / whole, (ux * sy - sx * uy) / whole
    across = (x1 - x0 + g * x1) / width, (y1 - y0 + g * y1) / width
    down = (x3 - x0 + h * x3) / height, (y3 - y0 + h * y3) / height
    return (across[0], down[0], x0, across[1], down[1], y0, g / width, h / height)


def inverse(there: Projection) -> Projection:
    """The way back."""
    a, b, c, d, e, f, g, h = there
    back = (e - f * h, c * h - b, b * f - c * e, f * g - d, a - c * g, c * d - a * f, d * h - e * g, b * g - a * h)
    whole = a * e - b * d
    one, two, three, four, five, six, seven, eight = (value / whole for value in back)
    return (one, two, three, four, five, six, seven, eight)


def projected(there: Projection, point: Point) -> Point:
    """Where a point comes to lie."""
    a, b, c, d, e, f, g, h = there
    x, y = point
    depth = g * x + h * y + 1
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def common_area(corners: Corners) -> tuple[float, float, float, float] | None:
    """The largest upright part of a picture that another one shows too: left, top, right, bottom.

    `corners` say where its own are in the other; all are fractions of the pictures. None where they share nothing.
    """
    there = projection([(float(x), float(y)) for x, y in corners], 1, 1)
    seen = _clipped([(float(x), float(y)) for x, y in corners])
    if len(seen) < 3:
        return None
    back = inverse(there)
    polygon = [projected(back, point) for point in seen]
    return _largest([(round(x, _EXACT), round(y, _EXACT)) for x, y in polygon])


def _clipped(polygon: list[Point]) -> list[Point]:
    """What of a polygon lies in the unit square."""
    for axis in (0, 1):
        for edge, sign in ((0.0, 1.0), (1.0, -1.0)):
            polygon = _cut(polygon, axis, edge, sign)
    return polygon


def _cut(polygon: list[Point], axis: int, edge: float, sign: float) -> list[Point]:
    """What lies on one side of a line."""
    kept: list[Point] = []
    for before, after in pairwise([*polygon[-1:], *polygon]):
        here, there = sign * (before[axis] - edge), sign * (after[axis] - edge)
        if (here < 0) != (there < 0):
            part = here / (here - there)
            x, y = (start + (end - start) * part for start, end in zip(before, after, strict=True))
            kept.append((edge, y) if axis == 0 else (x, edge))
        if there >= 0:
            kept.append(after)
    return kept


def _largest(polygon: list[Point]) -> tuple[float, float, float, float]:
    """The largest upright rectangle in a convex polygon.

    The area over its left and right edge has one summit, so that looking at two places says where it is not.
    """
    left, right = min(x for x, _ in polygon), max(x for x, _ in polygon)

    def height(x0: float, x1: float) -> float:
        tops, bottoms = zip(_span(polygon, x0), _span(polygon, x1), strict=True)
        return max(min(bottoms) - max(tops), 0.0)

    def end(x0: float) -> float:
        return _summit(lambda x1: (x1 - x0) * height(x0, x1), x0, right)

    x0 = _summit(lambda x: (end(x) - x) * height(x, end(x)), left, right)
    x1 = end(x0)
    tops, bottoms = zip(_span(polygon, x0), _span(polygon, x1), strict=True)
    return x0, max(tops), x1, min(bottoms)


def _span(polygon: list[Point], x: float) -> tuple[float, float]:
    """Where an upright line at `x` enters and leaves a convex polygon."""
    found = [y for p, q in pairwise([*polygon[-1:], *polygon]) for y in _crossings(p, q, x)]
    return (min(found), max(found)) if found else (0.0, 0.0)


def _crossings(p: Point, q: Point, x: float) -> Iterable[float]:
    if p[0] == q[0]:
        return (p[1], q[1]) if x == p[0] else ()
    part = (x - p[0]) / (q[0] - p[0])
    return (p[1] + (q[1] - p[1]) * part,) if 0 <= part <= 1 else ()


def _summit(height: Callable[[float], float], low: float, high: float) -> float:
    """Where between two places a function that rises and then falls is highest; the ends are looked at too."""
    first, last = low, high
    one, two = high - (high - low) * _GOLDEN, low + (high - low) * _GOLDEN
    at_one, at_two = height(one), height(two)
    for _ in range(_STEPS):
        if at_one < at_two:
            low, one, at_one = one, two, at_two
            two = low + (high - low) * _GOLDEN
            at_two = height(two)
        else:
            high, two, at_two = two, one, at_one
            one = high - (high - low) * _GOLDEN
            at_one = height(one)
    return max((first, last, (low + high) / 2), key=height)
