"""A gentle look: colours drawn some way to those of another picture, never far, and skin hardly at all."""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, exp, hypot, pi, sqrt
from typing import Final

from btspress.media.cube import Colour, Cube
from btspress.media.lab import Lab, lab_of, linear, srgb_of
from btspress.media.transfer import Map
from btspress.unchanging import unchanging

STEPS: Final = 33
"""Of the cube along an axis."""

_ENDS = 18.0
"""Lightness over which black and white hold back what is next to them: at half of it less than half is moved."""
_KNEE = 4
"""How suddenly the cap begins to hold: half of it is hardly shortened, all of it by a sixth."""
_ROOM = 0.5
"""Part of the way to the edge of what a screen can show that a colour may go: nothing is clipped anew."""
_SKIN = (0.9, 0.85, 0.4)
"""Hue of skin in radians, of all complexions within a few degrees; how wide; how wide to each side is full care."""
_SKIN_CHROMA = (8.0, 16.0, 42.0, 60.0)
_SKIN_LIGHT = (12.0, 25.0, 85.0, 95.0)
"""From where, full from, full to, to where."""


@unchanging
class Gentle:
    """How gently."""

    strength: float
    """Part of the way that is gone, 0 to 1."""
    most: float
    """ΔE (1976) that no colour is moved further than."""
    skin: float
    """Part of the movement that skin is spared, 0 to 1."""


def toned_cube(way: Map, gentle: Gentle) -> Cube:
    """The movement `way` as a look for pictures in sRGB, done gently."""
    return Cube(STEPS, False, tuple(_rows(way, gentle)))


def toned(plain: Colour, light: Colour, way: Map, gentle: Gentle) -> Colour:
    """One colour after it: `plain` is sRGB, `light` the same in linear light."""
    colour = lab_of(*light)
    moved = way.moved(colour)
    far = gentle.strength * sqrt(moved[0] ** 2 + moved[1] ** 2 + moved[2] ** 2)
    kept = gentle.strength / (1 + (far / gentle.most) ** _KNEE) ** (1 / _KNEE)
    part = kept * _between(colour[0]) * (1 - gentle.skin * skin(colour))
    there = srgb_of((colour[0] + part * moved[0], colour[1] + part * moved[1], colour[2] + part * moved[2]))
    return _within(plain, there)


def skin(colour: Lab) -> float:
    """How much a colour looks like skin, 0 to 1."""
    chroma = hypot(colour[1], colour[2])
    if not _SKIN_CHROMA[0] < chroma < _SKIN_CHROMA[3]:
        return 0.0
    middle, wide, full = _SKIN
    off = max(abs((atan2(colour[2], colour[1]) - middle + pi) % (2 * pi) - pi) - full, 0.0)
    return exp(-((2 * off / wide) ** 2)) * _hill(chroma, _SKIN_CHROMA) * _hill(colour[0], _SKIN_LIGHT)


def _rows(way: Map, gentle: Gentle) -> Iterator[Colour]:
    steps = [step / (STEPS - 1) for step in range(STEPS)]
    lights = [(step, linear(step)) for step in steps]
    for blue, blue_light in lights:
        for green, green_light in lights:
            for red, red_light in lights:
                yield toned((red, green, blue), (red_light, green_light, blue_light), way, gentle)


def _between(light: float) -> float:
    """How far from black and from white, 0 to 1."""
    return min(max(min(light, 100 - light), 0.0) / _ENDS, 1.0)


def _hill(value: float, places: tuple[float, float, float, float]) -> float:
    start, full, last, end = places
    return max(min((value - start) / (full - start), (end - value) / (end - last), 1.0), 0.0)


def _within(plain: Colour, there: Colour) -> Colour:
    """As far towards `there` as no channel comes too near to its end."""
    part = 1.0
    for here, wanted in zip(plain, there, strict=True):
        move = wanted - here
        room = _ROOM * (1 - here if move > 0 else here)
        if abs(move) > room:
            part = min(part, room / abs(move))
    red, green, blue = (here + part * (wanted - here) for here, wanted in zip(plain, there, strict=True))
    return red, green, blue
