"""How loud a sound is along its length: measured once in a file's life, asked about any range of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from math import floor, log10
from typing import Final, TypeAlias

from btspress.digest import Digest
from btspress.model.treatment import SoundRepair
from btspress.timecode import TimeRange
from btspress.unchanging import unchanging

STEP: Final = Fraction(1, 10)
"""Seconds between two measurements (ITU-R BS.1770-5: blocks of 400 ms that overlap by three quarters)."""

SILENT: Final = -120_00
"""What silence is noted as, and all that is quieter than this, in hundredths of a decibel."""

LevelsKey: TypeAlias = tuple[Digest, int, SoundRepair]
"""A sound: digest of its source, stream in it, and what was repaired."""

_BLOCK = 4
"""Steps that one measurement of loudness covers."""
_GATE = -70.0
_RELATIVE_GATE = 10.0
_NO_SOUND = -60.0
"""LUFS, or dBTP, below which a recording is left alone: what is there is no sound but the noise of its track."""
_RAISED = 24
_LOWERED = -30
RESERVE: Final = Fraction(1, 2)
"""Decibels that a lossy codec mostly stays below when it makes peaks higher."""
_HELD = 0.8
"""How much of a step's excess the limiter takes off its power; fitted to 61 excerpts of films (error ±0.3 LU)."""
_MOST_HELD = 4.0
"""Decibels that are given back at most for what the limiter takes."""
_ONE_SIDED = 40_00
_PAUSE = 12.0
_HEARABLE = -50_00
_TWO_SIDES = 10 * log10(2)


@unchanging
class Level:
    """How a sound is brought to the loudness of a site."""

    gain: Fraction
    """Decibels."""
    ceiling: Fraction | None
    """True peak in dBTP that a limiter keeps; None where nothing comes near."""
    loudness: Fraction | None
    """LUFS at which it comes out; None where nobody can say."""
    peak: Fraction
    """True peak in dBTP that the published file may have."""


@unchanging
class Levels:
    """One measurement every `STEP`, from the start of the file, in whole hundredths: an hour is small."""

    loudness: tuple[int, ...]
    """Momentary loudness in 1/100 LUFS of the 400 ms that end with this step; the first three are `SILENT`."""
    peaks: tuple[int, ...]
    """Highest true peak in 1/100 dBTP of this step."""
    sides: tuple[int, int] = (0, 0)
    """Highest true peak in 1/100 dBTP of the left and of the right channel."""

    @property
    def side(self) -> str:
        """`left` or `right` where the other channel is empty: a microphone on one track; else nothing."""
        left, right = self.sides
        if max(left, right) < _HEARABLE or abs(left - right) < _ONE_SIDED:
            return ""
        return "left" if left > right else "right"

    @property
    def mute(self) -> bool:
        """Whether nothing can be heard in all of it: a track that is there and holds nothing."""
        return max(self.peaks, default=SILENT) < _NO_SOUND * 100

    @property
    def floor(self) -> float:
        """LUFS of what is heard when nobody speaks: of the quietest twentieth, silence apart.

        Where somebody always speaks, it is taken to be `_PAUSE` lower than all of it.
        """
        heard = sorted(loudness / 100 for loudness in self.loudness if loudness > _GATE * 100)
        whole = _gated(heard)
        return SILENT / 100 if whole is None else min(heard[len(heard) // 20], whole - _PAUSE)

    def integrated(self, wanted: TimeRange) -> float | None:
        """Integrated loudness of a range in LUFS, gated as BS.1770-5 says; None for silence.

        A range that is too short to be measured is as loud as the 400 ms around it.
        """
        return _gated(self.loudness[block] / 100 for block in self._blocks(wanted))

    def peak(self, wanted: TimeRange) -> float | None:
        """Highest true peak of a range in dBTP; None for silence."""
        highest = max((self.peaks[step] for step in self._steps(wanted)), default=SILENT)
        return highest / 100 if highest > SILENT else None

    def silences(
        self, wanted: TimeRange, *, below: float = -50.0, least: Fraction = Fraction(1, 2)
    ) -> tuple[TimeRange, ...]:
        """Where a range stays under `below` dBTP for at least `least` seconds."""
        found = []
        for quiet, steps in groupby(self._steps(wanted), lambda step: self.peaks[step] < below * 100):
            run = list(steps)
            start, end = max(run[0] * STEP, wanted.start), min((run[-1] + 1) * STEP, wanted.end)
            if quiet and end - start >= least:
                found.append(TimeRange(start, end))
        return tuple(found)

    def level(self, wanted: TimeRange, target: int, peak: int) -> Level | None:
        """How a range is brought to `target` LUFS below `peak` dBTP; None where it is left as it is.

        Where peaks would go too high they are limited, and the loudness that this costs is given back.
        """
        plain = self.integrated(wanted)
        if plain is None or plain < _NO_SOUND:
            return None
        loudness = plain + (_TWO_SIDES if self.side else 0)
        gain = min(max(target - loudness, _LOWERED), _RAISED)
        aim, ceiling = loudness + gain, peak - RESERVE
        if (self.peak(wanted) or 0) + gain <= ceiling:
            return Level(_hundredths(gain), None, _hundredths(aim), Fraction(peak))
        given = 0.0
        for _ in range(8):
            given = min(plain - (self._limited(wanted, gain + given, float(ceiling)) or plain), _MOST_HELD)
        return Level(_hundredths(gain + given), ceiling, _hundredths(aim), Fraction(peak))

    def _limited(self, wanted: TimeRange, gain: float, ceiling: float) -> float | None:
        """LUFS of a range, its gain taken off again, when a limiter has held it at `ceiling` dBTP."""

        def left(step: int) -> float:
            over = max(self.peaks[step] / 100 + gain - ceiling, 0.0) if step < len(self.peaks) else 0.0
            return float(10 ** (-over * _HELD / 10))

        def held(block: int) -> float:
            share = sum(left(step) for step in range(block - _BLOCK + 1, block + 1)) / _BLOCK
            return self.loudness[block] / 100 + 10 * log10(share)

        return _gated(held(block) for block in self._blocks(wanted))

    def _blocks(self, wanted: TimeRange) -> range:
        """Numbers of the measurements that lie inside a range, to half a step."""
        first = max(round(wanted.start / STEP), 0) + _BLOCK - 1
        beyond = min(round(wanted.end / STEP), len(self.loudness))
        if first < beyond:
            return range(first, beyond)
        around = round((wanted.start + wanted.end) / (2 * STEP)) + 1
        nearest = min(max(around, _BLOCK - 1), len(self.loudness) - 1)
        return range(nearest, nearest + 1) if nearest >= _BLOCK - 1 else range(0)

    def _steps(self, wanted: TimeRange) -> range:
        """Numbers of the steps that a range touches."""
        return range(max(floor(wanted.start / STEP), 0), min(-floor(-wanted.end / STEP), len(self.peaks)))


Measured: TypeAlias = Mapping[LevelsKey, Levels]
"""All sounds of a site that were measured."""


def to_bytes(levels: Levels) -> bytes:
    """`levels` as text that `from_bytes` reads."""
    told = {"loudness": levels.loudness, "peaks": levels.peaks, "sides": levels.sides}
    return json.dumps(told, separators=(",", ":")).encode()


def from_bytes(data: bytes) -> Levels:
    """The levels that `to_bytes` wrote."""
    told = json.loads(data)
    left, right = told["sides"]
    return Levels(tuple(told["loudness"]), tuple(told["peaks"]), (left, right))


def _gated(blocks: Iterable[float]) -> float | None:
    """Mean loudness of measurements in LUFS, without those below the absolute and the relative gate."""
    heard = [block for block in blocks if block > _GATE]
    if not heard:
        return None
    gate = _mean(heard) - _RELATIVE_GATE
    return _mean([block for block in heard if block > gate])


def _mean(blocks: list[float]) -> float:
    return 10 * log10(sum(_powers(blocks)) / len(blocks))


def _powers(blocks: list[float]) -> Iterator[float]:
    return (10 ** (block / 10) for block in blocks)


def _hundredths(decibels: float) -> Fraction:
    return Fraction(round(decibels * 100), 100)
