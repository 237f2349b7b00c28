"""Flashes that can start a seizure: WCAG 2.3.1, counted in small pictures of every frame of a clip.

A flash is a change of light and the change back, of a tenth of full light or more, where the darker of both is
below four fifths; or the same of a saturated red. More than three within a second are too many, when together
they fill a quarter of ten degrees of what a viewer sees: 341 by 256 pixels of a screen of 1024 by 768. What only
moves lightens here and darkens there; a flash does one of both.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import Final, TypeAlias

from PIL import Image, ImageChops, ImageFilter

from btspress.unchanging import unchanging

LONG_SIDE: Final = 32
"""Cells along the longer side of a picture."""

Mask: TypeAlias = Image.Image
"""255 where something holds, else 0."""

_SCREEN = (1024, 768)
_FIELD = (341, 256)
_QUARTER = 64
"""Of 255."""
_CHANGES = 7
"""Changes that are more than three flashes: three and a half."""
_SHOWN = tuple(n / 255 for n in range(256))
_LINEAR = bytes(round(255 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4)) for v in _SHOWN)
_LIGHT = (0.2126, 0.7152, 0.0722, 0)
_RED = (1, -1, -1, 0)
_SATURATED = (1, -4, -4, 0)
"""Above 0 where red is more than four fifths of all light."""
_TENTH = 25
_REDDER = 16
"""Of 255: 20 of the 320 by which the difference of red and the rest is counted."""
_BRIGHT = 204


@unchanging
class Flicker:
    """A time from which on there are too many flashes."""

    start: Fraction
    """Seconds from the first frame: where the last of them is."""
    part: int
    """Per cent of the picture that changed then."""
    red: bool


def grid(width: int, height: int) -> tuple[int, int]:
    """Cells across and down for a picture of this size."""
    longest = max(width, height)
    return max(round(LONG_SIDE * width / longest), 1), max(round(LONG_SIDE * height / longest), 1)


def flickers(pictures: Iterable[Image.Image], rate: Fraction) -> Iterator[Flicker]:
    """Where `pictures`, small ones of all frames in RGB at `rate`, flash too much; each time once."""
    sights: tuple[_Sight, ...] = ()
    until = [0, 0]
    for number, picture in enumerate(pictures):
        linear = Image.frombytes("RGB", picture.size, picture.tobytes().translate(_LINEAR))
        seen = (linear.convert("L", _LIGHT), _reds(linear))
        sights = sights or (_Sight(seen[0], rate, _TENTH, _BRIGHT), _Sight(seen[1], rate, _REDDER, 256))
        for kind, (sight, light) in enumerate(zip(sights, seen, strict=True)):
            part = sight.after(light)
            if part and number >= until[kind]:
                yield Flicker(number / rate, part, red=bool(kind))
            if part:
                until[kind] = number + ceil(rate)


class _Sight:
    """One quantity of each cell as it rises and falls, and how often it did so around each in the last second."""

    def __init__(self, first: Image.Image, rate: Fraction, least: int, below: int) -> None:
        """`least` is a change that counts, `below` what its darker end must be."""
        self._low, self._high = first, first
        self._least, self._below, self._white = least, below, _all(first.size, 255)
        self._cells = _Turns(first.size)
        self._fields = _Turns(first.size)
        self._before: tuple[Mask, Mask] = (_all(first.size, 0), _all(first.size, 0))
        self._recent = deque[Image.Image | None]([None] * ceil(rate))
        self._count = _all(first.size, 0)

    def after(self, now: Image.Image) -> int:
        """Per cent of the cells that change when they become as `now`, where that is a change too many; else 0."""
        self._low, self._high = ImageChops.darker(self._low, now), ImageChops.lighter(self._high, now)
        risen, fallen = self._cells.turned(
            self._counts(now, self._low),
            self._counts(self._high, now),
        )
        self._high.paste(now, mask=risen)
        self._low.paste(now, mask=fallen)
        return self._together(risen, fallen)

    def _together(self, risen: Mask, fallen: Mask) -> int:
        """A flash may take two frames to come, or to go."""
        ups, downs = (
            ImageChops.lighter(now, ImageChops.subtract(before, other))
            for now, other, before in ((risen, fallen, self._before[0]), (fallen, risen, self._before[1]))
        )
        self._before = (risen, fallen)
        changed = self._changed(ups, downs) if ups.getbbox() or downs.getbbox() else None
        gone = self._recent.popleft()
        self._recent.append(changed)
        if gone:
            self._count = ImageChops.subtract(self._count, gone)
        if not changed:
            return 0
        self._count = ImageChops.add(self._count, changed)
        if not any(self._count.histogram()[_CHANGES:]):
            return 0
        most = max(mask.histogram()[255] for mask in (ups, downs))
        return max(round(100 * most / (risen.width * risen.height)), 1)

    def _changed(self, ups: Mask, downs: Mask) -> Image.Image:
        """1 where the field of view around a cell gets lighter or darker as a whole."""
        rising, falling = _around(ups), _around(downs)
        up, down = _far(rising, falling, _QUARTER), _far(falling, rising, _QUARTER)
        return ImageChops.lighter(*self._fields.turned(up, down)).point(_ONE)

    def _counts(self, lighter: Image.Image, darker: Image.Image) -> Mask:
        """Where a change is large enough, and its darker end dark enough."""
        large = _far(lighter, darker, self._least)
        return ImageChops.darker(large, _far(self._white, darker, 256 - self._below))


class _Turns:
    """Of each place the direction in which it changed last: only the other one is a change again."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._may_rise, self._may_fall = _all(size, 255), _all(size, 255)

    def turned(self, up: Mask, down: Mask) -> tuple[Mask, Mask]:
        """Which of the places that go up or down did not do so last."""
        risen, fallen = ImageChops.darker(up, self._may_rise), ImageChops.darker(down, self._may_fall)
        for mask, here, there in ((risen, self._may_rise, self._may_fall), (fallen, self._may_fall, self._may_rise)):
            here.paste(0, mask=mask)
            there.paste(255, mask=mask)
        return risen, fallen


_ONE = (0, *[1] * 255)


def _far(above: Image.Image, below: Image.Image, least: int) -> Mask:
    """Where the one is `least` or more above the other: their difference, made so steep that it is all or nothing."""
    return ImageChops.subtract(above, below, 1 / 256, 256 * (1 - least))


def _all(size: tuple[int, int], value: int) -> Mask:
    return Image.new("L", size, value)


def _reds(linear: Image.Image) -> Image.Image:
    """How red each cell is, where its red is saturated; else 0."""
    saturated = _far(linear.convert("L", _SATURATED), _all(linear.size, 0), 1)
    return ImageChops.darker(linear.convert("L", _RED), saturated)


def _around(mask: Mask) -> Image.Image:
    """How much of the field of view around each cell is marked; nothing is, beyond the picture."""
    wide, high = mask.size
    cell = min(_SCREEN[0] / wide, _SCREEN[1] / high)
    x, y = (max(round((side / cell - 1) / 2), 0) for side in _FIELD)
    padded = _all((wide + 2 * x, high + 2 * y), 0)
    padded.paste(mask, (x, y))
    return padded.filter(ImageFilter.BoxBlur((x, y))).crop((x, y, x + wide, y + high))
