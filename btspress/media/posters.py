"""Which frame of a clip shows most: never one that is black, fading, dissolving, blown out, flat or blurred.

It is looked at in two ways. *Glimpses* are some frames, large enough to see whether they are sharp; the
*flow* is every frame or nearly, tiny and grey, and tells what changes around a glimpse.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageStat

from btspress.media.transitions import Flow, distance
from btspress.unchanging import unchanging

BLACK: Final = "black"
WHITE: Final = "blown out"
FLAT: Final = "flat"
BLURRED: Final = "blurred"

_LAPLACE = ImageFilter.Kernel((3, 3), (0, -1, 0, -1, 4, -1, 0, -1, 0), 1, 128)
_HEAD = Fraction(1, 2)
"""Seconds at the start of a range that are better left alone: cameras settle, titles appear, cuts are loose."""
_TAIL = Fraction(1, 4)
_LIT = 40
"""Light, of 255, above which something can be seen."""
_DARK, _DIM = 0.02, 0.12
"""Shares of a picture: with less lit it is black, as with a title on black; with less it is worth less."""
_WEIGHT_OF_A_FAULT = 10.0
_SOFT, _SOFTER, _EDGELESS = 0.46, 0.66, 0.13
"""Fineness, share of the fineness that is usual in a clip, and edges below which a frame counts as blurred.

Twelve films have 0.52 to 0.87 and 0.23 to 0.82 in the median; after a gaussian blur of 1.5 pixels at 320 they
have 0.36 to 0.47 and 0.08 to 0.23, after 2.5 pixels 0.05 to 0.13.
"""


@unchanging
class Glimpse:
    """One frame to be judged."""

    frame: int
    """Number from the start of what is looked at."""
    image: Image.Image
    """RGB, some 320 pixels long."""


@unchanging
class Verdict:
    """What was found of one glimpse."""

    frame: int
    score: float
    """Only meant to be compared within a clip; a fault outweighs everything else."""
    faults: tuple[str, ...]


def judged(glimpses: Sequence[Glimpse], flow: Flow, passing: Sequence[str], frames: int) -> tuple[Verdict, ...]:
    """A verdict for each glimpse, in their order; what is looked at has `frames` frames.

    `passing` are the transitions of the flow.
    """
    box = _inside([glimpse.image for glimpse in glimpses])
    seen = [_seen(glimpse.image.crop(box)) for glimpse in glimpses]
    usual = _usual(seen)
    found = []
    for glimpse, each in zip(glimpses, seen, strict=True):
        at = min(glimpse.frame // flow.step, len(passing) - 1)
        faults = (*_faults(each, usual), *((passing[at],) if passing and passing[at] else ()))
        score = _worth(each, usual) + _place(glimpse.frame, frames, flow) - _WEIGHT_OF_A_FAULT * len(faults)
        found.append(Verdict(glimpse.frame, score, faults))
    return tuple(found)


def best(verdicts: Iterable[Verdict]) -> Verdict:
    """The frame that shows most; the earlier of equals."""
    return max(verdicts, key=lambda verdict: (verdict.score, -verdict.frame))


def first_usable(verdicts: Sequence[Verdict]) -> Verdict:
    """The earliest frame without fault, else the best."""
    return next((verdict for verdict in verdicts if not verdict.faults), None) or best(verdicts)


# ---- one glimpse by itself ----


@unchanging
class _Seen:
    """Measures of one picture, of 255 where nothing else is said."""

    light: float
    contrast: float
    detail: float
    """Entropy of its light, in bits."""
    sharpness: float
    fineness: float
    """Sharpness at this size over that at half of it: how much of what is there is fine. Blur takes it first."""
    lit: float
    """Share in which something can be seen."""
    burnt: float
    """Share that is white."""
    colour: float


def _inside(images: Sequence[Image.Image]) -> tuple[int, int, int, int]:
    """The part that is ever lit: bars around a picture say nothing about it."""
    lightest = images[0].convert("L")
    for image in images[1:]:
        lightest = ImageChops.lighter(lightest, image.convert("L"))
    wide, high = lightest.size
    found = lightest.point([0] * _LIT + [255] * (256 - _LIT)).getbbox()
    if not found or (found[2] - found[0]) * (found[3] - found[1]) < wide * high // 3:
        return (0, 0, wide, high)
    return found


def _seen(image: Image.Image) -> _Seen:
    grey = image.convert("L")
    counted, total = grey.histogram(), grey.width * grey.height
    known = ImageStat.Stat(grey)
    sharp, half = _sharpness(grey), _sharpness(grey.reduce(2))
    return _Seen(
        light=known.mean[0],
        contrast=known.stddev[0],
        detail=grey.entropy(),
        sharpness=sharp,
        fineness=sharp / max(half, 1.0),
        lit=sum(counted[_LIT:]) / total,
        burnt=sum(counted[247:]) / total,
        colour=_colour(image),
    )


def _sharpness(grey: Image.Image) -> float:
    """How much edges stand out; the outermost pixels are not filtered and are left out."""
    wide, high = grey.size
    if wide < 4 or high < 4:
        return 0.0
    return ImageStat.Stat(grey.filter(_LAPLACE).crop((1, 1, wide - 1, high - 1))).stddev[0]


def _colour(image: Image.Image) -> float:
    """How far colours lie apart, red against green and yellow against blue (Hasler and Süsstrunk 2003)."""
    red, green, blue = image.split()
    yellow = ImageChops.add(red, green, scale=2)
    pair = (ImageChops.subtract(red, green, 2, 128), ImageChops.subtract(yellow, blue, 2, 128))
    return math.hypot(*(2 * ImageStat.Stat(each).stddev[0] for each in pair))


def _usual(seen: Sequence[_Seen]) -> float:
    """The fineness of a clip's better frames; titles on black are finer than any footage and do not count."""
    filled = sorted(each.fineness for each in seen if each.lit > _DIM) or sorted(each.fineness for each in seen)
    return max(filled[len(filled) * 3 // 4], 0.05)


def _faults(seen: _Seen, usual: float) -> tuple[str, ...]:
    """What is wrong with the picture itself; `usual` is the fineness of its clip."""
    edges = seen.sharpness / max(seen.contrast, 4.0)
    found = (
        (BLACK, seen.light < 3 or seen.lit < _DARK),
        (WHITE, seen.light > 232 or seen.burnt > 0.5),
        (FLAT, seen.contrast < 9 or seen.detail < 1.5),
        (BLURRED, seen.fineness < max(_SOFT, _SOFTER * usual) or edges < _EDGELESS),
    )
    return tuple(name for name, there in found if there)


def _worth(seen: _Seen, usual: float) -> float:
    """How much there is to see: light, contrast, detail, sharpness and colour, each up to where it is enough."""
    return (
        1.5 * max(1 - abs(seen.light - 112) / 112, 0)
        + 1.5 * min(seen.contrast / 60, 1)
        + 1.5 * min(seen.detail / 7.5, 1)
        + 1.0 * min(seen.sharpness / 25, 1)
        + 2.0 * min(seen.fineness / usual, 1)
        + 0.7 * min(seen.colour / 60, 1)
        - 4.0 * max(1 - seen.lit / _DIM, 0)
    )


def _place(frame: int, frames: int, flow: Flow) -> float:
    """What its place in the clip is worth: calm moments away from the ends."""
    before, after = Fraction(frame) / flow.rate, Fraction(frames - 1 - frame) / flow.rate
    head, tail = max(1 - before / _HEAD, Fraction(0)), max(1 - after / _TAIL, Fraction(0))
    return 0.8 * _calm(frame, flow) - 0.8 * float(head) - 0.5 * float(tail)


def _calm(frame: int, flow: Flow) -> float:
    """1 where nothing moves, towards 0 where everything does: moving things are blurred a little."""
    here, away = frame // flow.step, flow.span(Fraction(1, 24))
    if not away <= here < len(flow.pictures) - away:
        return 0.5
    return 1 / (1 + distance(flow.pictures[here - away], flow.pictures[here + away]) / 12)
