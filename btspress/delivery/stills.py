"""The picture files of a frame."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from btspress.delivery.bench import Bench, stem_of
from btspress.delivery.hovers import hover_of
from btspress.delivery.scopes import scopes_of
from btspress.delivery.sheets import sheet_job
from btspress.diagnostics import Span
from btspress.engine.job import Job
from btspress.facts import Medium
from btspress.model import Clip, Frame, Source
from btspress.planned import File, Hover, Picture, SourceSet
from btspress.recipes.excerpt import excerpt, still
from btspress.recipes.picture import TINY, Still
from btspress.recipes.placeholders import placeholder_class
from btspress.recipes.sheet import CHOICE
from btspress.timecode import TimeRange


def picture(frame: Frame, bench: Bench, span: Span | None = None) -> Picture | None:
    """The picture of `frame`; None when there is nothing to show."""
    recipe, job = recipe_of(frame, bench), job_of(frame, bench, span)
    if recipe is None or job is None or not isinstance(frame.source, Source):
        return None
    wanted = range_of(frame)
    hover = hover_of(frame, frame.source, wanted, bench, span or frame.span) if wanted else None
    made = replace(
        _picture(recipe, job, hover),
        untouched=_untouched(frame, frame.source, bench, span),
        scopes=scopes_of(frame, bench, span),
    )
    return bench.pictures.setdefault(frame, made)


def job_of(frame: Frame, bench: Bench, span: Span | None = None) -> Job | None:
    """The job that makes the files of `frame`; None when there is nothing to show."""
    recipe = recipe_of(frame, bench)
    if recipe is None or not isinstance(frame.source, Source):
        return None
    wanted, place = range_of(frame), span or frame.span
    made = ((sheet_job(frame, frame.source, wanted, bench, place), CHOICE),) if wanted else ()
    return bench.job(recipe, (frame.source,), stem_of(frame.source), place, made=made)


def _untouched(frame: Frame, source: Source, bench: Bench, span: Span | None) -> Picture | None:
    """The same frame as delivered, where it is drawn to the finished film, so that both can be seen."""
    if frame.untouched or not bench.is_drawn(source) or not bench.delivery.extras:
        return None
    recipe, wanted = recipe_of(replace(frame, untouched=True), bench), range_of(frame)
    if recipe is None:
        return None
    place = span or frame.span
    made = ((sheet_job(frame, source, wanted, bench, place), CHOICE),) if wanted else ()
    job = bench.job(recipe, (source,), stem_of(source), place, made=made)
    return replace(_picture(recipe, job, None), placeholder="")


def poster_of(clip: Clip) -> Frame:
    """The frame that stands for `clip`: that of its author, else the best to be found.

    Clips in step show the same time, the middle of their range: what stand side by side are views of one moment.
    """
    best = Frame(clip.source, automatic=clip.range, crop=clip.crop, untouched=clip.untouched)
    middle = (clip.range.start + clip.range.end) / 2
    return clip.poster or (replace(best, at=middle, automatic=None) if clip.beat else best)


def range_of(frame: Frame) -> TimeRange | None:
    """Where the best frame is to be found; None for a frame that is known."""
    if frame.at is not None or not isinstance(frame.source, Source) or frame.source.facts.video is None:
        return None
    return frame.automatic or TimeRange(Fraction(0), frame.source.facts.duration)


def recipe_of(frame: Frame, bench: Bench) -> Still | None:
    """How the files of `frame` are made; None when its source is missing or has no picture."""
    source, delivery = frame.source, bench.delivery
    if not isinstance(source, Source) or source.facts.medium is Medium.SOUND:
        return None
    facts = source.facts
    width, height = frame.size
    widest = min(width, delivery.largest_picture)
    widths = (*(step for step in delivery.picture_widths if step < widest), widest)
    if facts.medium is Medium.PICTURE:
        return Still(width, height, widths, crop=frame.crop, formats=delivery.picture_formats)
    wanted, repair = range_of(frame), bench.repair_of(source, untouched=frame.untouched)
    repair = replace(repair, stabilise=False)  # one frame does not shake
    if wanted and facts.video:
        piece = excerpt(facts, wanted, facts.video.rate.fps, crop=frame.crop, repair=repair)
    else:
        piece = still(facts, frame.at or Fraction(0), frame.crop, repair)
    return Still(width, height, widths, piece, formats=delivery.picture_formats, chosen=wanted is not None)


def _picture(recipe: Still, job: Job, hover: Hover | None) -> Picture:
    by_type: dict[str, list[File]] = {}
    for made in recipe.outputs():
        if made.name != TINY:
            file = File(job.url(made.name), made.media_type, made.width, made.height)
            by_type.setdefault(made.media_type, []).append(file)
    sets = tuple(SourceSet(media_type, tuple(files)) for media_type, files in by_type.items())
    last = sets[-1].files
    fallback = next((file for file in last if file.width >= recipe.width // 2), last[-1])
    return Picture(recipe.width, recipe.height, sets, fallback, placeholder_class(job), hover)
