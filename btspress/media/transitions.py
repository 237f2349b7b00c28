"""What happens between the frames of a clip: fades, dissolves and flashes, and where most moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from operator import mul, sub
from typing import Final

from PIL import Image

from btspress.unchanging import unchanging

FADE: Final = "in a fade"
DISSOLVE: Final = "in a dissolve"
FLASH: Final = "a flash"

_COARSE = 10
"""Pixels of the longer side of what transitions are looked for in: movement hardly shows there, mixing does."""
_A_SECOND = 8
"""Moments a second that are asked about."""
_REACHES = (Fraction(1, 5), Fraction(2, 5), Fraction(4, 5))
"""Seconds before and after a moment that it is compared with."""
_GAP = 3
"""Moments between two in a transition that belong to it too: something moved too fast in them."""
_CHANGED, _CHANGED_LITTLE, _FLASHING = 8, 3, 24
"""Root of the mean square difference beyond which pictures differ, may differ, differ a lot."""
_ALONG, _ALIKE = 0.4, 0.7
"""Correlation of what came with what comes; of two pictures that are the same but for their light."""
_DARK, _WHITE = 5, 232
_DULL, _ENOUGH, _CUT = -20.0, 12.0, 60.0
"""What a transition counts in movement, how much of it is as good as more, and what is no movement."""


@unchanging
class Flow:
    """Every so many frames, from the first, as tiny grey pictures."""

    pictures: tuple[bytes, ...]
    size: tuple[int, int]
    step: int
    """Frames from one to the next."""
    rate: Fraction
    """Frames a second of what is looked at."""

    def span(self, seconds: Fraction) -> int:
        """Pictures in some seconds, at least one."""
        return max(round(seconds * self.rate / self.step), 1)


NO_FLOW: Final = Flow((), (1, 1), 1, Fraction(1))
"""Of what nothing is known but single frames."""


def transitions(flow: Flow) -> tuple[str, ...]:
    """For each picture of the flow what it is in, or nothing."""
    coarse = [_shrunk(picture, flow.size) for picture in flow.pictures]
    stride = flow.span(Fraction(1, _A_SECOND))
    found = [_passing(coarse, at, flow) for at in range(0, len(coarse), stride)]
    marks = [at for at, fault in enumerate(found) if fault]
    for before, after in pairwise(marks):
        if after - before <= _GAP + 1:
            found[before:after] = [found[before]] * (after - before)
    wide = [
        found[at] or (found[at - 1] if at else "") or (found[at + 1] if at + 1 < len(found) else "")
        for at in range(len(found))
    ]
    return tuple(wide[min(round(at / stride), len(wide) - 1)] for at in range(len(coarse)))


def liveliest(flow: Flow, passing: Sequence[str], frames: int) -> int:
    """Where `frames` frames in a row move most outside of black, white and transitions; number of the first."""
    length = max(frames // flow.step, 1)
    moves = [0.0]
    for (before, after), fault in zip(pairwise(flow.pictures), passing[1:], strict=True):
        moved, nothing = distance(before, after), not _DARK < sum(after) / len(after) < _WHITE
        moves.append(2 * _DULL if nothing else _DULL if fault or moved > _CUT else min(moved, _ENOUGH))
    last = max(len(moves) - length, 0)
    sums = [sum(moves[at : at + length]) for at in range(last + 1)]
    return sums.index(max(sums)) * flow.step


def distance(one: bytes, other: bytes) -> float:
    """Root of the mean square difference."""
    apart = list(map(sub, one, other))
    return math.sqrt(sum(map(mul, apart, apart)) / len(one))


def _shrunk(picture: bytes, size: tuple[int, int]) -> bytes:
    scale = _COARSE / max(size)
    small = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))
    return Image.frombytes("L", size, picture).resize(small, Image.Resampling.BOX).tobytes()


def _passing(pictures: Sequence[bytes], at: int, flow: Flow) -> str:
    """What is found first; near an end the moment is the first or last of three, as there are no others."""
    for seconds in _REACHES:
        away = flow.span(seconds)
        middle = at
        if seconds == _REACHES[0]:
            middle = min(max(at, away), len(pictures) - 1 - away)
        if away <= middle < len(pictures) - away:
            fault = _mixture(pictures[middle - away], pictures[middle], pictures[middle + away])
            if fault:
                return fault
    return ""


def _mixture(before: bytes, here: bytes, after: bytes) -> str:
    """Whether the middle picture lies on the way from the first to the last, as in fades and dissolves.

    What comes then goes on in the same direction: nine in ten moments of 70 dissolves and dips between ten films
    are found so, gaps closed, and eight in a hundred of all others, most of them from a camera held by hand.
    """
    count = len(here)
    change, came, goes = (list(map(sub, *pair)) for pair in ((after, before), (here, before), (after, here)))
    power, coming, going = (sum(map(mul, each, each)) for each in (change, came, goes))
    if min(coming, going) > _FLASHING**2 * count and min(coming, going) > 8 * power:
        return FLASH  # both sides are alike, and this is not
    if power < _CHANGED_LITTLE**2 * count or not coming or not going:
        return ""
    share = sum(map(mul, came, change)) / power
    along = sum(map(mul, came, goes)) / math.sqrt(coming * going)
    if not 0.1 < share < 0.9 or along < _ALONG:
        return ""
    if _alike(before, after) < _ALIKE:
        return DISSOLVE if power > _CHANGED**2 * count else ""
    dark, light = sorted((sum(before), sum(after)))
    return FADE if light - dark > 0.12 * light else ""


def _alike(one: bytes, other: bytes) -> float:
    """Correlation of two pictures: 1 for the same at any light, 0 where nothing fits."""
    count, first, second = len(one), sum(one), sum(other)
    spread = (sum(map(mul, one, one)) - first**2 / count) * (sum(map(mul, other, other)) - second**2 / count)
    return (sum(map(mul, one, other)) - first * second / count) / math.sqrt(spread) if spread > 0 else 0.0
