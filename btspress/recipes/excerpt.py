"""An excerpt: a range of one source, and all that must be done to its pictures and sound to show it.

The values are made from facts at planning time, so a recipe that holds one can write its ffmpeg
arguments without looking at the file. `seen` and `heard` put them into a filter graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from btspress.facts import Color, Facts, Video
from btspress.media.graph import Stream, source
from btspress.model import Crop, PictureRepair, SoundRepair
from btspress.timecode import TimeRange, decimal

_LONG_FRAMES = Fraction(2)
"""At least so many seconds, and eight frames, are decoded before the in-point where frames vary."""
_SPARE = Fraction(1, 2)
_NEAR_START = Fraction(1)
"""Seconds below which it is quicker, and safer, not to seek at all."""
_LATE_SEEKERS = MappingProxyType({"mpegts": 5, "mpeg": 5, "asf": 5, "ogg": 5, "flv": 1_000_000})
"""Seconds to start early in containers that may land late, as they have no exact index; FLV may have none."""
_STANDARD_DEFINITION = 720
_MATRICES = MappingProxyType(
    {
        "bt709": "bt709",
        "smpte170m": "smpte170m",
        "bt470bg": "bt470bg",
        "smpte240m": "smpte240m",
        "fcc": "fcc",
        "bt2020nc": "bt2020",
        "bt2020c": "bt2020",
    }
)
_RATES = tuple(
    Fraction(rate) for rate in ("1", "5", "10", "12", "15", "24000/1001", "24", "25", "30000/1001", "30", "48", "50")
)
_FASTEST = Fraction(60)


@dataclass(frozen=True, slots=True)
class Look:
    """What must be known of a source's pictures to show them upright, square, progressive and in SDR."""

    stream: int
    width: int
    """Upright, square pixels."""
    height: int
    square: bool
    interlaced: bool
    variable: bool
    matrix: str
    """As ffmpeg's scale filter names it; never unknown: an untagged source is judged by its size."""
    full_range: bool
    hdr: str = ""
    """Transfer of HDR pictures, which are tone-mapped; empty for SDR."""
    crop: Crop | None = None
    repair: PictureRepair = PictureRepair()


@dataclass(frozen=True, slots=True)
class Heard:
    """What must be known of a source's sound to play it clear and level."""

    stream: int
    channels: int
    gain: Fraction = Fraction(0)
    """Decibels, so that it comes out at the loudness of the site."""
    ceiling: Fraction | None = None
    """True peak in dBTP that a limiter keeps, where the gain would go beyond; None for none."""
    repair: SoundRepair = SoundRepair()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some frames of a source, with the sound over them where there is any."""

    look: Look
    heard: Heard | None
    """None for silence."""
    seek: Fraction
    """Where reading starts: seconds from the start of the file."""
    lead: Fraction
    """Seconds after `seek` at which the first wanted frame is on screen."""
    frames: int
    """How many, at `rate`."""
    rate: Fraction

    @property
    def duration(self) -> Fraction:
        """Seconds."""
        return self.frames / self.rate


def look(video: Video, crop: Crop | None = None, repair: PictureRepair | None = None) -> Look:
    """How to show the pictures of `video`; `crop` counts in its upright, square pixels."""
    width, height = video.size
    return Look(
        stream=video.stream,
        width=width,
        height=height,
        square=video.sar == 1,
        interlaced=video.interlaced,
        variable=video.variable,
        matrix=_matrix(video.color, video.coded_height),
        full_range=video.color.range == "pc" or video.pixel_format.startswith("yuvj"),
        hdr=video.color.transfer if video.color.hdr else "",
        crop=crop,
        repair=repair or PictureRepair(),
    )


def excerpt(
    facts: Facts,
    wanted: TimeRange,
    rate: Fraction,
    *,
    heard: Heard | None = None,
    crop: Crop | None = None,
    repair: PictureRepair | None = None,
) -> Excerpt:
    """The frames of `wanted` (seconds after the first frame; half-open) at `rate` frames a second.

    The file must have pictures.
    """
    video = _pictures(facts)
    start = wanted.start if video.variable else Fraction(video.rate.frame_at(wanted.start)) / video.rate.fps
    seek, lead = _approach(video, start, _LATE_SEEKERS.get(facts.container, 0))
    count = max(round(wanted.duration * rate), 1)
    return Excerpt(
        look=look(video, crop, repair),
        heard=heard,
        seek=seek,
        lead=lead,
        frames=min(count, max(round((facts.duration - start) * rate), 1)),
        rate=rate,
    )


def still(facts: Facts, at: Fraction, crop: Crop | None = None, repair: PictureRepair | None = None) -> Excerpt:
    """The one frame that is on screen at `at` seconds."""
    rate = _pictures(facts).rate.fps
    return excerpt(facts, TimeRange(at, at + 1 / rate), rate, crop=crop, repair=repair)


def steady_rate(video: Video) -> Fraction:
    """The constant rate at which `video` is published: its own, or for varying frames the next usual one."""
    own = video.rate.fps
    if own > _FASTEST:
        return Fraction(60000, 1001) if own.denominator % 1001 == 0 else _FASTEST
    if not video.variable:
        return own
    return next((rate for rate in _RATES if rate >= own * Fraction(995, 1000)), _FASTEST)


def opened(index: int, container: str, piece: Excerpt) -> Stream:
    """Input number `index`, read around `piece` and not far beyond."""
    bound = decimal(piece.lead + piece.duration + _SPARE)
    return source(index, container, seek=piece.seek, t=bound)


def _pictures(facts: Facts) -> Video:
    if facts.video is None:
        raise ValueError("a file without pictures has no excerpt")
    return facts.video


def _approach(video: Video, start: Fraction, late: int) -> tuple[Fraction, Fraction]:
    """Where to start reading, and how long after that `start` comes; frames in between are dropped.

    Half a frame early for steady frames: containers round times, and ffmpeg seeks in microseconds.
    """
    early = max(_LONG_FRAMES, 8 / video.rate.fps) if video.variable else 1 / (2 * video.rate.fps)
    inside = start + video.start
    seek = inside - max(early, Fraction(late))
    return (seek, inside - seek) if seek >= _NEAR_START else (Fraction(0), inside)


def _matrix(color: Color, coded_height: int) -> str:
    guess = "smpte170m" if coded_height < _STANDARD_DEFINITION else "bt709"
    return _MATRICES.get(color.matrix, guess)
