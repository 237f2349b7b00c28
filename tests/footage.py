"""The footage of the tests, and what is asked of it again and again."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

from btspress.delivery import ladder, sequences, sounds, stills
from btspress.delivery.audience import Delivery
from btspress.delivery.bench import Bench
from btspress.digest import digest_bytes
from btspress.engine.job import Input
from btspress.facts import Audio, Color, Facts, Medium, Video
from btspress.media.ffmpeg import Toolbox, find
from btspress.media.probe import probe
from btspress.media.sniff import HEAD, sniff
from btspress.model import Captions, Source
from btspress.timecode import Rate, TimeRange

FOOTAGE = Path(__file__).parent / "media"


def tools() -> Toolbox:
    return Toolbox(find())


def container(name: str) -> str:
    return sniff((FOOTAGE / name).read_bytes()[:HEAD])


def given(name: str) -> Input:
    return Input(lambda: (FOOTAGE / name).open("rb"), container(name))


def facts(name: str) -> Facts:
    return probe(lambda: (FOOTAGE / name).open("rb"), container(name), tools())


def source(name: str) -> Source:
    return Source(name, digest_bytes((FOOTAGE / name).read_bytes()), facts(name))


def seconds(start: float, end: float) -> TimeRange:
    return TimeRange(Fraction(start), Fraction(end))


def grey_frames(path: Path, width: int = 64, height: int = 36) -> list[bytes]:
    """Every frame of a file, decoded without any of our code."""
    size = f"scale={width}:{height}:flags=area,format=gray"
    command = [find().path, "-v", "error", "-i", str(path), "-map", "0:V:0", "-fps_mode", "passthrough"]
    done = subprocess.run([*command, "-vf", size, "-f", "rawvideo", "-"], capture_output=True, check=True)
    frame = width * height
    return [done.stdout[at : at + frame] for at in range(0, len(done.stdout), frame)]


def difference(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def nearest(wanted: bytes, frames: list[bytes]) -> int:
    """Number of the frame that looks most like `wanted`."""
    return min(range(len(frames)), key=lambda number: difference(wanted, frames[number]))


# ---- made-up sources, for what needs no file ----


def video_facts(
    seconds: Fraction = Fraction(20),
    size: tuple[int, int] = (1920, 1080),
    rate: Fraction = Fraction(24),
    *,
    sound: bool = True,
    **changes: object,
) -> Facts:
    known = {
        "variable": False,
        "interlaced": False,
        "pixel_format": "yuv420p",
        "sar": Fraction(1),
        "rotation": 0,
        "color": Color("bt709", "bt709", "bt709", "tv"),
    }
    video = Video(0, "h264", *size, rate=Rate(rate), frames=int(seconds * rate), **{**known, **changes})
    audio = Audio(1, "aac", 48000, 2) if sound else None
    return Facts(Medium.VIDEO, "mov", seconds, *video.size, video, audio)


def made_up(name: str, facts: Facts | None = None, captions: tuple[Captions, ...] = (), **more: object) -> Source:
    return Source(name, digest_bytes(name.encode()), facts or video_facts(), captions=captions, **more)


def bench(delivery: Delivery, levels=None) -> Bench:
    return Bench("tools", delivery, "en", levels)


def renditions_of(clip, delivery):
    return ladder.renditions_of(clip, bench(delivery))


def pictures_of(frame, delivery):
    return stills.recipe_of(frame, bench(delivery))


def sound_of(shown, delivery):
    return sounds.recipe_of(shown, bench(delivery))


def sequence_of(sequence, delivery):
    return sequences.recipes_of(sequence, bench(delivery))
