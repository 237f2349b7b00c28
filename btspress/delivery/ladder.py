"""The encodes of a clip: which widths in which codecs, and which of them a browser is to take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Final

from btspress.delivery.audience import Delivery
from btspress.delivery.bench import Bench, file_of
from btspress.delivery.estimate import estimate
from btspress.delivery.sounds import heard_of
from btspress.engine.job import Job
from btspress.model import Clip, Source
from btspress.planned import File
from btspress.recipes.encode import AV1, AV1_SMALLEST, keys_in_step
from btspress.recipes.excerpt import excerpt, steady_rate
from btspress.recipes.rendition import Rendition
from btspress.recipes.rush import Rush
from btspress.recipes.sequence import SequenceFile

LOOP_BYTES: Final = 800_000
"""What a mute loop may take: nobody asked for it, it plays by itself."""
LOOP_WIDEST: Final = 960
"""Pixels; more would be spent on a picture that is not looked at closely."""

_APART = Fraction(3, 2)
"""A rung less than so many times narrower than the next saves too little to be worth an encode."""
_SHORTEST = Fraction(4)
_SMALLEST = 400_000
"""Below so many seconds, or bytes of the widest rung, a phone may as well load that."""


def renditions_of(clip: Clip, bench: Bench, *, single: bool = False) -> tuple[Rendition, ...]:
    """The encodes of `clip`, the widest alone where `single`; none when its source has no moving picture.

    Best codec first, and of one codec the narrowest first: the last is the widest that plays everywhere.
    """
    source = clip.source
    if not isinstance(source, Source) or source.facts.video is None:
        return ()
    delivery, looped = bench.delivery, clip.loop and not clip.sound and not clip.beat
    heard = heard_of(source, clip.range, bench, untouched=clip.untouched) if clip.sound else None
    repair = bench.repair_of(source, untouched=clip.untouched)
    own = steady_rate(source.facts.video, repair)
    rate, keys = (clip.beat.rate, keys_in_step(clip.beat.rate)) if clip.beat else (own, 0)
    piece = excerpt(source.facts, clip.range, rate, heard=heard, crop=clip.crop, repair=repair, exact=rate != own)
    widest = min(delivery.video_widths[-1], LOOP_WIDEST) if looped else delivery.video_widths[-1]
    top = Rendition(delivery.codecs[-1], piece, *even(*clip.size, widest), delivery.quality, keys=keys)
    top = replace(top, most_bytes=LOOP_BYTES) if looped else top
    widths = (top.width,) if single or looped else _widths(clip, top, delivery)
    sizes = [even(*clip.size, width) for width in widths]
    return tuple(
        replace(top, codec=codec, width=width, height=height)
        for codec in delivery.codecs
        for width, height in sizes
        if codec in codecs_for(delivery, width, height)
    )


def _widths(clip: Clip, top: Rendition, delivery: Delivery) -> tuple[int, ...]:
    """Of its ladder; clips in step have the rungs of the widest of them, so that all change at the same window."""
    if clip.beat is None:
        return rungs(top, top.piece.duration, delivery)
    shared = replace(top, width=min(clip.beat.widest, delivery.video_widths[-1]) // 2 * 2)
    return (*(width for width in rungs(shared, top.piece.duration, delivery) if width < top.width), top.width)


def made_as(recipe: Rendition | SequenceFile, delivery: Delivery) -> Rendition | SequenceFile | Rush:
    """What an encode is made by: itself, or in haste."""
    return Rush(recipe) if delivery.hasty else recipe


def rungs(top: Rendition | SequenceFile, seconds: Fraction, delivery: Delivery) -> tuple[int, ...]:
    """Widths from phone to that of `top`, ascending, as far apart as is worth it; one where `top` is small itself."""
    chosen = [top.width]
    if seconds < _SHORTEST or estimate(top).bytes < _SMALLEST:
        return tuple(chosen)
    for width in reversed(delivery.video_widths):
        if width * _APART <= chosen[-1]:
            chosen.append(width)
    return tuple(reversed(chosen))


def files_of(codecs: Iterable[str], jobs: Iterable[Job]) -> tuple[File, ...]:
    """The files of encodes in the order of `renditions_of`: a narrow rung is for windows no wider than it.

    The last of a codec has no condition, so that a browser which knows none plays one of them.
    """
    files, names = [file_of(job) for job in jobs], [*codecs]
    following = [*names[1:], ""]
    return tuple(
        replace(file, media=f"(max-width: {file.width}px)") if codec == after else file
        for file, codec, after in zip(files, names, following, strict=True)
    )


def even(width: int, height: int, widest: int) -> tuple[int, int]:
    """Even sizes of the same shape, no wider than `widest` and not enlarged."""
    wide = max(min(width, widest) // 2 * 2, 2)
    return wide, max(round(Fraction(height * wide, width * 2)) * 2, 2)


def codecs_for(delivery: Delivery, width: int, height: int) -> tuple[str, ...]:
    """The codecs that can hold such a picture, best first."""
    small = min(width, height) < AV1_SMALLEST
    return tuple(codec for codec in delivery.codecs if codec != AV1 or not small)
