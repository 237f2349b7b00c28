"""The one file that the shots of a sequence become."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from btspress.delivery.bench import Bench
from btspress.delivery.ladder import codecs_for, even, rungs
from btspress.delivery.sounds import heard_of
from btspress.facts import Video
from btspress.model import Clip, Sequence, Source
from btspress.recipes.excerpt import Excerpt, excerpt, steady_rate
from btspress.recipes.sequence import SequenceFile


def recipes_of(sequence: Sequence, bench: Bench) -> tuple[tuple[SequenceFile, ...], tuple[Source, ...]]:
    """The encodes of `sequence`, as a clip's, and the sources they need; shots without source are left out.

    The rate is the most frequent of the shots', the frame that of the widest shot.
    """
    delivery = bench.delivery
    shown = [
        (clip, clip.source, clip.source.facts.video)
        for clip in (shot.clip for shot in sequence.shots)
        if isinstance(clip.source, Source) and clip.source.facts.video
    ]
    if not shown:
        return (), ()
    rate = _most_frequent(steady_rate(video, source.treatment.picture) for _, source, video in shown)
    widest = delivery.video_widths[-1]
    width, height = max((even(*clip.size, widest) for clip, _, _ in shown), key=lambda size: size[0])
    sources = tuple(dict.fromkeys(source for _, source, _ in shown))
    pieces = tuple(_piece(clip, source, video, rate, bench) for clip, source, video in shown)
    overlap = min([round(sequence.overlap * rate), *(piece.frames // 2 for piece in pieces)])
    overlap = 0 if sequence.transition == "cut" else overlap
    origins = tuple(sources.index(source) for _, source, _ in shown)
    shapes = [clip.size for clip, _, _ in shown]

    def encode(codec: str, wide: int, high: int) -> SequenceFile:
        sizes = tuple(_within(shape, wide, high) for shape in shapes)
        parts = (pieces, origins, sizes, sequence.transition, overlap, wide, high, delivery.quality)
        return SequenceFile(codec, *parts)

    top = encode(delivery.codecs[-1], width, height)
    frames = [even(width, height, wide) for wide in rungs(top, top.duration, delivery)]
    made = (
        encode(codec, *size) for codec in delivery.codecs for size in frames if codec in codecs_for(delivery, *size)
    )
    return tuple(made), sources


def _piece(clip: Clip, source: Source, video: Video, rate: Fraction, bench: Bench) -> Excerpt:
    heard = heard_of(source, clip.range, bench, untouched=clip.untouched) if clip.sound else None
    repair = bench.repair_of(source, untouched=clip.untouched)
    return excerpt(source.facts, clip.range, rate, heard=heard, crop=clip.crop, repair=repair)


def _within(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """Largest even size of the shape of `size` that fits into a frame."""
    scale = min(Fraction(width, size[0]), Fraction(height, size[1]))
    wide, high = (max(round(side * scale / 2) * 2, 2) for side in size)
    return min(wide, width), min(high, height)


def _most_frequent(rates: Iterable[Fraction]) -> Fraction:
    counted = list(rates)
    return max(sorted(set(counted)), key=counted.count)
