"""The shape of a sound: its peaks as data that editors and players read, and drawn."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, ClassVar, Final

from btspress.engine.job import Input, Output, RecipeError, Tools
from btspress.media.graph import arguments, output, source
from btspress.recipes.heard import SAMPLE_RATE
from btspress.unchanging import unchanging

PEAKS: Final = "peaks.json"
DRAWN: Final = "waveform.svg"

_POINTS: Final = 1000
"""Of the data: one for each pixel of the widest player, nearly."""
_FINEST: Final = 256
"""Samples of one point at least: 5 ms, below which nobody cuts."""
_COLUMNS: Final = 500
"""Of the drawing."""
_HEIGHT: Final = 64
_INK: Final = "#7c8288"
"""Grey that shows on white (3.9 to 1) and on black (4.7 to 1): an image cannot know which it stands on."""


@unchanging
class Waveform:
    """Peaks in the BBC's audiowaveform format (version 2, 8 bit, one channel), and the same as SVG."""

    name: ClassVar[str] = "waveform"
    version: ClassVar[int] = 1

    duration: Fraction
    """Seconds."""

    def outputs(self) -> tuple[Output, ...]:
        """`waveform.svg` and `peaks.json`."""
        return (
            Output(DRAWN, "image/svg+xml", _COLUMNS, _HEIGHT),
            Output(PEAKS, "application/json"),
        )

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Decode once, look at every sample, write both files."""
        samples = into / "samples"
        heard = source(0, inputs[0].container)["a:0"].filter(
            "aformat", channel_layouts="mono", sample_rates=SAMPLE_RATE
        )
        with inputs[0].open() as file:
            command = arguments(output(samples, heard, f="s16le"))
            tools.ffmpeg(command, (file,), seconds=float(self.duration))
        with samples.open("rb") as file:
            peaks = list(_peaks(file, self._each))
        samples.unlink()
        if not peaks:
            raise RecipeError("there is no sound in it")
        told = {
            "version": 2,
            "channels": 1,
            "sample_rate": SAMPLE_RATE,
            "samples_per_pixel": self._each,
            "bits": 8,
            "length": len(peaks),
            "data": [value for pair in peaks for value in pair],
        }
        (into / PEAKS).write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")
        (into / DRAWN).write_text(drawing(peaks), encoding="utf-8")

    @property
    def _each(self) -> int:
        """Samples of one point."""
        return max(_FINEST, -(-round(self.duration * SAMPLE_RATE) // _POINTS))


def drawing(peaks: list[tuple[int, int]]) -> str:
    """SVG of lowest and highest values, -128 to 127, as one shape that may be stretched to any width."""
    columns = list(_merged(peaks))
    above = [f"{x} {_y(high)}" for x, (_, high) in enumerate(columns)]
    below = [f"{x} {_y(low)}" for x, (low, _) in enumerate(columns)]
    path = "M" + "L".join([*above, *reversed(below)]) + "Z"
    box = f"0 0 {max(len(columns) - 1, 1)} {_HEIGHT}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{_COLUMNS}" height="{_HEIGHT}"'
    # A line around it keeps silence visible: a shape without height is not drawn.
    shape = f'<path fill="{_INK}" stroke="{_INK}" vector-effect="non-scaling-stroke" d="{path}"/>'
    return f'{head} preserveAspectRatio="none">{shape}</svg>\n'


def _peaks(file: BinaryIO, each: int) -> Iterator[tuple[int, int]]:
    """Lowest and highest of every `each` samples of 16 bit, in 8 bit."""
    while data := file.read(each * 2):
        samples = array("h", data[: len(data) // 2 * 2])
        if sys.byteorder == "big":
            samples.byteswap()
        if samples:
            yield min(samples) >> 8, max(samples) >> 8


def _merged(peaks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """No more of them than there are columns."""
    each = -(-len(peaks) // _COLUMNS)
    for first in range(0, len(peaks), each):
        part = peaks[first : first + each]
        yield min(low for low, _ in part), max(high for _, high in part)


def _y(value: int) -> int:
    """Pixels from the top."""
    return round(_HEIGHT / 2 - value * (_HEIGHT / 2 - 1) / 128)
