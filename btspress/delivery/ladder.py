"""The encodes of a clip: which widths in which codecs."""

from __future__ import annotations

from fractions import Fraction

from btspress.delivery.audience import Delivery
from btspress.delivery.bench import Bench
from btspress.delivery.sounds import heard_of
from btspress.model import Clip, PictureRepair, Source
from btspress.recipes.encode import AV1, AV1_SMALLEST
from btspress.recipes.excerpt import excerpt, steady_rate
from btspress.recipes.rendition import Rendition


def renditions_of(clip: Clip, bench: Bench) -> tuple[Rendition, ...]:
    """The encodes of `clip`, best first; none when its source is missing or has no moving picture."""
    source = clip.source
    if not isinstance(source, Source) or source.facts.video is None:
        return ()
    facts, delivery = source.facts, bench.delivery
    width, height = even(*clip.size, delivery.video_widths[-1])
    heard = heard_of(source, clip.range, bench, untouched=clip.untouched) if clip.sound else None
    repair = PictureRepair() if clip.untouched else source.treatment.picture
    piece = excerpt(facts, clip.range, steady_rate(source.facts.video), heard=heard, crop=clip.crop, repair=repair)
    codecs = codecs_for(delivery, width, height)
    return tuple(Rendition(codec, piece, width, height, delivery.quality) for codec in codecs)


def even(width: int, height: int, widest: int) -> tuple[int, int]:
    """Even sizes of the same shape, no wider than `widest` and not enlarged."""
    wide = max(min(width, widest) // 2 * 2, 2)
    return wide, max(round(Fraction(height * wide, width * 2)) * 2, 2)


def codecs_for(delivery: Delivery, width: int, height: int) -> tuple[str, ...]:
    """The codecs that can hold such a picture, best first."""
    small = min(width, height) < AV1_SMALLEST
    return tuple(codec for codec in delivery.codecs if codec != AV1 or not small)
