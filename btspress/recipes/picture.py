"""A still: one picture, from an image or a video, in every size and format that a page offers."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from PIL import Image

from btspress.engine.job import Input, Output, RecipeError, Tools
from btspress.media.develop import developed
from btspress.media.graph import BARE, picture
from btspress.media.pictures import load_upright
from btspress.model import Crop, Framing, Warp
from btspress.recipes.aids import NONE, Aids, prepared
from btspress.recipes.excerpt import Excerpt, opened, part
from btspress.recipes.seen import pictures
from btspress.recipes.sheet import POSTER, chosen
from btspress.recipes.warped import seen_through
from btspress.timecode import decimal
from btspress.unchanging import unchanging

TINY: Final = "tiny.webp"
"""The placeholder: small enough to stand in a style sheet."""

_TINY_SIDE = 20
_TINY_BYTES = 300
_MEDIA_TYPES = MappingProxyType({"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"})
_PAPER = (255, 255, 255)


@unchanging
class Still:
    """One decode feeds all files. Nothing but pixels is written: no place, camera, name or date."""

    name: ClassVar[str] = "picture"
    version: ClassVar[int] = 2

    width: int
    """Pixels, after cropping."""
    height: int
    widths: tuple[int, ...]
    """Ascending, none larger than `width`."""
    frame: Excerpt | None = None
    """The frame of a video; None for an image."""
    crop: Framing | None = None
    """Part of an image; an excerpt has its own."""
    formats: tuple[str, ...] = ("avif", "webp", "jpg")
    """Best first; the last is for every browser."""
    chosen: bool = False
    """Whether `frame` is a whole range, and the choice of its contact sheet, the last ingredient, says which."""

    def outputs(self) -> tuple[Output, ...]:
        """`480.avif` … `1600.jpg`, and the placeholder `tiny.webp`."""
        sized = tuple((width, self._height(width)) for width in self.widths)
        files = tuple(
            Output(f"{width}.{ending}", _MEDIA_TYPES[ending], width, height)
            for ending in self.formats
            for width, height in sized
        )
        wide, high = self._tiny
        return (*files, Output(TINY, "image/webp", wide, high, inner=True))

    def arguments(self, container: str, path: Path, frame: Excerpt, width: int, aids: Aids = NONE) -> list[str]:
        """The call of ffmpeg that writes `frame` of input 0 into `path`."""
        shown = pictures(opened(0, container, frame), frame, width, self._height(width), aids=aids, rgb=True)
        return picture(path, shown)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Decode once, scale down from size to size, write everything."""
        with tempfile.TemporaryDirectory(prefix="frames-", dir=into) as folder:
            image = self.decoded(inputs, Path(folder), tools)
        for width in sorted(self.widths, reverse=True):
            sized = _sized(image, width, self._height(width))
            for ending in self.formats:
                _save(sized, into / f"{width}.{ending}", ending)
        _save_tiny(_sized(image, *self._tiny), into / TINY)

    def decoded(self, inputs: tuple[Input, ...], folder: Path, tools: Tools) -> Image.Image:
        """What all files are made of, at least as large as the largest; `folder` is for files in between."""
        if self.frame is None:
            shrink = self._shrink
            image = self._framed(developed(inputs[0].open, inputs[0].container, tools, shrink))
            if image.size not in {(self.width, self.height), (-(-self.width // shrink), -(-self.height // shrink))}:
                raise RecipeError(f"the picture is {image.width}x{image.height} pixels, not as large as probed")
            return image
        if not self.chosen:
            return self._grabbed(inputs, folder, tools, self.frame)
        number = chosen(inputs[-1], POSTER)
        tools.notes["seconds"] = decimal(number / self.frame.rate)
        return self._grabbed(inputs[:-1], folder, tools, part(self.frame, inputs[0].container, number))

    def _framed(self, image: Image.Image) -> Image.Image:
        """What is shown of an image."""
        match self.crop:
            case Crop(x, y, wide, high):
                return image.crop((x, y, x + wide, y + high))
            case Warp():
                return seen_through(image, self.crop, (self.width, self.height))
            case _:
                return image

    def _grabbed(self, inputs: tuple[Input, ...], folder: Path, tools: Tools, frame: Excerpt) -> Image.Image:
        path = folder / "frame.ppm"
        aids = prepared(frame, inputs, folder, tools)
        with inputs[0].open() as file:
            command = self.arguments(inputs[0].container, path, frame, max(self.widths), aids)
            tools.ffmpeg(command, (file,), seconds=0)
        return _read(path)

    @property
    def _shrink(self) -> int:
        """How many times smaller a JPEG may be read and still be large enough."""
        enough = (step for step in (8, 4, 2) if not self.crop and self.width // step >= max(self.widths))
        return next(enough, 1)

    def _height(self, width: int) -> int:
        return max(round(Fraction(self.height * width, self.width)), 1)

    @property
    def _tiny(self) -> tuple[int, int]:
        longest = max(self.width, self.height)
        return (max(self.width * _TINY_SIDE // longest, 1), max(self.height * _TINY_SIDE // longest, 1))


def _read(path: Path) -> Image.Image:
    if not path.exists():
        raise RecipeError("there is no frame at this time: the source ends early or is damaged")
    with path.open("rb") as file:
        return load_upright(file, BARE)


def _sized(image: Image.Image, width: int, height: int) -> Image.Image:
    return image if image.size == (width, height) else image.resize((width, height), Image.Resampling.LANCZOS)


def _save(image: Image.Image, path: Path, ending: str) -> None:
    if ending == "avif":
        image.save(path, "AVIF", quality=60, speed=6, max_threads=2)
    elif ending == "webp":
        image.save(path, "WEBP", quality=80, method=4)
    else:
        _opaque(image).save(path, "JPEG", quality=84, optimize=True, progressive=True)


def _save_tiny(image: Image.Image, path: Path) -> None:
    """Lower the quality until it fits; twenty pixels do at the first or second try."""
    for quality in (40, 20, 5, 0):
        _opaque(image).save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= _TINY_BYTES:
            return


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, _PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper
