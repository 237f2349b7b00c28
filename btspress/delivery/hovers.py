"""Hover loops: what plays on a card while a pointer rests on it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from btspress.delivery.bench import Bench, file_of, stem_of
from btspress.delivery.ladder import even
from btspress.delivery.sheets import excerpt_of, sheet_job
from btspress.diagnostics import Span
from btspress.engine.job import Job
from btspress.model import Clip, Frame, Sequence, Sound, Source
from btspress.planned import File, Hover
from btspress.recipes.encode import H264
from btspress.recipes.excerpt import steady_rate
from btspress.recipes.hover import HoverLoop
from btspress.recipes.rendition import Rendition
from btspress.recipes.sheet import CHOICE
from btspress.timecode import TimeRange

MOST_BYTES: Final = 60_000
"""What a loop may take: whoever passes over ten cards loads no more than a photograph."""
_WIDEST = 320
_FASTEST = Fraction(30)
_SHORTEST = Fraction(3, 2)
"""Seconds below which there is nothing to loop."""


def hover(shown: Clip | Sound | Sequence, jobs: tuple[Job, ...], bench: Bench) -> File | None:
    """The loop of a clip; None for anything else, and for what is too short to move."""
    if not isinstance(shown, Clip) or not isinstance(shown.source, Source):
        return None
    frame = Frame(shown.source, crop=shown.crop, untouched=shown.untouched)
    return hover_of(frame, shown.source, shown.range, bench, shown.span)


def hover_of(frame: Frame, source: Source, wanted: TimeRange, bench: Bench, span: Span | None) -> Hover | None:
    """The loop of a range of `source`, seen as `frame` sees it."""
    video = source.facts.video
    if video is None or wanted.duration < _SHORTEST or not bench.delivery.extras:
        return None
    whole = excerpt_of(frame, source, wanted, bench)
    rate = steady_rate(video, whole.look.repair)
    slower = rate / 2 if rate > _FASTEST else rate
    piece = replace(whole, rate=slower, frames=max(round(whole.duration * slower), 1))
    recipe = HoverLoop(Rendition(H264, piece, *even(*frame.size, _WIDEST), most_bytes=MOST_BYTES), whole.rate)
    sheet = sheet_job(frame, source, wanted, bench, span)
    made = file_of(bench.job(recipe, (source,), stem_of(source), span, made=((sheet, CHOICE),)))
    return Hover(made.url, made.media_type, made.width, made.height)
