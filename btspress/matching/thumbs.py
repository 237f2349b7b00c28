"""Small pictures of items and frames, and what their colours say of how they were shot."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from io import BytesIO

from btspress.engine.job import Tools
from btspress.engine.store import Store
from btspress.matching.footage import Item
from btspress.media.pictures import load_upright
from btspress.recipes.excerpt import still
from btspress.recipes.picture import Still

Thumb = Callable[[Item, Fraction | None], bytes]
"""Gives a JPEG of an item, at a time where it is a video."""

_WIDE = 360
_SCREEN = 0.3
"""Part of the picture that is one strong green or blue, from which it is taken for a screen."""
_HUES = ((60, 110, "green"), (135, 180, "blue"))
"""From and to on a circle of 256, and the name."""
_STRONG, _LIT = 70, 40


def thumb(item: Item, at: Fraction | None, store: Store, tools: Tools) -> bytes:
    """A JPEG. Raises `RecipeError` and `OSError`."""
    facts = item.facts
    width = min(_WIDE, facts.width)
    frame = still(facts, _shown(item, at)) if item.moving else None
    recipe = Still(facts.width, facts.height, (width,), frame, formats=("jpg",))
    with store.workspace() as folder:
        recipe.make((item.given,), folder, tools)
        return (folder / f"{width}.jpg").read_bytes()


def screen_of(jpeg: bytes) -> str:
    """`green` or `blue` for a picture that was shot before such a screen; empty for all others."""
    small = load_upright(BytesIO(jpeg), "JPEG").convert("HSV").resize((48, 27))
    data = small.tobytes()
    pixels = list(zip(data[::3], data[1::3], data[2::3], strict=True))
    for low, high, name in _HUES:
        count = sum(low <= hue <= high and strong > _STRONG and lit > _LIT for hue, strong, lit in pixels)
        if count >= _SCREEN * len(pixels):
            return name
    return ""


def _shown(item: Item, at: Fraction | None) -> Fraction:
    """A time that has a frame."""
    video = item.facts.video
    middle = item.facts.duration / 2
    return min(at if at is not None else middle, item.facts.duration - 1 / video.rate.fps) if video else middle
