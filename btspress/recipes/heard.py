"""The sound of an excerpt in a filter graph: stereo at 48 kHz, clear and level, of an exact length."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from btspress.media.graph import Stream
from btspress.recipes.excerpt import Heard
from btspress.timecode import decimal

SAMPLE_RATE: Final = 48000
"""Samples a second of everything that is published."""


def sound(file: Stream, heard: Heard, lead: Fraction, duration: Fraction) -> Stream:
    """Stereo at 48 kHz of exactly `duration` seconds; silence where the source has none."""
    stream = _stereo(file[str(heard.stream)], heard.channels)
    moved = stream.filter("asetpts", f"PTS-{lead}/TB")
    steady = moved.filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
    length = decimal(duration)
    return steady.filter("apad", whole_dur=length).filter("atrim", end=length)


def _stereo(stream: Stream, channels: int) -> Stream:
    """Two channels; dialogue sits in the centre of 5.1 and is kept in front (plain mixing sinks it 3 dB)."""
    if channels == 1:
        return stream.filter("aformat", channel_layouts="mono").filter("pan", "stereo|FL<FC|FR<FC")
    if channels == 6:
        mix = "stereo|FL<FC+0.8*FL+0.5*BL|FR<FC+0.8*FR+0.5*BR"
        return stream.filter("aformat", channel_layouts="5.1").filter("pan", mix)
    return stream.filter("aformat", channel_layouts="stereo")
