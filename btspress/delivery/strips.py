"""Contact strips: what paper shows of a sequence."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from btspress.delivery import sequences
from btspress.delivery.bench import Bench, file_of, slug
from btspress.delivery.sheets import calm
from btspress.engine.job import Job
from btspress.model import Clip, Sequence, Sound
from btspress.planned import File
from btspress.recipes.excerpt import Excerpt
from btspress.recipes.strip import Strip

_MOST_COLUMNS = 4
_CELL = 320
_LOOKED_AT = Fraction(2)
"""Seconds at the beginning of each shot in which a frame is looked for."""


def strip(shown: Clip | Sound | Sequence, jobs: tuple[Job, ...], bench: Bench) -> File | None:
    """The strip of a sequence; None for anything else."""
    if not isinstance(shown, Sequence):
        return None
    recipes, sources = sequences.recipes_of(shown, bench)
    if not recipes:
        return None
    whole = recipes[-1]
    height = max(round(Fraction(_CELL * whole.height, whole.width)), 1)
    shots = tuple(map(_beginning, whole.shots))
    recipe = Strip(shots, whole.origins, (_CELL, height), min(len(shots), _MOST_COLUMNS))
    return file_of(bench.job(recipe, sources, slug(shown.title or shown.id), next(iter(jobs[-1].spans), None)))


def _beginning(shot: Excerpt) -> Excerpt:
    seen = replace(shot.look, repair=calm(shot.look.repair))
    return replace(shot, look=seen, heard=None, frames=min(shot.frames, max(round(_LOOKED_AT * shot.rate), 1)))
