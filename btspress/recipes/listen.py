"""What was encoded is listened to: a lossy codec raises peaks, by half a decibel or by three, and tells nobody.

Where a file comes out too high or off its loudness, its sound alone is encoded again and its pictures are kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Final

from btspress.engine.job import Tools
from btspress.levels import RESERVE, Level
from btspress.media.graph import ANONYMOUS, Stream, arguments, output, source
from btspress.recipes import encode
from btspress.recipes.heard import Turn

_ROUNDS: Final = 5
_NEAR: Final = Fraction(2, 5)
"""LU that a file may be off: half of what two clips of a page may differ, less the meter's own 0.1."""
_MOST: Final = 3
"""Decibels that are corrected at most; who needs more was measured wrongly."""
_BELOW: Final = Fraction(3, 10)
_SHORT: Final = -70
"""LUFS that the meter shows for what is shorter than its 400 ms."""
_I = re.compile(r"^\s+I:\s+(-?[\d.]+) LUFS", re.MULTILINE)
_PEAK = re.compile(r"^\s+Peak:\s+(-?[\d.]+) dBFS", re.MULTILINE)


Rewrite = Callable[[Path, Turn], None]
"""Writes the file anew to a path, with its sound turned."""


def settle(path: Path, level: Level, rewrite: Rewrite, tools: Tools, seconds: Fraction) -> None:
    """Measure the sound of the MP4 at `path`, and have it written anew until it is as `level` says.

    What came out is noted for the receipt: `loudness` in LUFS, `true_peak` in dBTP.
    """
    turn = Turn()
    for left in reversed(range(_ROUNDS)):
        heard = listen(path, tools, seconds)
        if heard is None:
            return
        tools.notes["loudness"], tools.notes["true_peak"] = (float(told) for told in heard)
        better = _better(turn, level, *heard)
        if better == turn or not left:
            return
        turn, anew = better, path.with_name(f"anew{path.suffix}")
        rewrite(anew, turn)
        anew.replace(path)


def listen(path: Path, tools: Tools, seconds: Fraction) -> tuple[Fraction, Fraction] | None:
    """Integrated loudness in LUFS and highest true peak in dBTP of the MP4 at `path`; None for silence."""
    meter = source(0, "mov")["a:0"].filter("ebur128", peak="true", framelog="verbose")
    with path.open("rb") as file:
        told = tools.ffmpeg(arguments(output(Path(os.devnull), meter, f="null")), (file,), seconds=float(seconds))
    loudness, peak = _I.findall(told), _PEAK.findall(told)
    return (Fraction(loudness[-1]), Fraction(peak[-1])) if loudness and peak else None


def with_pictures_of(codec: str, anew: Path, stream: Stream, index: int, *, steady: bool = False) -> list[str]:
    """The call of ffmpeg that writes `anew` from the pictures of input `index` and a new sound; see `encode.aac`."""
    kept = source(index, "mov")["v:0"]
    options = {**ANONYMOUS, **encode.heard(codec, steady=steady), **encode.mp4(), "c:v": "copy"}
    return arguments(output(anew, kept, stream, **options))


def _better(turn: Turn, level: Level, loudness: Fraction, peak: Fraction) -> Turn:
    """What to change; the same again where nothing is wrong."""
    by, ceiling = turn.by, turn.ceiling
    off = level.loudness - loudness if level.loudness is not None and loudness > _SHORT else Fraction(0)
    if abs(off) > _NEAR:
        by = min(max(by + off, Fraction(-_MOST)), Fraction(_MOST))
    if peak > level.peak:
        over = peak - level.peak if turn.steady else Fraction(0)
        kept = next((each for each in (ceiling, level.ceiling) if each is not None), level.peak - RESERVE)
        ceiling = kept - over - _BELOW
    return Turn(by, ceiling)
