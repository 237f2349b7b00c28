"""The sounds of shots as one: joined or crossfaded, level across the joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import ffmpeg

from btspress.levels import RESERVE, Level
from btspress.media.graph import Stream
from btspress.recipes.excerpt import Excerpt, opened
from btspress.recipes.heard import SAMPLE_RATE, Turn, limited, sound, turned
from btspress.timecode import decimal

_AS_PLANNED = Turn()


def opened_all(containers: Sequence[str], shots: Sequence[Excerpt]) -> list[Stream]:
    """Input N, read around shot N."""
    return [opened(index, containers[index], shot) for index, shot in enumerate(shots)]


def mixed(files: Sequence[Stream], shots: Sequence[Excerpt], overlap: Fraction, turn: Turn = _AS_PLANNED) -> Stream:
    """The sounds of all shots, read from `files`, each over the last `overlap` seconds of the one before.

    Crossfades keep the power and not the amplitude, so that nothing sinks half way; as two sounds together
    are higher than each, what they make is limited once more.
    """
    streams = [_heard(file, shot, turn) for file, shot in zip(files, shots, strict=True)]
    if not overlap:
        return ffmpeg.concat(*streams, v=0, a=1)
    whole = streams[0]
    for stream in streams[1:]:
        whole = ffmpeg.filter([whole, stream], "acrossfade", d=decimal(overlap), c1="qsin", c2="qsin")
    level = level_of(shots)
    return limited(whole, level.peak - RESERVE if turn.ceiling is None else turn.ceiling) if level else whole


def level_of(shots: Sequence[Excerpt]) -> Level | None:
    """How loud the whole comes out; None where no shot is levelled."""
    heard = [shot.heard.level for shot in shots if shot.heard]
    levels = [level for level in heard if level]
    if not levels:
        return None
    same = len({level.loudness if level else None for level in heard}) == 1
    return levels[0] if same else replace(levels[0], loudness=None)


def _heard(file: Stream, shot: Excerpt, turn: Turn) -> Stream:
    if shot.heard:
        return sound(file, turned(shot.heard, turn), shot.lead, shot.duration)
    silence = ffmpeg.input(f"anullsrc=r={SAMPLE_RATE}:cl=stereo", f="lavfi")
    return silence.audio.filter("atrim", end=decimal(shot.duration))
