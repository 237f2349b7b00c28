"""A social card: what a shared link shows of a page, as one picture in the size that all readers of links take."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from PIL import Image, ImageDraw, ImageFilter, ImageOps, ImageStat

from btspress.engine.job import Input, Output, Tools
from btspress.media.pictures import load_upright
from btspress.unchanging import unchanging

CARD: Final = "card.jpg"
"""The one output: JPEG, as not every reader of links knows a newer format."""

CARD_SIZE: Final = (1200, 630)
"""Pixels: what is asked for everywhere, and cropped nowhere."""

_MOST_BYTES = 200_000
_QUALITIES = (86, 80, 72, 62, 50, 35, 20, 5)
_ALIKE = 1.05
"""Pictures whose shapes differ by less are two states of one view."""
_EMPTY = 0.3
"""Of the edges of both halves; one with fewer shows next to nothing."""
_ENOUGH = 0.7
"""Of the edges in the fullest half of a picture, which another half may stand for."""
_STEPS = 8
_CLEAR = 48
"""Of 255: what a weaker edge shows is noise or shade."""
_LINE = 4
_LIGHT = (255, 255, 255)
_DARK = (0, 0, 0)
_FINE = Image.Resampling.LANCZOS


@unchanging
class SocialCard:
    """One picture, or two with a line between them: the beginning at the left, the end at the right.

    Two pictures of one shape are one frame that is split; where a half of it is empty, both show the half in
    which most is to be seen, the same where that can be. Of pictures of other shapes the middle is shown.
    """

    name: ClassVar[str] = "card"
    version: ClassVar[int] = 1

    size: tuple[int, int] = CARD_SIZE

    def outputs(self) -> tuple[Output, ...]:
        """`card.jpg`."""
        return (Output(CARD, "image/jpeg", *self.size),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Put the JPEGs of `inputs`, one or two, onto the card."""
        shown = [_read(given) for given in inputs]
        card = self._split(*shown) if len(shown) == 2 else ImageOps.fit(shown[0], self.size, _FINE)
        for quality in _QUALITIES:
            card.save(into / CARD, "JPEG", quality=quality, optimize=True, progressive=True)
            if (into / CARD).stat().st_size <= _MOST_BYTES:
                return

    def _split(self, left: Image.Image, right: Image.Image) -> Image.Image:
        wide, high = self.size
        half = wide // 2
        shapes = sorted(image.width / image.height for image in (left, right))
        if shapes[1] > shapes[0] * _ALIKE:
            parts = [ImageOps.fit(image, (half, high), _FINE) for image in (left, right)]
        else:
            whole = [ImageOps.fit(image, self.size, _FINE) for image in (left, right)]
            parts = [image.crop((at, 0, at + half, high)) for image, at in zip(whole, _places(*whole), strict=True)]
        card = Image.new("RGB", self.size)
        for place, part in enumerate(parts):
            card.paste(part, (place * half, 0))
        pen, first = ImageDraw.Draw(card), half - _LINE // 2
        pen.rectangle((first - 1, 0, first + _LINE, high), fill=_DARK)
        pen.rectangle((first, 0, first + _LINE - 1, high), fill=_LIGHT)
        return card


def _places(left: Image.Image, right: Image.Image) -> tuple[int, int]:
    """Where the half of each that is shown begins: at its own side, unless nothing is there."""
    half = left.width // 2
    one, other = _edges(left), _edges(right)
    shares = (one[0] / (one[0] + one[-1]), other[-1] / (other[0] + other[-1]))
    if min(shares) >= _EMPTY:
        return 0, half
    steps = range(_STEPS + 1)
    shared = max(steps, key=lambda step: one[step] / max(one) + other[step] / max(other))
    if min(one[shared] / max(one), other[shared] / max(other)) >= _ENOUGH:
        return half * shared // _STEPS, half * shared // _STEPS
    return half * one.index(max(one)) // _STEPS, half * other.index(max(other)) // _STEPS


def _edges(image: Image.Image) -> list[float]:
    """How much is to be seen in the half of a picture that begins so many steps from its left."""
    small = image.convert("L").resize((4 * _STEPS * 5 + 2, 2 * _STEPS * 5 + 2), Image.Resampling.BOX)
    seen = small.filter(ImageFilter.FIND_EDGES).crop((1, 1, small.width - 1, small.height - 1))
    clear = seen.point([0] * _CLEAR + [1] * (256 - _CLEAR))
    half = clear.width // 2
    starts = [half * step // _STEPS for step in range(_STEPS + 1)]
    return [ImageStat.Stat(clear.crop((at, 0, at + half, clear.height))).sum[0] + 1 for at in starts]


def _read(given: Input) -> Image.Image:
    with given.open() as file:
        return load_upright(file, "JPEG")
