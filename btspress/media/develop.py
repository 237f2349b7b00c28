"""Pictures of every kind, developed: upright, sRGB, eight bits. EXR goes through ffmpeg, all others do not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from PIL import Image

from btspress.engine.job import RecipeError, Tools
from btspress.media.graph import BARE, picture, source
from btspress.media.pictures import load_upright, upright_size
from btspress.media.sniff import EXR

_LINEAR_RGB: Final = MappingProxyType({"tin": "linear", "pin": "709", "min": "gbr", "rin": "full"})
_SRGB: Final = MappingProxyType({"t": "iec61966-2-1", "p": "709", "m": "gbr", "r": "full"})


def developed(open_file: Callable[[], BinaryIO], container: str, tools: Tools, shrink: int = 1) -> Image.Image:
    """The picture in a file of the sniffed kind `container`; see `load_upright`."""
    if container != EXR:
        with open_file() as file:
            return load_upright(file, container, shrink)
    with tempfile.TemporaryDirectory(prefix="btspress-") as folder, _printed(open_file, Path(folder), tools) as file:
        return load_upright(file, BARE)


def developed_size(open_file: Callable[[], BinaryIO], container: str, tools: Tools) -> tuple[int, int]:
    """Its width and height as shown; see `upright_size`."""
    if container != EXR:
        with open_file() as file:
            return upright_size(file, container)
    with tempfile.TemporaryDirectory(prefix="btspress-") as folder, _printed(open_file, Path(folder), tools) as file:
        return upright_size(file, BARE)


def _printed(open_file: Callable[[], BinaryIO], folder: Path, tools: Tools) -> BinaryIO:
    """Scene light as a screen shows it, without any look: what is brighter than white is white.

    Its primaries are taken for those of BT.709, and its transparency for black, as renderers multiply it in.
    """
    path = folder / "picture.ppm"
    light = source(0, EXR).filter("format", "gbrpf32le").filter("zscale", **_LINEAR_RGB, **_SRGB)
    with open_file() as file:
        tools.ffmpeg(picture(path, light), (file,), seconds=0)
    if not path.exists():
        raise RecipeError("the picture cannot be read")
    return path.open("rb")
