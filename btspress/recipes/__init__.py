"""What can be made from a source: the table of recipes. A new one is a file here and a line below."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from btspress.engine.job import Recipe
from btspress.recipes.picture import Still
from btspress.recipes.placeholders import Placeholders
from btspress.recipes.rendition import Rendition
from btspress.recipes.sequence import SequenceFile
from btspress.recipes.sound import SoundFile

RECIPES: Mapping[str, type[Recipe]] = MappingProxyType(
    {recipe.name: recipe for recipe in (Rendition, SequenceFile, SoundFile, Still, Placeholders)}
)
"""Classes by the name that is part of each job's key."""
