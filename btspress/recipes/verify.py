"""Nothing is published because a program returned 0: what was written is looked at first."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from btspress.engine.job import RecipeError, Tools
from btspress.facts import Facts
from btspress.media.mp4 import codec_string, parts
from btspress.media.probe import probe


def verify_video(path: Path, tools: Tools, *, frames: int, size: tuple[int, int], codecs: str, sound: bool) -> None:
    """Raise `RecipeError` unless the MP4 at `path` is what was promised: length, size, colour, codecs."""
    facts = _probed(path, tools)
    if facts.video is None:
        raise RecipeError("the encoder wrote no picture")
    if abs(facts.video.frames - frames) > 1:
        raise RecipeError(f"{facts.video.frames} of {frames} frames were written: the source ends early or is damaged")
    if (facts.width, facts.height) != size:
        raise RecipeError(f"the encoder wrote {facts.width}x{facts.height} instead of {size[0]}x{size[1]}")
    if facts.video.color.matrix != "bt709" or facts.video.rotation:
        raise RecipeError("the encoder wrote wrong colour or rotation tags")
    if (facts.audio is not None) != sound:
        raise RecipeError("the encoder lost the sound" if sound else "the encoder wrote a sound")
    if (written := codec_string(path)) != codecs:
        raise RecipeError(f"the encoder wrote {written} instead of {codecs}")
    _faststart(path)


def verify_sound(path: Path, tools: Tools, duration: Fraction) -> None:
    """Raise `RecipeError` unless the file at `path` holds `duration` seconds of sound and nothing else."""
    facts = _probed(path, tools)
    if facts.video or not facts.audio or abs(facts.duration - duration) > Fraction(1, 10):
        raise RecipeError("the sound was not written whole: the source ends early or is damaged")
    _faststart(path)


def _probed(path: Path, tools: Tools) -> Facts:
    return probe(lambda: path.open("rb"), "mov", tools)


def _faststart(path: Path) -> None:
    with path.open("rb") as file:
        order = parts(file)
    if "moov" not in order or order.index("moov") > order.index("mdat"):
        raise RecipeError("the index of the file was not written first")
