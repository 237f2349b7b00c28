"""Colours as they are seen: sRGB to CIE Lab (D65) and back, one at a time."""

from __future__ import annotations

from math import cbrt
from typing import Final, TypeAlias

Lab: TypeAlias = tuple[float, float, float]
"""Lightness from 0 to 100; green to red; blue to yellow. A distance of 1 can just be seen (ΔE 1976)."""

_WHITE = (0.95047, 1.0, 1.08883)
_LOW = 6 / 29
_SLOPE = 3 * _LOW**2
_SHIFT = 4 / 29


def linear(value: float) -> float:
    """Light of one channel of sRGB; both from 0 to 1."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


LIGHT: Final = tuple(linear(value / 255) for value in range(256))
"""Light by value of eight bits."""


def lab_of(red: float, green: float, blue: float) -> Lab:
    """The colour of linear light, each channel from 0 to 1."""
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / _WHITE[0]
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / _WHITE[2]
    across, up, along = _bent(x), _bent(y), _bent(z)
    return 116 * up - 16, 500 * (across - up), 200 * (up - along)


def srgb_of(colour: Lab) -> tuple[float, float, float]:
    """The sRGB from 0 to 1, and beyond where a screen cannot show the colour."""
    up = (colour[0] + 16) / 116
    x = _straight(up + colour[1] / 500) * _WHITE[0]
    y = _straight(up)
    z = _straight(up - colour[2] / 200) * _WHITE[2]
    return (
        _coded(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
        _coded(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
        _coded(0.0556434 * x - 0.2040259 * y + 1.0572252 * z),
    )


def _bent(value: float) -> float:
    return cbrt(value) if value > _LOW**3 else value / _SLOPE + _SHIFT


def _straight(value: float) -> float:
    return value**3 if value > _LOW else _SLOPE * (value - _SHIFT)


def _coded(light: float) -> float:
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
