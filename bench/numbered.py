"""Real footage whose every frame carries its number, so that a cut can be checked to the frame."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

from btspress.media.ffmpeg import find

BITS = 13
_SIDE = 16
_LIGHT = 128


def make(
    source: Path, into: Path, rate: Fraction, seconds: int, *, timecode: str = "", larger: int = 1, sound: bool = False
) -> None:
    """Write `seconds` of `source`, repeated, at `rate`: long GOPs with B-frames, as cameras write them.

    The number of a frame stands in its upper left corner as white and black squares, lowest bit first. Frames are
    320 by 180 pixels, or so many times `larger`.
    """
    side = _SIDE * larger
    squares = ",".join(
        f"drawbox=x={bit * side}:y=0:w={side}:h={side}:color=white:t=fill:enable='mod(floor(n/{2**bit}),2)'"
        for bit in range(BITS)
    )
    graph = (
        f"fps={rate},scale={320 * larger}:{180 * larger},setsar=1,drawbox=w={BITS * side}:h={side}:color=black:t=fill"
    )
    named = ["-timecode", timecode] if timecode else []
    run(
        *("-stream_loop", "-1", "-i", str(source), "-t", str(seconds), "-vf", f"{graph},{squares}"),
        *(["-c:a", "aac"] if sound else ["-an"]),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-g", "120", "-bf", "3", *named, str(into)),
    )


def numbers(path: Path) -> list[int]:
    """The number that each frame of an encode carries, at whatever size it is."""
    shown = f"scale={BITS * 4}:4:flags=area,format=gray"
    data = run("-i", str(path), "-map", "0:v:0", "-fps_mode", "passthrough", "-vf", f"{_corner()},{shown}", *_RAW)
    size = BITS * 4 * 4
    return [_number(data[at : at + size]) for at in range(0, len(data), size)]


_RAW = ("-f", "rawvideo", "-")


def _corner() -> str:
    return f"crop=iw*{BITS * _SIDE}/320:ih*{_SIDE}/180:0:0"


def _number(frame: bytes) -> int:
    """Two pixels inside each square tell; its rim is blurred by the encoder."""
    wide = BITS * 4
    lit = [sum(frame[wide * row + 4 * bit + col] for row in (1, 2) for col in (1, 2)) / 4 for bit in range(BITS)]
    return sum(1 << bit for bit, light in enumerate(lit) if light > _LIGHT)


def run(*arguments: str) -> bytes:
    """What ffmpeg writes to its standard output. Raises `CalledProcessError`."""
    command = [find().path, "-v", "error", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout
