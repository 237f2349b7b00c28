"""What plays while a pointer rests on a card: a few seconds of a clip where most happens, small and silent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

from btspress.engine.job import Input, Output, Tools
from btspress.recipes.excerpt import part
from btspress.recipes.rendition import Rendition
from btspress.recipes.sheet import LIVELIEST, LIVELY, chosen
from btspress.timecode import decimal
from btspress.unchanging import unchanging


@unchanging
class HoverLoop:
    """The `liveliest` seconds of a contact sheet's choice, which is the last ingredient."""

    name: ClassVar[str] = "hover"
    version: ClassVar[int] = 3

    whole: Rendition
    """How the clip would be made, all of it, at the size of a card."""
    rate: Fraction
    """Frames a second that the sheet counts in."""

    def outputs(self) -> tuple[Output, ...]:
        """One silent MP4."""
        return self.whole.outputs()

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Find the part, then encode it as any clip."""
        whole = self.whole.piece
        first = int(chosen(inputs[-1], LIVELIEST) * whole.rate / self.rate)
        wanted = part(whole, inputs[0].container, first, round(LIVELY * whole.rate))
        tools.notes["from"] = decimal(first / whole.rate)
        replace(self.whole, piece=wanted).make(inputs[:-1], into, tools)
