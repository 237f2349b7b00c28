"""What the clips of a comparison show until they play: one and the same moment, unless their author says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from btspress.directives.directive import Desk
from btspress.directives.figure import poster_asked
from btspress.model import Clip, Frame, Side, Source
from btspress.written import Reference


def posed(sides: Sequence[Side], chosen: Sequence[Reference], desk: Desk) -> tuple[Side, ...]:
    """The sides, in the order of the pictures they were `chosen` by, with their posters.

    A side whose `poster=` is a moment or a picture file shows that. The others show the first such moment, else the
    middle of the shortest.
    """
    asked = [poster_asked(reference, side.shown, desk) for side, reference in zip(sides, chosen, strict=False)]
    asked += [None] * (len(sides) - len(asked))
    lengths = (side.shown.range.duration for side in sides if side.moving and isinstance(side.shown, Clip))
    moment = next(_moments(sides, asked), min(lengths, default=Fraction(0)) / 2)
    return tuple(_shown(side, poster, moment) for side, poster in zip(sides, asked, strict=True))


def moment_of(clip: Clip, seconds: Fraction) -> Frame | None:
    """The frame that `clip` shows so long after its start; None for what cannot be seen."""
    if not isinstance(clip.source, Source) or clip.source.facts.video is None:
        return None
    rate = clip.source.facts.video.rate
    at = rate.seconds(rate.frame_at(clip.range.start + seconds))
    return Frame(clip.source, at, clip.crop, untouched=clip.untouched)


def _moments(sides: Sequence[Side], asked: Sequence[Frame | None]) -> Iterator[Fraction]:
    for side, poster in zip(sides, asked, strict=True):
        clip = side.shown
        if isinstance(clip, Clip) and poster and poster.at is not None and poster.source == clip.source:
            yield poster.at - clip.range.start


def _shown(side: Side, poster: Frame | None, seconds: Fraction) -> Side:
    clip = side.shown
    if not isinstance(clip, Clip) or not side.moving:
        return side
    own = poster or moment_of(clip, seconds)
    return replace(side, shown=replace(clip, poster=own)) if own else side
