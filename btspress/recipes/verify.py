"""Nothing is published because a program returned 0: what was written is looked at first.

The file's own index tells all that was promised, and costs no run of ffmpeg; whether the pictures are good is
seen where encodes are compared with their source.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from btspress.engine.job import RecipeError
from btspress.media.index import BT709, Index, index_of
from btspress.media.mp4 import BoxError, codec_string, parts

_CUT = "the source ends early or is damaged"


def verify_video(path: Path, *, frames: int, size: tuple[int, int], codecs: str, sound: bool) -> None:
    """Raise `RecipeError` unless the MP4 at `path` is what was promised: length, size, colour, codecs."""
    index = _read(path)
    shown = index.shown
    if shown is None:
        raise RecipeError("the encoder wrote no picture")
    if abs(shown.frames - frames) > 1:
        raise RecipeError(f"{shown.frames} of {frames} frames were written: {_CUT}")
    if shown.size != size:
        raise RecipeError(f"the encoder wrote {shown.size[0]}x{shown.size[1]} instead of {size[0]}x{size[1]}")
    if shown.color != BT709 or not shown.upright:
        raise RecipeError("the encoder wrote wrong colour or rotation tags")
    if (index.heard is not None) != sound:
        raise RecipeError("the encoder lost the sound" if sound else "the encoder wrote a sound")
    if (written := codec_string(path)) != codecs:
        raise RecipeError(f"the encoder wrote {written} instead of {codecs}")


def verify_sound(path: Path, duration: Fraction) -> None:
    """Raise `RecipeError` unless the file at `path` holds `duration` seconds of sound and nothing else."""
    index = _read(path)
    if index.shown or index.heard is None or abs(index.heard - duration) > Fraction(1, 10):
        raise RecipeError(f"the sound was not written whole: {_CUT}")


def _read(path: Path) -> Index:
    """The index of a file that plays before it is all there, and that is all there."""
    with path.open("rb") as file:
        order = parts(file)
        if "moov" not in order or "mdat" not in order or order.index("moov") > order.index("mdat"):
            raise RecipeError("the index of the file was not written first")
        try:
            index = index_of(file)
        except BoxError as why:
            raise RecipeError(f"the encoder wrote a file that cannot be read: {why}") from why
    if index.ends > path.stat().st_size:
        raise RecipeError("the end of the file was not written")
    return index
