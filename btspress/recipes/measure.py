"""How loud a whole sound is along its length, as it would be published: one decode, two files of numbers."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final

from btspress.engine.job import Tools
from btspress.levels import SILENT, STEP, Levels
from btspress.media.graph import arguments, output, source
from btspress.recipes.clean import cleaned
from btspress.recipes.excerpt import Heard
from btspress.recipes.heard import FINE, stereo

MEASURE_VERSION: Final = 1
"""Part of every key under which levels are kept."""

_LOUDNESS = re.compile(r"^lavfi\.r128\.M=(\S+)$", re.MULTILINE)
_PEAK = re.compile(r"^lavfi\.astats\.([12])\.Peak_level=(\S+)$", re.MULTILINE)


def measure(open_file: Callable[[], BinaryIO], container: str, heard: Heard, seconds: Fraction, tools: Tools) -> Levels:
    """The levels of the sound `heard` in the file that `open_file` opens, about `seconds` long, at no gain.

    Raises `RecipeError` where not all of it can be decoded.
    """
    with tempfile.TemporaryDirectory(prefix="btspress-") as folder, open_file() as file:
        loudness, peaks = Path(folder, "loudness"), Path(folder, "peaks")
        tools.ffmpeg(_command(container, heard, loudness, peaks), (file,), seconds=float(seconds))
        left, right = _sides(peaks.read_text())
        return Levels(
            loudness=tuple(_hundredths(_LOUDNESS.findall(loudness.read_text()))),
            peaks=tuple(map(max, left, right)),
            sides=(max(left, default=SILENT), max(right, default=SILENT)),
        )


def _command(container: str, heard: Heard, loudness: Path, peaks: Path) -> list[str]:
    """Momentary loudness comes from ebur128; its peaks only ever rise, so those are taken apart."""
    stream = cleaned(stereo(source(0, container), heard), heard.repair, heard.floor)
    both = stream.filter_multi_output("asplit")
    loud = both[0].filter("ebur128", metadata=1, framelog="verbose")
    loud = loud.filter("ametadata", mode="print", key="lavfi.r128.M", file=str(loudness))
    fine = both[1].filter("aresample", FINE).filter("aformat", sample_fmts="fltp")
    high = fine.filter("asetnsamples", n=int(FINE * STEP), p=0)
    high = high.filter("astats", metadata=1, reset=1, measure_perchannel="Peak_level", measure_overall="none")
    high = high.filter("ametadata", mode="print", file=str(peaks))
    nowhere = Path(os.devnull)
    return arguments(output(nowhere, loud, f="null"), output(nowhere, high, f="null"))


def _sides(told: str) -> tuple[list[int], list[int]]:
    found = _PEAK.findall(told)
    left, right = (_hundredths(peak for channel, peak in found if channel == side) for side in "12")
    return left, right


def _hundredths(decibels: Iterable[str]) -> list[int]:
    """`-inf` and `nan`, which silence is told as, become `SILENT`."""
    found = (max(round(float(told) * 100), SILENT) if "n" not in told else SILENT for told in decibels)
    return list(found)
