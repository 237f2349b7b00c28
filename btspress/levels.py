"""How loud a sound is along its length: measured once in a file's life, asked about any range of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from btspress.digest import Digest
from btspress.model.treatment import SoundRepair
from btspress.timecode import TimeRange

STEP = Fraction(1, 10)
"""Seconds between two measurements (ITU-R BS.1770-5: blocks of 400 ms that overlap by three quarters)."""

LevelsKey: TypeAlias = tuple[Digest, int, SoundRepair]
"""A sound: digest of its source, stream in it, and what was repaired."""


@dataclass(frozen=True, slots=True)
class Levels:
    """One measurement every `STEP`, from the start of the file."""

    loudness: tuple[float, ...]
    """Momentary loudness in LUFS of the 400 ms that end there; -inf for silence."""
    peaks: tuple[float, ...]
    """Highest true peak in dBTP of the last `STEP`."""

    def integrated(self, wanted: TimeRange) -> float | None:
        """Integrated loudness of a range in LUFS, gated as BS.1770 says; None for silence."""
        return None

    def peak(self, wanted: TimeRange) -> float | None:
        """Highest true peak of a range in dBTP; None for silence."""
        return None


Measured: TypeAlias = Mapping[LevelsKey, Levels]
"""All sounds of a site that were measured."""
