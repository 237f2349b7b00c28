"""A comparison whose first picture is laid over its last, once it is known where it lies, or that it lies nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from btspress.model import Clip, Comparison, Crop, Hotspot, Overlay, Side, Warp
from btspress.perspective import Corners, inverse, projected, projection
from btspress.story.alignment import Seen, aligned

_HUNDREDTHS: Final = 100


def laid_over(node: Comparison, corners: Corners, overlay: Overlay) -> Comparison | str:
    """The comparison with the common area of its two pictures; or why it cannot be."""
    first, last = node.sides
    found = aligned(first.shown, last.shown, corners)
    if isinstance(found, str):
        return found
    sides = tuple(replace(side, shown=shown) for side, shown in zip(node.sides, _in_step(found), strict=True))
    spots = tuple(_moved(spot, node.sides[spot.side].shown, sides[spot.side]) for spot in node.hotspots)
    modes, mode = overlay.modes, overlay.mode
    return replace(node, sides=sides, hotspots=spots, mode=mode, modes=modes, overlay=None, corners=corners)


def laid_apart(node: Comparison, overlay: Overlay) -> Comparison:
    """The comparison with its pictures as they are, side by side: one upon the other they would not tell the truth."""
    return replace(node, mode="side", modes=overlay.apart, overlay=None)


def _in_step(pictures: Sequence[Seen]) -> Sequence[Seen]:
    """Clips that move in step know how wide the widest of them is."""
    widest = max(shown.size[0] for shown in pictures)
    return [
        replace(shown, beat=replace(shown.beat, widest=widest)) if isinstance(shown, Clip) and shown.beat else shown
        for shown in pictures
    ]


def _moved(spot: Hotspot, before: Seen, side: Side) -> Hotspot:
    """A note where its place has come to lie; at the edge, where that is no longer seen."""
    place = float(spot.x / _HUNDREDTHS), float(spot.y / _HUNDREDTHS)
    whole = replace(before, crop=None).size
    box = before.crop if isinstance(before.crop, Crop) else Crop(0, 0, *whole)
    at = (box.x + place[0] * box.w) / whole[0], (box.y + place[1] * box.h) / whole[1]
    match side.shown.crop:
        case Warp(corners):
            x, y = projected(inverse(projection([(float(x), float(y)) for x, y in corners], 1, 1)), at)
        case Crop(left, top, wide, high):
            x, y = (at[0] * whole[0] - left) / wide, (at[1] * whole[1] - top) / high
        case _:
            x, y = at
    return replace(spot, x=_percent(x), y=_percent(y))


def _percent(share: float) -> Fraction:
    """Of a picture, to a tenth of a percent."""
    return Fraction(round(min(max(share, 0.0), 1.0) * 1000), 10)
