"""An excerpt: a range of one source, and all that must be done to its pictures and sound to show it.

The values are made from facts at planning time, so a recipe that holds one can write its ffmpeg
arguments without looking at the file. `seen` and `heard` put them into a filter graph.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from btspress.facts import Color, Facts, Video
from btspress.levels import Level
from btspress.media.graph import Stream, source
from btspress.model import Framing, PictureRepair, SoundRepair
from btspress.timecode import TimeRange, decimal
from btspress.unchanging import unchanging

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
_WIDE = frozenset({"bt2020", "smpte431", "smpte432"})
_FASTEST = Fraction(60)


@unchanging
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
    peak: int = 0
    """Brightest light of HDR pictures in candela a square metre; 0 where it is not known."""
    primaries: str = ""
    """Primaries of SDR pictures whose colours reach beyond BT.709; empty for all others."""
    order: str = ""
    """Which field comes first, `tff`, `bff` or `auto`, where not only frames marked as interlaced are meant."""
    telecine: bool = False
    """Whether 24 frames of film are to be taken out of the fields of 30."""
    alpha: bool = False
    decoder: str = ""
    """The decoder to name; empty for the usual one."""
    hold: Fraction = Fraction(0)
    """Seconds that the longest frame is on screen, where frames vary."""
    deep: bool = False
    """Whether it has more than 8 bits."""
    crop: Framing | None = None
    repair: PictureRepair = PictureRepair()


@unchanging
class Heard:
    """What must be known of a source's sound to play it clear and level."""

    stream: int
    channels: int
    side: str = ""
    """`left` or `right` where the other channel is empty: it is heard in both."""
    repair: SoundRepair = SoundRepair()
    floor: int | None = None
    """LUFS of what is heard when nobody speaks, for the clean-up; None where it was not measured."""
    level: Level | None = None
    """How it is brought to the loudness of the site; None for as loud as it is."""


@unchanging
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


def look(video: Video, crop: Framing | None = None, repair: PictureRepair | None = None) -> Look:
    """How to show the pictures of `video`; `crop` counts in its upright, square pixels."""
    width, height = video.size
    asked = (repair or PictureRepair()).fields
    forced = asked == "interlaced" and not video.interlaced
    return Look(
        stream=video.stream,
        width=width,
        height=height,
        square=video.sar == 1,
        interlaced=asked == "interlaced" or (video.interlaced and asked != "progressive"),
        variable=video.variable,
        matrix=_matrix(video.color, video.coded_height),
        full_range=video.color.range == "pc" or video.pixel_format.startswith("yuvj"),
        hdr=video.color.transfer if video.color.hdr else "",
        peak=video.color.peak if video.color.hdr else 0,
        primaries=video.color.primaries if video.color.primaries in _WIDE and not video.color.hdr else "",
        order=video.order or ("auto" if forced else ""),
        telecine=_undone(video, repair),
        alpha=video.alpha,
        decoder=video.decoder,
        hold=video.longest if video.variable else Fraction(0),
        deep=video.pixel_format.endswith(("le", "be")),
        crop=crop,
        repair=repair or PictureRepair(),
    )


def excerpt(
    facts: Facts,
    wanted: TimeRange,
    rate: Fraction,
    *,
    heard: Heard | None = None,
    crop: Framing | None = None,
    repair: PictureRepair | None = None,
    exact: bool = False,
) -> Excerpt:
    """The frames of `wanted` (seconds after the first frame; half-open) at `rate` frames a second.

    The file must have pictures. It starts with a whole frame; `exact`, for another rate than the file's, takes for
    each frame the one whose time is nearest, counted from the very second that is wanted.
    """
    video = _pictures(facts)
    start = wanted.start if video.variable or exact else Fraction(video.rate.frame_at(wanted.start)) / video.rate.fps
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


def still(facts: Facts, at: Fraction, crop: Framing | None = None, repair: PictureRepair | None = None) -> Excerpt:
    """The one frame that is on screen at `at` seconds."""
    rate = _pictures(facts).rate.fps
    return excerpt(facts, TimeRange(at, at + 1 / rate), rate, crop=crop, repair=repair)


def part(piece: Excerpt, container: str, first: int, frames: int = 1) -> Excerpt:
    """Some frames of `piece`, from number `first` on, so that no more than these are decoded."""
    inside = piece.seek + piece.lead + first / piece.rate
    seek, lead = _near(
        inside, piece.rate, _LATE_SEEKERS.get(container, 0), variable=piece.look.variable, hold=piece.look.hold
    )
    return replace(piece, seek=seek, lead=lead, frames=max(min(frames, piece.frames - first), 1))


def steady_rate(video: Video, repair: PictureRepair | None = None) -> Fraction:
    """The constant rate at which `video` is published: its own, at most 60; that of the film inside it."""
    own = video.rate.fps
    if own > _FASTEST:
        return Fraction(60000, 1001) if own.denominator % 1001 == 0 else _FASTEST
    return own * Fraction(4, 5) if _undone(video, repair) else own


def opened(index: int, container: str, piece: Excerpt, **options: object) -> Stream:
    """Input number `index`, read around `piece` and not far beyond."""
    bound = decimal(piece.lead + piece.duration + _SPARE)
    named = {"c:v": piece.look.decoder} if piece.look.decoder else {}
    return source(index, container, seek=piece.seek, t=bound, **named, **options)


def _undone(video: Video, repair: PictureRepair | None) -> bool:
    """Whether film is taken out of its fields; not where the author says what the frames are."""
    return video.telecine and not (repair and repair.fields)


def _pictures(facts: Facts) -> Video:
    if facts.video is None:
        raise ValueError("a file without pictures has no excerpt")
    return facts.video


def _approach(video: Video, start: Fraction, late: int) -> tuple[Fraction, Fraction]:
    """Where to start reading, and how long after that `start` comes; frames in between are dropped."""
    return _near(start + video.start, video.rate.fps, late, variable=video.variable, hold=video.longest)


def _near(inside: Fraction, rate: Fraction, late: int, *, variable: bool, hold: Fraction) -> tuple[Fraction, Fraction]:
    """The same for a time `inside` the file.

    Half a frame early for steady frames: containers round times, and ffmpeg seeks in microseconds. Of varying
    frames the one on screen may have started long before: `hold` seconds at most.
    """
    early = max(_LONG_FRAMES, 8 / rate, hold + 1 / rate) if variable else 1 / (2 * rate)
    seek = inside - max(early, Fraction(late))
    return (seek, inside - seek) if seek >= _NEAR_START else (Fraction(0), inside)


def _matrix(color: Color, coded_height: int) -> str:
    guess = "smpte170m" if coded_height < _STANDARD_DEFINITION else "bt709"
    return _MATRICES.get(color.matrix, guess)
