"""What a job will cost, before it is done: for order, progress and `plan`."""

from __future__ import annotations

from dataclasses import dataclass

from btspress.engine.job import Recipe
from btspress.recipes.encode import AV1
from btspress.recipes.picture import Still
from btspress.recipes.rendition import Rendition
from btspress.recipes.sequence import SequenceFile
from btspress.recipes.sound import SoundFile


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one job."""

    seconds: float
    """Of work on one processor as fast as ours."""
    bytes: int
    processors: int = 1
    """How many it keeps busy."""


def estimate(recipe: Recipe) -> Estimate:
    """Measured megapixels a second, and bits a pixel, of each kind of work."""
    if isinstance(recipe, (Rendition, SequenceFile)):
        frames = recipe.frames if isinstance(recipe, SequenceFile) else recipe.piece.frames
        megapixels = recipe.width * recipe.height * frames / 1e6
        fast, bits = (55, 0.06) if recipe.codec == AV1 else (33, 0.11)
        return Estimate(0.2 + megapixels / fast, int(megapixels * 1e6 * bits / 8))
    if isinstance(recipe, Still):
        pixels = sum(made.width * made.height for made in recipe.outputs())
        return Estimate(0.1 + 0.1 * len(recipe.frames) + pixels / 6e6, int(pixels * 0.1))
    if isinstance(recipe, SoundFile):
        return Estimate(0.3, int(recipe.duration * 16_000))
    return Estimate(0.3, 2_000)
