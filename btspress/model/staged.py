"""Nodes that are looked at while one reads on, or one after the other: scenes and galleries."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import ClassVar

from btspress.model.blocks import Figure
from btspress.model.inline import Part
from btspress.model.media import Block, Crop, Frame
from btspress.unchanging import unchanging


@unchanging
class Step:
    """A few words of a scene, and what is to be seen beside them."""

    parts: tuple[Part, ...]
    start: Fraction | None = None
    """Seconds after the start of the clip; None where the words stand beside all of it."""
    end: Fraction | None = None
    """Seconds to which the clip has gone when the words have passed; None where it stands still."""
    region: Crop | None = None
    """The part of the picture that is meant; None for the whole."""
    frame: Frame | None = None
    """The same as a still, where nothing moves; None where that would be the whole picture again."""

    @property
    def marked(self) -> bool:
        """Whether its place can be marked in the picture that stands for the whole."""
        return self.region is not None and self.start is None


@unchanging
class Held:
    """A picture that stays in place while its steps pass."""

    figure: Figure
    steps: tuple[Step, ...]


@unchanging
class Scene:
    """Told while the reader scrolls: words pass, the picture stays, moves closer, goes on."""

    template: ClassVar[str] = "scene"
    id: str
    title: str
    held: tuple[Held, ...]
    body: tuple[Block, ...] = ()
    at: str = field(default="", compare=False)


@unchanging
class Gallery:
    """Stills to be looked at one by one, large."""

    template: ClassVar[str] = "gallery"
    id: str
    title: str
    stills: tuple[Figure, ...]
    body: tuple[Block, ...] = ()
    at: str = field(default="", compare=False)
