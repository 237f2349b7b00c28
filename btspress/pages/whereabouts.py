"""Places of a film on a plan that needs no map service: how they lie to each other, north up, with a scale."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from math import cos, radians
from typing import Final, TypeAlias

from btspress.model import Moment
from btspress.unchanging import unchanging

Point: TypeAlias = tuple[float, float]
Points: TypeAlias = tuple[Point, ...]
WIDE: Final = 1000
"""Units across; a plan is at most as high as `_HIGH`."""
_HIGH = 560
_EDGE = 70
"""Units around the outermost places, for their names."""
_DEGREE = 111_320
"""Metres of a degree of latitude."""
_NEAR = 20
"""Metres within which two places are one on the plan."""
_GEO = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")


@unchanging
class Spot:
    """A place on the plan."""

    title: str
    address: str
    truth: str
    """`real`, `built`, `doubled`, `digital`, or empty."""
    x: int
    y: int
    flip: bool
    """Whether its name stands to its left, as there is no room to its right."""


@unchanging
class Ground:
    """The plan, in units."""

    spots: tuple[Spot, ...]
    high: int
    bar: int
    """Units that the scale is long."""
    metres: int
    """Of the scale."""
    lines: str = ""
    """What is known of shores and streets beneath the places, as the path of a drawing."""


def ground_of(moments: Iterable[tuple[Moment, str]], outline: Iterable[Points] = ()) -> Ground | None:
    """The plan of those locations that say where they are, each with its address; None for fewer than two places.

    `outline` are lines of a map, as points in degrees; they are cut at the edges of the plan.
    """
    told = [(moment, address, point) for moment, address in moments if (point := _point(moment))]
    if not told:
        return None
    middle = sum(point[0] for _, _, point in told) / len(told)
    flat = [_metres(point, middle) for _, _, point in told]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    across, down = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    if max(across, down) < _NEAR:
        return None
    scale = min((WIDE - 2 * _EDGE) / max(across, 1), (_HIGH - 2 * _EDGE) / max(down, 1))
    shift = (WIDE - across * scale) / 2
    spots = (
        _spot(moment, address, round((x - left) * scale + shift), round((y - top) * scale) + _EDGE)
        for (moment, address, _), (x, y) in zip(told, flat, strict=True)
    )
    metres, high = _round_length(WIDE / 4 / scale), round(down * scale) + 2 * _EDGE

    def placed(point: Point) -> Point:
        x, y = _metres(point, middle)
        return (x - left) * scale + shift, (y - top) * scale + _EDGE

    drawn = " ".join(_drawn(map(placed, line), high) for line in outline)
    return Ground(tuple(spots), high, round(metres * scale), metres, " ".join(drawn.split()))


def _metres(point: Point, middle: float) -> Point:
    """A point in degrees as metres to the east and to the south, flat enough around the latitude `middle`."""
    return point[1] * cos(radians(middle)) * _DEGREE, -point[0] * _DEGREE


def _drawn(points: Iterable[Point], high: int) -> str:
    """A line as a path in whole units: of each of its stretches what lies on the plan."""
    made: list[str] = []
    last = ""
    for start, end in pairwise(points):
        cut = _cut(start, end, high)
        if cut is None:
            continue
        first, then = (f"{round(x)} {round(y)}" for x, y in cut)
        if first != then:
            made.append(f"L{then}" if first == last else f"M{first}L{then}")
            last = then
    return "".join(made)


def _cut(start: Point, end: Point, high: int) -> tuple[Point, Point] | None:
    """The part of a stretch that lies on the plan, as Liang and Barsky cut it; None where it passes by."""
    (x, y), (across, down) = start, (end[0] - start[0], end[1] - start[1])
    enter, leave = 0.0, 1.0
    for step, room in ((-across, x), (across, WIDE - x), (-down, y), (down, high - y)):
        if step == 0 and room < 0:
            return None
        if step < 0:
            enter = max(enter, room / step)
        elif step > 0:
            leave = min(leave, room / step)
    if enter > leave:
        return None
    return (x + enter * across, y + enter * down), (x + leave * across, y + leave * down)


def _spot(moment: Moment, address: str, x: int, y: int) -> Spot:
    return Spot(moment.title, address, dict(moment.details).get("is", ""), x, y, x > WIDE * 6 / 10)


def _point(moment: Moment) -> Point | None:
    """Latitude and longitude of a location."""
    found = _GEO.fullmatch(dict(moment.details).get("geo", ""))
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 85 and abs(longitude) <= 180 else None


def _round_length(most: float) -> int:
    """The longest round number of metres that is no longer than `most`, at least one."""
    lengths = (step * 10**power for power in range(8) for step in (1, 2, 5))
    return max((length for length in lengths if length <= most), default=1)
