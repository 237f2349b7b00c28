"""What is made for an audience: which recipes each noun receives, in which widths and codecs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from btspress.facts import Facts, Medium, Video
from btspress.model import Clip, Frame, MissingSource, Sequence, Sound, Source
from btspress.recipes.encode import AV1, AV1_SMALLEST, H264
from btspress.recipes.excerpt import excerpt, steady_rate, still
from btspress.recipes.picture import Still
from btspress.recipes.rendition import Rendition
from btspress.recipes.sequence import SequenceFile
from btspress.recipes.sound import SoundFile
from btspress.timecode import TimeRange

_CANDIDATES = 7
"""Frames that an automatic poster is chosen from."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Sizes and codecs for one audience."""

    name: str
    codecs: tuple[str, ...]
    """Best first; the last plays everywhere."""
    video_width: int
    picture_widths: tuple[int, ...]
    largest_picture: int
    picture_formats: tuple[str, ...]


WEB = Delivery("web", (AV1, H264), 1280, (480, 960, 1600), 2560, ("avif", "webp", "jpg"))
"""For readers."""

PREVIEW = Delivery("preview", (H264,), 640, (480, 960), 960, ("webp", "jpg"))
"""For the author: quick to make."""


def pictures_of(frame: Frame, delivery: Delivery) -> Still | None:
    """The still files of `frame`; None when its source is missing or has no picture."""
    facts = _facts(frame.source)
    if facts is None or facts.medium is Medium.SOUND:
        return None
    width, height = frame.size
    smaller = tuple(step for step in delivery.picture_widths if step < width)
    widths = (*smaller, min(width, delivery.largest_picture))
    if facts.medium is Medium.PICTURE:
        return Still(width, height, widths, crop=frame.crop, formats=delivery.picture_formats)
    whole = TimeRange(Fraction(0), facts.duration)
    moments = [frame.at] if frame.at is not None else _spread(frame.automatic or whole)
    frames = tuple(still(facts, at, frame.crop) for at in moments)
    return Still(width, height, widths, frames, formats=delivery.picture_formats)


def renditions_of(clip: Clip, delivery: Delivery) -> tuple[Rendition, ...]:
    """The encodes of `clip`, best codec first; none when its source is missing or has no moving picture."""
    facts = _facts(clip.source)
    if facts is None or facts.video is None:
        return ()
    width, height = _even(*clip.size, delivery.video_width)
    rate = steady_rate(facts.video)
    piece = excerpt(facts, clip.range, rate, sound=clip.sound, crop=clip.crop)
    return tuple(Rendition(codec, piece, width, height) for codec in _codecs(delivery, width, height))


def sound_of(shown: Sound) -> SoundFile | None:
    """The sound file of `shown`; None when its source is missing or silent."""
    facts = _facts(shown.source)
    if facts is None or facts.audio is None:
        return None
    start = shown.range.start + (facts.video.start if facts.video else 0)
    seek = max(start - 1, Fraction(0))
    audio, length = facts.audio, shown.range.duration
    return SoundFile(audio.stream, audio.channels, seek, start - seek, length)


def sequence_of(sequence: Sequence, delivery: Delivery) -> tuple[tuple[SequenceFile, ...], tuple[Source, ...]]:
    """The encodes of `sequence` and the sources they need; shots without source are left out.

    The rate is the most frequent of the shots', the frame that of the widest shot.
    """
    shown = [(clip, video) for shot in sequence.shots if (video := _video(clip := shot.clip))]
    if not shown:
        return (), ()
    rate = _most_frequent(steady_rate(video) for _, video in shown)
    width, height = max((_even(*clip.size, delivery.video_width) for clip, _ in shown), key=lambda size: size[0])
    sources = tuple(dict.fromkeys(clip.source for clip, _ in shown if isinstance(clip.source, Source)))
    pieces = tuple(
        excerpt(clip.source.facts, clip.range, rate, sound=clip.sound, crop=clip.crop)
        for clip, _ in shown
        if isinstance(clip.source, Source)
    )
    overlap = min([round(sequence.overlap * rate), *(piece.frames // 2 for piece in pieces)])
    overlap = 0 if sequence.transition == "cut" else overlap
    origins = tuple(sources.index(clip.source) for clip, _ in shown if isinstance(clip.source, Source))
    sizes = tuple(_within(clip.size, width, height) for clip, _ in shown)
    parts = (pieces, origins, sizes, sequence.transition, overlap, width, height)
    return tuple(SequenceFile(codec, *parts) for codec in _codecs(delivery, width, height)), sources


def _facts(source: Source | MissingSource) -> Facts | None:
    return source.facts if isinstance(source, Source) else None


def _video(clip: Clip) -> Video | None:
    facts = _facts(clip.source)
    return facts.video if facts else None


def _spread(wanted: TimeRange) -> list[Fraction]:
    """Moments in the middle of equal parts of a range."""
    return [wanted.start + wanted.duration * (2 * n + 1) / (2 * _CANDIDATES) for n in range(_CANDIDATES)]


def _even(width: int, height: int, widest: int) -> tuple[int, int]:
    """Even sizes of the same shape, no wider than `widest` and not enlarged."""
    wide = max(min(width, widest) // 2 * 2, 2)
    return wide, max(round(Fraction(height * wide, width * 2)) * 2, 2)


def _within(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """Largest even size of the shape of `size` that fits into a frame."""
    scale = min(Fraction(width, size[0]), Fraction(height, size[1]))
    wide, high = (max(round(side * scale / 2) * 2, 2) for side in size)
    return min(wide, width), min(high, height)


def _codecs(delivery: Delivery, width: int, height: int) -> tuple[str, ...]:
    small = min(width, height) < AV1_SMALLEST
    return tuple(codec for codec in delivery.codecs if codec != AV1 or not small)


def _most_frequent(rates: Iterable[Fraction]) -> Fraction:
    counted = list(rates)
    return max(sorted(set(counted)), key=counted.count)
