"""Two colours out of a frame, for links and marks of the pages about its film, adjusted until they can be read."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PIL import Image

from btspress.unchanging import unchanging
from btspress.web.tokens import ENOUGH, contrast

_BINS = 24
_APART = 6
"""Bins between the two colours, at least: a quarter of the circle."""
_GREY = 0.02
"""Mean chroma below which a frame has no colour to give; a tinted black-and-white film stays below it."""
_CHROMA = 0.12
"""How strong both colours are, where the screen can show them so strong."""
_GROUNDS = ("#e4e4e0", "#26282c")
"""The darkest ground that text stands on in a light theme, and the lightest in a dark one."""
_STARTS = (0.50, 0.78)
"""Lightness at which the search for enough contrast begins."""
_STEP = 0.01


@unchanging
class Tint:
    """Hues in radians, as OKLCH counts them."""

    accent: float
    finished: float


def tint_of(image: Image.Image) -> Tint | None:
    """The strongest hue of a picture and the strongest far from it; None for one without colour."""
    weights = [0.0] * _BINS
    count = 0
    for lightness, chroma, hue in _seen(image):
        # Nearly black and nearly white carry no colour for the eye, whatever their numbers say.
        weights[int(hue / math.tau * _BINS) % _BINS] += chroma * min(lightness, 1 - lightness, 0.3) / 0.3
        count += 1
    if not count or sum(weights) / count < _GREY:
        return None
    near = [weights[place - 1] / 2 + weights[place] + weights[(place + 1) % _BINS] / 2 for place in range(_BINS)]
    first = max(range(_BINS), key=lambda place: (near[place], -place))
    far = [place for place in range(_BINS) if _APART <= (place - first) % _BINS <= _BINS - _APART]
    second = max(far, key=lambda place: (near[place], -place))
    opposite = (first + _BINS // 2) % _BINS
    return Tint(_middle(first), _middle(second if near[second] > 0 else opposite))


def rule_of(tint: Tint) -> str:
    """The tokens as a rule of CSS, for browsers that know both schemes, on screens."""
    accent, finished = (",".join(_readable(hue)) for hue in (tint.accent, tint.finished))
    tokens = f"--accent:light-dark({accent});--finished:light-dark({finished});--on-accent:light-dark(#fff,#111)"
    return f"@supports (color:light-dark(#fff,#000)){{@media screen{{:root{{{tokens}}}}}}}\n"


def _readable(hue: float) -> tuple[str, str]:
    """The hue for a light and for a dark theme: `#rrggbb`, each with enough contrast to the worst ground."""
    found = []
    for ground, start, way in zip(_GROUNDS, _STARTS, (-_STEP, _STEP), strict=True):
        lightness = start
        while contrast(_shown(lightness, hue), ground) < ENOUGH:
            lightness += way
        found.append(_shown(lightness, hue))
    return found[0], found[1]


def _shown(lightness: float, hue: float) -> str:
    """The colour, as strong as it can be shown and no stronger than wanted."""
    chroma = _CHROMA
    while True:
        parts = _rgb(lightness, chroma, hue)
        if chroma <= 0 or all(-0.0005 <= part <= 1.0005 for part in parts):
            return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, part)))):02x}" for part in parts)
        chroma -= _STEP


def _middle(place: int) -> float:
    return (place + 0.5) / _BINS * math.tau


# ---- OKLCH, after Björn Ottosson: equal steps look equal, so that a hue keeps its name when it gets lighter ----


def _seen(image: Image.Image) -> Iterable[tuple[float, float, float]]:
    """Lightness, chroma and hue of each pixel."""
    data = image.convert("RGB").tobytes()
    for at in range(0, len(data), 3):
        red, green, blue = (_linear(part / 255) for part in data[at : at + 3])
        long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
        yield lightness, math.hypot(a, b), math.atan2(b, a) % math.tau


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Red, green and blue as light; outside of 0 to 1 where no screen shows it."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
