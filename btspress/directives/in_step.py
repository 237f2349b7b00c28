"""Moving sides of a comparison brought to one beat: as many frames of each, at one rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from btspress.model import Beat, Clip, PictureRepair, Side, Source
from btspress.recipes.excerpt import steady_rate
from btspress.timecode import TimeRange

_USUAL: Final = frozenset(
    {*map(Fraction, (24, 25, 30, 48, 50, 60)), *(Fraction(nominal * 1000, 1001) for nominal in (24, 30, 48, 60))}
)
"""Rates that films are finished at; what a file says otherwise was measured, or is an accident."""


def in_step(sides: Sequence[Side]) -> tuple[Side, ...]:
    """The sides, where two or more move: all of these take the overlap of their ranges, in whole frames.

    The rate is that of the finished side, unless it is an odd one and another's is not. The first that has a sound
    is heard; with one of its own, even a muted one, another could not be kept in step so closely.
    """
    shown = [(side, clip) for side in sides if (clip := _moving(side))]
    if len(shown) < 2:
        return tuple(sides)
    clips = [clip for _, clip in sorted(shown, key=lambda pair: not pair[0].finished)]
    rates = [rate for clip in clips if (rate := _rate(clip))]
    rate = next((rate for rate in rates if rate in _USUAL), rates[0])
    frames = max(int(min(clip.range.duration for clip in clips) * rate), 1)
    beat = Beat(rate, max(clip.size[0] for clip in clips))
    heard = next((side for side, clip in shown if _heard(clip)), None)
    return tuple(_on(side, beat, frames / rate, heard=side is heard) for side in sides)


def _moving(side: Side) -> Clip | None:
    return side.shown if isinstance(side.shown, Clip) and _rate(side.shown) else None


def _rate(clip: Clip) -> Fraction | None:
    """At which it would be published alone; None for what does not move."""
    if not isinstance(clip.source, Source) or clip.source.facts.video is None:
        return None
    repair = PictureRepair() if clip.untouched else clip.source.treatment.picture
    return steady_rate(clip.source.facts.video, repair)


def _heard(clip: Clip) -> bool:
    return clip.sound and isinstance(clip.source, Source) and clip.source.facts.audio is not None


def _on(side: Side, beat: Beat, seconds: Fraction, *, heard: bool) -> Side:
    clip = _moving(side)
    if clip is None:
        return side
    start = clip.range.start
    wanted = TimeRange(start, start + seconds)
    return replace(side, shown=replace(clip, beat=beat, range=wanted, sound=heard))
