"""Comparing an encode with its source, frame by frame, by Netflix's VMAF."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Final

import ffmpeg

from btspress.media.graph import Stream, arguments
from btspress.recipes import encode
from btspress.recipes.quality import Score

FILTER: Final = "libvmaf"
"""What an ffmpeg must have; Debian's has not."""

_WORST = 20
"""One frame of so many is what `Score.low` is about."""

_CLOSE = 3
"""Frames that libvmaf needs for the score of one."""


def counted(stream: Stream, rate: Fraction) -> Stream:
    """Frames numbered anew, from 0.

    libvmaf pairs frames by time. A container that rounds times (Matroska counts milliseconds) shifts one side
    by a frame now and then: 83 was measured instead of 93.
    """
    return stream.filter("settb", str(1 / rate)).filter("setpts", "N")


def comparing(made: Stream, source: Stream, codec: str, rate: Fraction, log: Path, every: int) -> list[str]:
    """The call of ffmpeg that compares one of `every` frames, as the encoder of `codec` got them, and writes `log`.

    Both sides say that they are BT.709: a file without loss tells nothing of colour, and ffmpeg would convert the
    side that does, by a guess (82 was measured instead of 95).

    `every` must be odd: encoders give every second, fourth, eighth frame more bits, and with 2, 4 or 8 the
    mean came out 0.6 to 1.4 too high on eleven clips; with 3 it was off by 0.13 (standard deviation).

    The model is libvmaf's own default, vmaf_v0.6.1, at the size of the encode. It was trained on 1080p pictures
    seen from three times their height; a smaller picture is judged as if it were a part of such a one, hence
    seen from farther away in relation to its own height (libvmaf, resource/doc/faq.md): as in a page.
    """
    both = [encode.tagged(counted(_close(stream, every), rate), codec) for stream in (made, source)]
    told = ffmpeg.filter(both, FILTER, log_fmt="json", log_path=str(log), n_subsample=_CLOSE)
    return arguments(ffmpeg.output(told, "-", f="null"))


def _close(stream: Stream, every: int) -> Stream:
    """One of `every` frames, with the one before it and the one after it: only these tell how much it moves.

    libvmaf looks at the motion of all that it gets; without the others the scores are the same to the last digit.
    """
    return stream.filter("select", f"lt(mod(n+1,{every}),{_CLOSE})")


def read(log: Path) -> Score:
    """What libvmaf wrote, of all frames but the first: without one before it, it is judged as if nothing moved.

    In one clip it came out 8 lower than those after it, and samples count few: it was a tenth of the mean.
    """
    told = json.loads(log.read_text(encoding="utf-8"))["frames"]
    scores = sorted(float(frame["metrics"]["vmaf"]) for frame in told[1:] or told)
    return Score(sum(scores) / len(scores), scores[len(scores) // _WORST])
