"""A finished clip is looked over for flashes: what is published is what is judged, as small as it will be shown."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Final

from PIL import Image

from btspress.engine.job import Input, Output, Tools
from btspress.media.flicker import flickers, grid
from btspress.media.graph import arguments, output, source
from btspress.timecode import decimal
from btspress.unchanging import unchanging

FLASHES: Final = "flashes"
"""Of the notes of a receipt: [seconds, per cent of the picture, whether it is red] for each time."""

_TOLD = "flashes.json"
_MOST = 20
"""Times that are told."""


@unchanging
class FlashCheck:
    """Every frame of an MP4 that was made by another job."""

    name: ClassVar[str] = "flashes"
    version: ClassVar[int] = 1

    width: int
    height: int
    frames: int
    rate: Fraction

    def outputs(self) -> tuple[Output, ...]:
        """Nothing that is published: what was found is in the notes."""
        return (Output(_TOLD, "application/json", inner=True),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """One decode, to cells of which a screen has a few hundred."""
        with tempfile.TemporaryDirectory(prefix="frames-", dir=into) as folder, inputs[0].open() as file:
            path = Path(folder, "cells")
            tools.ffmpeg(self.looking(path), (file,), seconds=float(self.frames / self.rate))
            found = [
                [float(decimal(each.start)), each.part, each.red] for each in flickers(self._pictures(path), self.rate)
            ]
        tools.notes[FLASHES] = found[:_MOST]
        (into / _TOLD).write_text(json.dumps(found[:_MOST]), encoding="ascii")

    def looking(self, path: Path) -> list[str]:
        """The call of ffmpeg that writes the cells of all frames, raw, to `path`."""
        cells = source(0, "mov")["v:0"].filter("scale", *grid(self.width, self.height), flags="area", out_range="pc")
        how = {"f": "rawvideo", "fps_mode": "passthrough", "fflags": "+bitexact", "c:v": "rawvideo"}
        return arguments(output(path, cells.filter("format", "rgb24"), **how))

    def _pictures(self, path: Path) -> Iterator[Image.Image]:
        size = grid(self.width, self.height)
        length = 3 * size[0] * size[1]
        with path.open("rb") as file:
            while len(data := file.read(length)) == length:
                yield Image.frombytes("RGB", size, data)
