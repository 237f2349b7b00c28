"""Composing ffmpeg's arguments with ffmpeg-python: sources, filters, outputs. Nothing runs here."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import ffmpeg

from btspress.timecode import decimal

if not hasattr(ffmpeg, "get_args"):  # typed-ffmpeg and ffmpeg-binaries install the same name
    raise ImportError("the package 'ffmpeg' is not ffmpeg-python: uninstall typed-ffmpeg, ffmpeg-binaries")

MAX_STREAMS: Final = 64
MAX_PIXELS: Final = 150_000_000
"""Of one frame; above 16384 by 8704, the largest that AV1 knows."""

ANONYMOUS: Final = MappingProxyType(
    {
        "map_metadata": -1,
        "map_metadata:s": -1,
        "map_chapters": -1,
        "fflags": "+bitexact",
    }
)
"""Output options that leave no title, place, chapter, name of a disk, or date behind."""

BT709: Final = MappingProxyType(
    {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "color_range": "tv"}
)
"""Colour tags of everything that is published as video."""

BARE: Final = "PPM"
"""How Pillow calls what `picture` writes."""

Stream = Any
"""A node of ffmpeg-python; it has no types."""


def source(index: int, container: str, *, seek: Fraction = Fraction(0), **options: object) -> Stream:
    """Input number `index`, read as `container` and as nothing else, from `seek` seconds on."""
    start = {"ss": decimal(seek)} if seek > 0 else {}
    forced = {"f": container, "format_whitelist": container, "max_streams": MAX_STREAMS, "max_pixels": MAX_PIXELS}
    return ffmpeg.input(f"input:{index}", **forced, **start, **options)


def output(path: Path, *streams: Stream, **options: object) -> Stream:
    """A file to write; `path` is ours and absolute, so it can be no option and no protocol."""
    return ffmpeg.output(*streams, f"file:{path}", **options)


def picture(path: Path, stream: Stream) -> list[str]:
    """The call of ffmpeg that writes the first frame of `stream` for Pillow: bare pixels, 8 bits, RGB.

    They are read at once and thrown away: to pack and unpack a PNG took a tenth of a second at 1600 pixels across.
    """
    one = {"c:v": "ppm", "frames:v": 1, "update": 1}
    return arguments(output(path, stream, f="image2", pix_fmt="rgb24", **one))


def arguments(*outputs: Stream) -> list[str]:
    """The argument list for ffmpeg, without the program's name."""
    whole = outputs[0] if len(outputs) == 1 else ffmpeg.merge_outputs(*outputs)
    return list(ffmpeg.get_args(whole, overwrite_output=True))
