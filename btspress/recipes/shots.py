"""How much the frames of an excerpt change: one decode, two files of numbers."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from btspress.engine.job import RecipeError, Tools
from btspress.media.graph import Stream, arguments, output
from btspress.media.shots import beginnings
from btspress.recipes.excerpt import Excerpt, opened

_SMALL: Final = (48, 28)
"""Pixels in which changes are looked for: movement hardly shows there, another shot does."""
_CHANGE = re.compile(r"^lavfi\.signalstats\.YDIF=(\S+)$", re.MULTILINE)
_LIGHT = re.compile(r"^lavfi\.signalstats\.YAVG=(\S+)$", re.MULTILINE)


def shots(
    open_file: Callable[[], BinaryIO], container: str, piece: Excerpt, folder: Path, tools: Tools
) -> tuple[int, ...]:
    """Numbers of the frames of `piece` with which a new shot begins; its first is not among them.

    `folder` is for files in between. Raises `RecipeError` where it cannot be decoded.
    """
    with open_file() as file:
        tools.ffmpeg(changing(container, piece, folder), (file,), seconds=float(piece.duration))
    changes, light = (folder / "changes").read_text(), (folder / "light").read_text()
    found = [float(told) for told in _CHANGE.findall(changes)]
    if not found:
        raise RecipeError("there is no frame at this time: the source ends early or is damaged")
    return beginnings(found, [float(told) for told in _LIGHT.findall(light)])


def changing(container: str, piece: Excerpt, folder: Path) -> list[str]:
    """The call of ffmpeg that writes how much each frame changes to `changes`, and how light it is to `light`."""
    told = _small(container, piece).filter("signalstats")
    for name, key in (("changes", "YDIF"), ("light", "YAVG")):
        told = told.filter("metadata", mode="print", key=f"lavfi.signalstats.{key}", file=str(folder / name))
    return arguments(output(Path(os.devnull), told, f="null", **{"frames:v": piece.frames}))


def _small(container: str, piece: Excerpt) -> Stream:
    """The frames of the excerpt, tiny, at its rate."""
    came = "pc" if piece.look.full_range else "tv"
    file = opened(0, container, piece)
    counted = file[str(piece.look.stream)].filter("settb", "1/1000000")
    steady = counted.filter("setpts", f"PTS-{piece.lead}/TB").filter("fps", str(piece.rate), start_time=0)
    small = steady.filter("scale", *_SMALL, flags="area", in_range=came, out_range="tv")
    return small.filter("format", "yuv420p")
