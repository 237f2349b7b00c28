"""Contact sheets: what is looked over to choose a poster, and what a reader sees while scrubbing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from btspress.delivery.bench import Bench, file_of, slug, stem_of
from btspress.diagnostics import Span
from btspress.engine.job import Job
from btspress.media.webvtt import to_vtt
from btspress.model import Caption, Clip, Frame, PictureRepair, Sequence, Sound, Source
from btspress.planned import File
from btspress.recipes.excerpt import Excerpt, Look, excerpt
from btspress.recipes.sequence import SequenceFile
from btspress.recipes.sheet import SHEET, ContactSheet
from btspress.timecode import TimeRange

_INTERVALS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
"""Seconds from one small frame to the next."""
_EACH_SECOND = 30
"""Seconds of clip up to which every second is shown; more would not fit into the bytes."""
_MOST_TILES = 100
_MOST_COLUMNS = 10
_TILE = 160
_SHORTEST = 5
"""Seconds below which nobody scrubs."""
_MOST_JUDGED = 96
_A_SECOND = 8
"""Frames a second that are judged, where there are no more than `_MOST_JUDGED`."""
_BYTES_A_MINUTE = 60_000
_LEAST_MINUTES = Fraction(1, 2)
_HEAVY = 6_000_000_000
"""Pixels above which key frames are looked at first: all of them took 12 s of 20 s in 4K, and key frames 1 s."""


def sheet_job(frame: Frame, source: Source, wanted: TimeRange, bench: Bench, span: Span | None) -> Job:
    """The sheet of a range of `source`, which has pictures, seen as `frame` sees it."""
    piece = excerpt_of(frame, source, wanted, bench)
    video = source.facts.video
    coded = video.coded_width * video.coded_height if video else 0
    recipe = replace(_laid_out(piece), keys=coded * piece.frames > _HEAVY)
    return bench.job(recipe, (source,), stem_of(source), span)


def excerpt_of(frame: Frame, source: Source, wanted: TimeRange, bench: Bench) -> Excerpt:
    """All frames of a range at the rate of the source; small as they will be, what costs time is left undone."""
    repair = calm(bench.repair_of(source, untouched=frame.untouched))
    video = source.facts.video
    rate = video.rate.fps if video else Fraction(1)
    return excerpt(source.facts, wanted, rate, crop=frame.crop, repair=repair)


def calm(repair: PictureRepair) -> PictureRepair:
    """What of a repair can be seen in a small picture: its colours and its fields."""
    return replace(repair, denoise="", sharpen="", stabilise=False)


def sheet(shown: Clip | Sound | Sequence, jobs: tuple[Job, ...], bench: Bench) -> File | None:
    """The contact sheet as a file; None for sounds and what is short."""
    job = _job(shown, jobs, bench)
    return file_of(job) if job and job.recipe.outputs()[0].name == SHEET else None


def thumbnails(shown: Clip | Sound | Sequence, jobs: tuple[Job, ...], bench: Bench) -> File | None:
    """WebVTT that says where on the sheet each second is: `<track kind="metadata" label="thumbnails">`."""
    job = _job(shown, jobs, bench)
    if job is None or not isinstance(job.recipe, ContactSheet) or not job.recipe.count:
        return None
    # Beside these words lies the sheet, unless pictures have a host of their own.
    host = bench.delivery.host
    name = f"{host}{job.url(SHEET)}" if host else job.url(SHEET).rpartition("/")[2]
    return File(bench.text(job.stem, "thumbnails.vtt", to_vtt(_cues(job.recipe, name))), "text/vtt")


def _job(shown: Clip | Sound | Sequence, jobs: tuple[Job, ...], bench: Bench) -> Job | None:
    if isinstance(shown, Clip) and isinstance(shown.source, Source):
        if shown.range.duration < _SHORTEST:
            return None
        frame = Frame(shown.source, crop=shown.crop, untouched=shown.untouched)
        return sheet_job(frame, shown.source, shown.range, bench, shown.span)
    made = [(job, job.recipe) for job in jobs if isinstance(job.recipe, SequenceFile)]
    narrowest = (pair for pair in made if pair[1].codec == made[-1][1].codec)
    return next((_of_sequence(*pair, bench) for pair in narrowest), None)


def _of_sequence(job: Job, recipe: SequenceFile, bench: Bench) -> Job:
    """The sheet of a file that we made ourselves: nothing about it needs to be found out."""
    look = Look(0, recipe.width, recipe.height, True, False, False, "bt709", False)
    piece = Excerpt(look, None, Fraction(0), Fraction(0), recipe.frames, recipe.rate)
    whole = ((job, recipe.outputs()[0].name),)
    return bench.job_of(_laid_out(piece), whole, slug(job.stem), next(iter(job.spans), None))


def _laid_out(piece: Excerpt) -> ContactSheet:
    """Which frames are judged, and which of those stand on the sheet."""
    seconds, rate = piece.duration, piece.rate
    every = max(-(-piece.frames // _MOST_JUDGED), round(rate / _A_SECOND), 1)
    if seconds < _SHORTEST:
        return ContactSheet(piece, every)
    apart = max(round(_interval(seconds) * rate), 1)
    spread = max(round(Fraction(apart, every)), 1)
    every = max(round(Fraction(apart, spread)), 1)
    count = -(-piece.frames // (every * spread))
    rows = -(-count // _MOST_COLUMNS)
    shown = piece.look.crop
    wide, high = (shown.w, shown.h) if shown else (piece.look.width, piece.look.height)
    scale = Fraction(_TILE, max(wide, high))
    return ContactSheet(
        piece,
        every,
        tile=(max(round(wide * scale), 1), max(round(high * scale), 1)),
        count=count,
        columns=-(-count // rows),
        spread=spread,
        most_bytes=int(_BYTES_A_MINUTE * max(seconds / 60, _LEAST_MINUTES)),
    )


def _interval(seconds: Fraction) -> Fraction:
    """Seconds from one small frame of the sheet to the next."""
    if seconds <= _EACH_SECOND:
        return Fraction(_INTERVALS[0])
    usual = (Fraction(step) for step in _INTERVALS[1:] if seconds <= step * _MOST_TILES)
    return next(usual, seconds / _MOST_TILES)


def _cues(recipe: ContactSheet, name: str) -> Iterator[Caption]:
    """One cue for each small frame, from its own time to that of the next: its place on the sheet `name`."""
    wide, high = recipe.tile
    apart = Fraction(recipe.every * recipe.spread) / recipe.piece.rate
    for place in range(recipe.count):
        row, column = divmod(place, recipe.columns)
        shown = TimeRange(apart * place, min(apart * (place + 1), recipe.piece.duration))
        yield Caption(shown, f"{name}#xywh={column * wide},{row * high},{wide},{high}")
