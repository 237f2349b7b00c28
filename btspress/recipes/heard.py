"""The sound of an excerpt in a filter graph: stereo at 48 kHz, clear and level, of an exact length."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from btspress.levels import Level
from btspress.media.graph import Stream
from btspress.recipes.clean import cleaned
from btspress.recipes.excerpt import Heard
from btspress.timecode import decimal
from btspress.unchanging import unchanging

SAMPLE_RATE: Final = 48000
"""Samples a second of everything that is published."""

FINE: Final = 4 * SAMPLE_RATE
"""Samples a second at which peaks between samples show (BS.1770-5 annex 2)."""
_MOST_CHANNELS = 8
"""Beyond these nobody says what a channel is for: a recorder's mix stands on the first two."""


@unchanging
class Turn:
    """What is changed of all sounds of a file when they are encoded again."""

    by: Fraction = Fraction(0)
    """Decibels."""
    ceiling: Fraction | None = None
    """True peak in dBTP that the limiter keeps; None for as planned."""

    @property
    def steady(self) -> bool:
        """Whether its encoder must keep peaks, as they came out too high before."""
        return self.ceiling is not None


def sound(file: Stream, heard: Heard, lead: Fraction, duration: Fraction) -> Stream:
    """Stereo at 48 kHz of exactly `duration` seconds; silence where the source has none."""
    stream = cleaned(stereo(file, heard, lead), heard.repair, heard.floor)
    if heard.level:
        stream = _levelled(stream, heard.level)
    length = decimal(duration)
    return stream.filter("apad", whole_dur=length).filter("atrim", end=length)


def stereo(file: Stream, heard: Heard, lead: Fraction = Fraction(0)) -> Stream:
    """Stereo at 48 kHz from `lead` seconds on, without gaps, with room above full scale."""
    moved = _two(file[str(heard.stream)], heard).filter("asetpts", f"PTS-{lead}/TB")
    return moved.filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})


def turned(heard: Heard, turn: Turn) -> Heard:
    """`heard`, so much louder and limited so much lower."""
    level = heard.level
    if level is None:
        return heard
    ceiling = level.ceiling if turn.ceiling is None else turn.ceiling
    return replace(heard, level=replace(level, gain=level.gain + turn.by, ceiling=ceiling))


def limited(stream: Stream, ceiling: Fraction) -> Stream:
    """`stream` with its true peaks kept below `ceiling` dBTP.

    It looks 5 ms ahead, so that a peak is met by a ramp and not by a click; and lets go within 100 ms: long
    against a wave of the deepest voice (12 ms), so nothing is bent, short against a syllable, so nothing pumps.
    """
    fine = stream.filter("aresample", FINE)
    held = fine.filter(
        "alimiter", limit=f"{10 ** (float(ceiling) / 20):.6f}", level=0, attack=5, release=100, latency=1
    )
    return held.filter("aresample", SAMPLE_RATE)


def _levelled(stream: Stream, level: Level) -> Stream:
    louder = stream.filter("volume", f"{decimal(level.gain)}dB")
    return louder if level.ceiling is None else limited(louder, level.ceiling)


def _two(stream: Stream, heard: Heard) -> Stream:
    """Two channels; dialogue sits in the centre of surround and is kept in front (plain mixing sinks it 3 dB)."""
    if heard.channels == 1:
        return _laid(stream, "mono").filter("pan", "stereo|FL<FC|FR<FC")
    if heard.side:
        one = "FL" if heard.side == "left" else "FR"
        return _laid(stream, "stereo").filter("pan", f"stereo|FL<{one}|FR<{one}")
    if heard.channels == 2:
        return _laid(stream, "stereo")
    if heard.channels > _MOST_CHANNELS:
        return _laid(stream.filter("pan", "stereo|c0=c0|c1=c1"), "stereo")
    return _laid(stream, "5.1").filter("pan", "stereo|FL<FC+0.8*FL+0.5*BL|FR<FC+0.8*FR+0.5*BR")


def _laid(stream: Stream, layout: str) -> Stream:
    return stream.filter("aformat", channel_layouts=layout, sample_fmts="fltp")
