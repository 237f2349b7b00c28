"""Pictures by how they look: a fingerprint stays nearly the same through sizes, codecs, grades and light crops."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final

from PIL import Image

from btspress.engine.job import Tools
from btspress.media.graph import arguments, output, source
from btspress.media.pictures import load_upright

BITS: Final = 256
_WIDE, _HIGH = 17, 16
_FLAT: Final = 6
"""Mean difference of neighbours below which a picture is one colour, and like any other of that kind."""


def of_picture(file: BinaryIO, name: str) -> int | None:
    """The fingerprint of a picture of the sniffed format `name`; None for one that is all one colour.

    Raises `RecipeError` when it cannot be read.
    """
    shown = load_upright(file, name)
    grey = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown.convert("RGBA")).convert("L")
    return _print(grey.resize((_WIDE, _HIGH), Image.Resampling.BOX).tobytes())


def of_video(
    open_file: Callable[[], BinaryIO], container: str, rate: int, seconds: Fraction, folder: Path, tools: Tools
) -> tuple[tuple[Fraction, int], ...]:
    """Time and fingerprint of `rate` frames of each second of a video; frames of one colour are left out.

    `folder` is for a file in between. Raises `RecipeError`.
    """
    small = source(0, container)["v:0"].filter("fps", rate).filter("scale", _WIDE, _HIGH, flags="area")
    raw = folder / "frames"
    how = {"f": "rawvideo", "fps_mode": "passthrough", "fflags": "+bitexact", "c:v": "rawvideo"}
    with open_file() as file:
        tools.ffmpeg(arguments(output(raw, small.filter("format", "gray"), **how)), (file,), seconds=float(seconds))
    data, area = raw.read_bytes(), _WIDE * _HIGH
    raw.unlink()
    prints = ((Fraction(at // area, rate), _print(data[at : at + area])) for at in range(0, len(data) - area + 1, area))
    return tuple((at, found) for at, found in prints if found is not None)


def distance(one: int, other: int) -> int:
    """Of how many of `BITS` two fingerprints say the contrary; below a tenth it is the same picture."""
    return (one ^ other).bit_count()


def _print(pixels: bytes) -> int | None:
    """Whether each pixel is brighter than its neighbour on the right."""
    made = spread = 0
    for row in range(0, len(pixels), _WIDE):
        for at in range(row, row + _WIDE - 1):
            made = made << 1 | (pixels[at] > pixels[at + 1])
            spread += abs(pixels[at] - pixels[at + 1])
    return made if spread >= _FLAT * BITS // 2 else None
