"""Scopes: what a colourist's instruments show of one frame, as pictures."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from math import hypot
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from PIL import Image, ImageChops, ImageDraw

from btspress.engine.job import Input, Output, RecipeError, Tools
from btspress.media.graph import BARE, Stream, arguments, output, picture
from btspress.planned import Reading
from btspress.recipes.aids import NONE, Aids, prepared
from btspress.recipes.excerpt import Excerpt, opened
from btspress.recipes.seen import pictures
from btspress.unchanging import unchanging

PARADE: Final = "parade.webp"
"""Red, green and blue beside each other: column by column how bright, black below and white above."""

VECTORS: Final = "vectors.webp"
"""Colours without their brightness: grey in the middle, strong ones far from it; the boxes are a test card's."""

ACROSS: Final = 240
"""Columns of the frame that are looked at."""

READING_VERSION: Final = 1
"""Part of every key under which a reading is kept."""

_BRIGHT = 256
_VECTORS = "vectorscope"
_WAVES = "waveform"
_ONE: Final = MappingProxyType({"frames:v": 1})
_LINE = (96, 96, 96)


@unchanging
class Scopes:
    """Parade and vectorscope of one frame as it is shown."""

    name: ClassVar[str] = "scopes"
    version: ClassVar[int] = 1

    frame: Excerpt
    height: int
    """Rows of the frame that are looked at."""

    def outputs(self) -> tuple[Output, ...]:
        """`parade.webp` and `vectors.webp`."""
        return (
            Output(PARADE, "image/webp", 3 * ACROSS, _BRIGHT),
            Output(VECTORS, "image/webp", _BRIGHT, _BRIGHT),
        )

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Decode the frame for each instrument, and keep the pictures without loss."""
        for filtered in (_WAVES, _VECTORS):
            if not tools.has(filtered):
                raise RecipeError(f"this ffmpeg has no scopes: it was built without {filtered}")
        with tempfile.TemporaryDirectory(prefix="frames-", dir=into) as name:
            folder = Path(name)
            aids = prepared(self.frame, inputs, folder, tools)
            for made in self.outputs():
                path = folder / f"{made.name}.ppm"
                with inputs[0].open() as file:
                    tools.ffmpeg(self.arguments(inputs[0].container, path, made.name, aids), (file,), seconds=0)
                with Image.open(path, formats=(BARE,)) as image:
                    seen = image.convert("RGB")
                lined = ImageChops.lighter(seen, _lines(seen.size)) if made.name == PARADE else seen
                lined.save(into / made.name, "WEBP", lossless=True, method=4)

    def arguments(self, container: str, path: Path, made: str, aids: Aids = NONE) -> list[str]:
        """The call of ffmpeg that writes one of the outputs into `path`."""
        shown = pictures(opened(0, container, self.frame), self.frame, ACROSS, self.height, aids=aids, rgb=True)
        scope = _parade(shown) if made == PARADE else _vectors(shown)
        return picture(path, scope.filter("format", "rgb24"))


def read(recipe: Scopes, inputs: tuple[Input, ...], tools: Tools) -> Reading:
    """What the scopes of `recipe` would show, in numbers; `inputs` are those of its job."""
    with tempfile.TemporaryDirectory(prefix="btspress-") as name:
        path, frame = Path(name) / "frame.rgb", recipe.frame
        aids = prepared(frame, inputs, Path(name), tools)
        shown = pictures(opened(0, inputs[0].container, frame), frame, ACROSS, recipe.height, aids=aids, rgb=True)
        with inputs[0].open() as file:
            tools.ffmpeg(arguments(output(path, shown, f="rawvideo", pix_fmt="rgb24", **_ONE)), (file,), seconds=0)
        data = path.read_bytes() if path.exists() else b""
    if not data:
        raise RecipeError("there is no frame at this time: the source ends early or is damaged")
    pixels = zip(data[::3], data[1::3], data[2::3], strict=True)
    lights, colours = zip(*(_placed(*pixel) for pixel in pixels), strict=True)
    return Reading((_at(lights, 0.01), _at(lights, 0.99)), (_at(colours, 0.5), _at(colours, 0.99)))


def _placed(red: int, green: int, blue: int) -> tuple[float, float]:
    """How bright, and how far from the middle of a vectorscope (BT.709); 1 is white, and the edge."""
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return light / 255, hypot((blue - light) / 1.8556, (red - light) / 1.5748) / 127.5


def _at(values: Sequence[float], part: float) -> int:
    """Per cent that so large a part of the values does not pass."""
    ordered = sorted(values)
    return round(100 * ordered[min(int(part * len(ordered)), len(ordered) - 1)])


def _parade(shown: Stream) -> Stream:
    waves = {"mode": "column", "display": "parade", "components": 7, "intensity": 0.25, "mirror": 1}
    return shown.filter("format", "gbrp").filter(_WAVES, **waves, graticule="none")


def _vectors(shown: Stream) -> Stream:
    video = shown.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv444p")
    return video.filter(_VECTORS, mode="color3", intensity=0.08, graticule="green", opacity=0.6, flags="name")


def _lines(size: tuple[int, int]) -> Image.Image:
    """A line at black, at white and at each quarter between, as thin as it may be."""
    drawn = Image.new("RGB", size)
    pen = ImageDraw.Draw(drawn)
    for quarter in range(5):
        row = round((size[1] - 1) * quarter / 4)
        pen.line((0, row, size[0], row), fill=_LINE)
    return drawn
