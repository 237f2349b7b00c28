"""Time as film people count it: whole frames at an exact rate, SMPTE text, drop-frame.

Seconds are `Fraction`s throughout: 1001/24000 has no exact float. Drop-frame counting follows
SMPTE ST 12-1: frame *numbers* 0 and 1 (at 30000/1001) are skipped at the start of each minute that is
no multiple of ten; no picture is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from btspress.unchanging import unchanging

_SMPTE = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)([:;])(\d{2,3})", re.ASCII)
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6})(?:\.(\d{1,9}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """Frames in a second, exactly: 24, 25 or 24000/1001."""

    fps: Fraction

    @property
    def nominal(self) -> int:
        """The whole number that frame numbers count up to: 30 for 30000/1001."""
        return round(self.fps)

    @property
    def drop(self) -> int:
        """How many frame numbers drop-frame counting skips a minute; 0 where it does not exist."""
        whole_thirties = self.nominal % 30 == 0 and self.fps.denominator == 1001
        return self.nominal // 15 if whole_thirties else 0

    def frame_at(self, seconds: Fraction) -> int:
        """Number of the frame that is on screen at `seconds`, counted from 0."""
        return int(seconds * self.fps)

    def nearest_frame(self, seconds: Fraction) -> int:
        """Number of the frame whose start lies nearest to `seconds`."""
        return round(seconds * self.fps)

    def seconds(self, frame: int) -> Fraction:
        """When frame number `frame` starts."""
        return frame / self.fps

    def __str__(self) -> str:
        """The rate as an editor writes it: 24, 23.976, 29.97."""
        return f"{float(self.fps):.3f}".rstrip("0").rstrip(".")


@unchanging
class Smpte:
    """A timecode as written, `hh:mm:ss:ff` or `hh:mm:ss;ff`; it means nothing until a rate is known."""

    hours: int
    minutes: int
    seconds: int
    frames: int
    drop: bool = False

    def fault(self, rate: Rate) -> str:
        """What is wrong with this timecode at `rate`; empty when it names a frame."""
        if self.frames >= rate.nominal:
            return f"frame {self.frames} does not exist"
        if self.drop and not rate.drop:
            return f"there is no drop-frame counting at {rate} fps"
        if self.drop and self.seconds == 0 and self.minutes % 10 and self.frames < rate.drop:
            return f"{self} is skipped by drop-frame counting"
        return ""

    def frame(self, rate: Rate) -> int:
        """How many frames precede this one."""
        minutes = self.hours * 60 + self.minutes
        count = (minutes * 60 + self.seconds) * rate.nominal + self.frames
        return count - rate.drop * (minutes - minutes // 10) if self.drop else count

    def __str__(self) -> str:
        """`hh:mm:ss:ff`, with a semicolon before the frames for drop-frame."""
        mark = ";" if self.drop else ":"
        return f"{self.hours:02}:{self.minutes:02}:{self.seconds:02}{mark}{self.frames:02}"


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """From `start` up to, not including, `end`; seconds."""

    start: Fraction
    end: Fraction

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return self.end - self.start


def parse_smpte(text: str) -> Smpte | None:
    """`00:00:12:05` or `00:00:12;05`; None when `text` has another form."""
    found = _SMPTE.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds, mark, frames = found.groups()
    return Smpte(int(hours), int(minutes), int(seconds), int(frames), mark == ";")


def parse_clock(text: str) -> Fraction | None:
    """Elapsed time `12`, `12.5`, `1:02`, `1:02:03.25` in seconds; None when `text` has another form."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds, fraction = found.groups()
    if minutes and (int(seconds) > 59 or (hours and int(minutes) > 59)):
        return None
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole + Fraction(int(fraction or 0), 10 ** len(fraction or ""))


def smpte(frame: int, rate: Rate, *, drop: bool = False) -> Smpte:
    """The timecode of the frame that `frame` others precede."""
    if drop and rate.drop:
        ten_minutes = rate.nominal * 600 - 9 * rate.drop
        tens, rest = divmod(frame, ten_minutes)
        minute = rate.nominal * 60 - rate.drop
        later = max(rest - rate.drop, 0) // minute
        frame += rate.drop * (9 * tens + later)
    seconds, frames = divmod(frame, rate.nominal)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return Smpte(hours, minutes, seconds, frames, drop and bool(rate.drop))


def clock(seconds: Fraction) -> str:
    """Elapsed time for readers: `0:07`, `12:14`, `1:02:03`; fractions of a second are cut off."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def decimal(seconds: Fraction) -> str:
    """Seconds with up to six decimals, as ffmpeg, URLs and HTML take them: `7.2`, `0.041667`."""
    return f"{float(seconds):.6f}".rstrip("0").rstrip(".")


def iso_duration(seconds: Fraction) -> str:
    """ISO 8601 duration: `PT14S`, `PT1M10.542S`."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    tail = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "S"
    return f"PT{minutes}M{tail}" if minutes else f"PT{tail}"
