"""A contact strip: one frame of each shot, numbered, as one picture for paper and for readers without video."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import ClassVar, Final

from PIL import Image, ImageDraw, ImageFont

from btspress.engine.job import Input, Output, Tools
from btspress.media.posters import first_usable, judged
from btspress.media.transitions import transitions
from btspress.recipes.aids import beside
from btspress.recipes.excerpt import Excerpt
from btspress.recipes.glance import looked
from btspress.unchanging import unchanging

STRIP: Final = "strip.jpg"
"""The one output: JPEG, as whatever reads a feed knows it, and paper asks for no fewer bytes."""

_PAPER = (255, 255, 255)
_INK = (0, 0, 0)
_GAP = 8
_FOOT = 28
"""Pixels below each frame, for its number."""
_TYPE = 20
_A_SECOND = 8


@unchanging
class Strip:
    """The first frame of each shot that can be used: not black, nor in a transition, nor blurred."""

    name: ClassVar[str] = "strip"
    version: ClassVar[int] = 1

    shots: tuple[Excerpt, ...]
    """The first seconds of each."""
    origins: tuple[int, ...]
    """Which ingredient each shot comes from."""
    cell: tuple[int, int]
    """Width and height that each frame fits into."""
    columns: int

    def outputs(self) -> tuple[Output, ...]:
        """`strip.jpg`."""
        wide, high = self.cell
        rows = -(-len(self.shots) // self.columns)
        size = (self.columns * (wide + _GAP) - _GAP, rows * (high + _FOOT))
        return (Output(STRIP, "image/jpeg", *size),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Look at the beginning of each shot, then put the strip together."""
        made = self.outputs()[0]
        strip = Image.new("RGB", (made.width, made.height), _PAPER)
        pen, face = ImageDraw.Draw(strip), ImageFont.load_default(_TYPE)
        wide, high = self.cell
        given = beside(self.shots, self.origins, inputs)
        for number, (shot, own) in enumerate(zip(self.shots, given, strict=True)):
            with tempfile.TemporaryDirectory(prefix="frames-", dir=into) as folder:
                every = max(round(shot.rate / _A_SECOND), 1)
                glimpses, flow = looked(shot, every, own, Path(folder), tools)
            frame = first_usable(judged(glimpses, flow, transitions(flow), shot.frames)).frame
            image = next(glimpse.image for glimpse in glimpses if glimpse.frame == frame)
            image.thumbnail(self.cell, Image.Resampling.LANCZOS)
            row, column = divmod(number, self.columns)
            left, top = column * (wide + _GAP), row * (high + _FOOT)
            strip.paste(image, (left + (wide - image.width) // 2, top + (high - image.height) // 2))
            pen.text((left, top + high + 2), f"{number + 1}", fill=_INK, font=face)
        strip.save(into / STRIP, "JPEG", quality=84, optimize=True, progressive=True)
