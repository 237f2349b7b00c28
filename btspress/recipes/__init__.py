"""What can be made from a source: the table of recipes. A new one is a file here and a line below."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from btspress.engine.job import Recipe
from btspress.recipes.card import SocialCard
from btspress.recipes.flashes import FlashCheck
from btspress.recipes.hover import HoverLoop
from btspress.recipes.palette import Palette
from btspress.recipes.picture import Still
from btspress.recipes.placeholders import Placeholders
from btspress.recipes.playlist import MasterPlaylist, TrackPlaylist
from btspress.recipes.presskit import PressKit, PressStill
from btspress.recipes.rendition import Rendition
from btspress.recipes.scopes import Scopes
from btspress.recipes.segments import Segments
from btspress.recipes.sequence import SequenceFile
from btspress.recipes.sheet import ContactSheet
from btspress.recipes.sound import SoundFile
from btspress.recipes.strip import Strip
from btspress.recipes.unify import Unify
from btspress.recipes.waveform import Waveform

RECIPES: Mapping[str, type[Recipe]] = MappingProxyType(
    {
        recipe.name: recipe
        for recipe in (
            *(Rendition, SequenceFile, SoundFile, Still, Placeholders),
            *(Segments, TrackPlaylist, MasterPlaylist),
            *(ContactSheet, HoverLoop, Strip, Waveform, SocialCard, Palette, Unify, Scopes, FlashCheck),
            *(PressStill, PressKit),
        )
    }
)
"""Classes by the name that is part of each job's key."""
