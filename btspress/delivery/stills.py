"""The picture files of a frame."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from btspress.delivery.bench import Bench, stem_of
from btspress.delivery.hovers import hover_of
from btspress.delivery.sheets import sheet_job
from btspress.diagnostics import Span
from btspress.engine.job import Job
from btspress.facts import Medium
from btspress.model import Frame, PictureRepair, Source
from btspress.planned import File, Hover, Picture, SourceSet
from btspress.recipes.excerpt import excerpt, still
from btspress.recipes.picture import TINY, Still
from btspress.recipes.placeholders import placeholder_class
from btspress.recipes.sheet import CHOICE
from btspress.timecode import TimeRange


def picture(frame: Frame, bench: Bench, span: Span | None = None) -> Picture | None:
    """The picture of `frame`; None when there is nothing to show."""
    recipe = recipe_of(frame, bench)
    if recipe is None or not isinstance(frame.source, Source):
        return None
    wanted, place = range_of(frame), span or frame.span
    made = ((sheet_job(frame, frame.source, wanted, bench, place), CHOICE),) if wanted else ()
    job = bench.job(recipe, (frame.source,), stem_of(frame.source), place, made=made)
    hover = hover_of(frame, frame.source, wanted, bench, place) if wanted else None
    return bench.pictures.setdefault(frame, _picture(recipe, job, hover))


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
    smaller = tuple(step for step in delivery.picture_widths if step < width)
    widths = (*smaller, min(width, delivery.largest_picture))
    if facts.medium is Medium.PICTURE:
        return Still(width, height, widths, crop=frame.crop, formats=delivery.picture_formats)
    wanted, repair = range_of(frame), PictureRepair() if frame.untouched else source.treatment.picture
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
