"""The scopes of grades that are compared: which frames have them, and their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from btspress.delivery.bench import Bench, stem_of
from btspress.diagnostics import Span
from btspress.model import Frame, Grade, PictureRepair, Site, Source
from btspress.planned import File, Scope
from btspress.recipes.excerpt import still
from btspress.recipes.scopes import ACROSS, Scopes
from btspress.walk import walk


def graded(site: Site) -> Mapping[Frame, Scopes]:
    """The scopes that stand below grades: of their stills, and of the posters of their clips."""
    sides = (side.shown for grade in walk(site, Grade) for side in grade.comparison.sides)
    frames = (shown if isinstance(shown, Frame) else shown.poster for shown in sides)
    return {frame: recipe for frame in frames if frame and (recipe := _recipe_of(frame))}


def scopes_of(frame: Frame, bench: Bench, span: Span | None) -> tuple[Scope, ...]:
    """Parade and vectorscope of `frame`, and what they say; none for frames that no grade compares."""
    recipe = bench.graded.get(frame)
    if recipe is None or not isinstance(frame.source, Source) or not bench.delivery.extras:
        return ()
    job = bench.job(recipe, (frame.source,), stem_of(frame.source), span or frame.span)
    files = (File(job.url(made.name), made.media_type, made.width, made.height) for made in recipe.outputs())
    reading = bench.readings.get(frame)
    measured = (reading.light, reading.colour) if reading else (None, None)
    return tuple(map(Scope, files, measured))


def _recipe_of(frame: Frame) -> Scopes | None:
    source = frame.source
    if not isinstance(source, Source) or source.facts.video is None or frame.at is None:
        return None
    repair = PictureRepair() if frame.untouched else replace(source.treatment.picture, stabilise=False)
    wide, high = frame.size
    return Scopes(still(source.facts, frame.at, frame.crop, repair), max(round(Fraction(high * ACROSS, wide)), 2))
