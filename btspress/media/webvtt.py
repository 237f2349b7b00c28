"""WebVTT as it is published: cut to a clip, counted from its start, valid whatever was delivered."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from html import escape
from operator import itemgetter
from typing import Final

from btspress.media.cue import tidy
from btspress.model import Caption
from btspress.timecode import TimeRange

BRIEFEST: Final = Fraction(1, 25)
"""Seconds; what a cut leaves of a caption for less than one frame only flashes, and is left out."""


def cut(cues: Iterable[Caption], wanted: TimeRange) -> tuple[Caption, ...]:
    """The cues on screen during `wanted`, clipped to it and counted from its start."""
    found = []
    for cue in cues:
        start = max(cue.range.start, wanted.start) - wanted.start
        end = min(cue.range.end, wanted.end) - wanted.start
        if end - start >= min(BRIEFEST, cue.range.duration) and end > start:
            found.append(Caption(TimeRange(start, end), cue.text))
    return tuple(found)


def to_vtt(cues: Iterable[Caption]) -> str:
    """WebVTT text in order of time; whatever the author wrote is text there, never markup."""
    timed = ((round(cue.range.start * 1000), round(cue.range.end * 1000), tidy(cue.text)) for cue in cues)
    kept = sorted((cue for cue in timed if cue[1] > cue[0] and cue[2]), key=itemgetter(0, 1))
    blocks = [f"{_stamp(start)} --> {_stamp(end)}\n{escape(text, quote=False)}\n" for start, end, text in kept]
    return "\n".join(["WEBVTT\n", *blocks])


def _stamp(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
