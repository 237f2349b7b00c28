"""The picture files of a frame."""

from __future__ import annotations

from fractions import Fraction

from btspress.delivery.bench import Bench, stem_of
from btspress.diagnostics import Span
from btspress.engine.job import Job
from btspress.facts import Medium
from btspress.model import Frame, PictureRepair, Source
from btspress.planned import File, Picture, SourceSet
from btspress.recipes.excerpt import still
from btspress.recipes.picture import TINY, Still
from btspress.recipes.placeholders import placeholder_class
from btspress.timecode import TimeRange

_CANDIDATES = 7
"""Frames that an automatic poster is chosen from."""


def picture(frame: Frame, bench: Bench, span: Span | None = None) -> Picture | None:
    """The picture of `frame`; None when there is nothing to show."""
    recipe = recipe_of(frame, bench)
    if recipe is None or not isinstance(frame.source, Source):
        return None
    job = bench.job(recipe, (frame.source,), stem_of(frame.source), span or frame.span)
    return bench.pictures.setdefault(frame, _picture(recipe, job))


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
    whole = TimeRange(Fraction(0), facts.duration)
    moments = [frame.at] if frame.at is not None else _spread(frame.automatic or whole)
    repair = PictureRepair() if frame.untouched else source.treatment.picture
    frames = tuple(still(facts, at, frame.crop, repair) for at in moments)
    return Still(width, height, widths, frames, formats=delivery.picture_formats)


def _spread(wanted: TimeRange) -> list[Fraction]:
    """Moments in the middle of equal parts of a range."""
    return [wanted.start + wanted.duration * (2 * n + 1) / (2 * _CANDIDATES) for n in range(_CANDIDATES)]


def _picture(recipe: Still, job: Job) -> Picture:
    by_type: dict[str, list[File]] = {}
    for made in recipe.outputs():
        if made.name != TINY:
            file = File(job.url(made.name), made.media_type, made.width, made.height)
            by_type.setdefault(made.media_type, []).append(file)
    sets = tuple(SourceSet(media_type, tuple(files)) for media_type, files in by_type.items())
    last = sets[-1].files
    fallback = next((file for file in last if file.width >= recipe.width // 2), last[-1])
    return Picture(recipe.width, recipe.height, sets, fallback, placeholder_class(job))
