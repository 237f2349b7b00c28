"""A look that draws a clip gently to the finished film: from the colours of both, as a cube."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import hypot
from pathlib import Path
from typing import ClassVar, Final

from btspress.engine.job import Input, Output, Tools
from btspress.media.cube import cube_text
from btspress.media.lab import LIGHT, Lab, lab_of
from btspress.media.toning import Gentle, toned_cube
from btspress.media.transfer import cloud_of, towards
from btspress.recipes.palette import SMALL
from btspress.unchanging import unchanging

LOOK: Final = "look.cube"
"""The one output."""

_TINTED = 4
"""Distance from grey in Lab that is seen as a colour."""
_GREY = 0.98
_BAR = 20
"""Of 255: rows that are never brighter are the bars above and below a wide picture."""


@unchanging
class Unify:
    """One look for all of a clip, so that nothing flickers; ingredients are its palette and those of the film."""

    name: ClassVar[str] = "unify"
    version: ClassVar[int] = 1

    strength: Fraction = Fraction(9, 20)
    """Part of the way to the film's colours: all of it is visibly wrong."""
    most: Fraction = Fraction(52, 5)
    """ΔE (1976) that no colour is moved further than."""
    skin: Fraction = Fraction(3, 4)
    """Part of the movement that skin is spared."""

    def outputs(self) -> tuple[Output, ...]:
        """`look.cube`, for other jobs and for colourists."""
        return (Output(LOOK, "text/plain", inner=True),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Compare the colours of the first input with those of all others together."""
        clip, *film = (_colours(given) for given in inputs)
        way = towards(cloud_of(clip), cloud_of([colour for each in film for colour in each]))
        way = way.in_lightness if _is_grey(clip) else way
        gentle = Gentle(float(self.strength), float(self.most), float(self.skin))
        (into / LOOK).write_text(cube_text(toned_cube(way, gentle)), encoding="ascii")


def _colours(palette: Input) -> list[Lab]:
    """The colours of a palette, without the bars of a wide picture; never none."""
    with palette.open() as file:
        data = file.read()
    row = SMALL[0] * 3
    rows = [data[start : start + row] for start in range(0, len(data), row)]
    seen = [any(max(each) > _BAR for each in rows[number :: SMALL[1]]) for number in range(SMALL[1])]
    first, last = (seen.index(True), len(seen) - seen[::-1].index(True)) if any(seen) else (0, len(seen))
    kept = b"".join(each for number, each in enumerate(rows) if first <= number % SMALL[1] < last)
    return _seen(kept)


def _is_grey(colours: Sequence[Lab]) -> bool:
    """Whether it is black and white, and is to stay so."""
    return sum(hypot(a, b) < _TINTED for _, a, b in colours) >= _GREY * len(colours)


def _seen(pixels: Sequence[int]) -> list[Lab]:
    triples = zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True)
    return [lab_of(LIGHT[red], LIGHT[green], LIGHT[blue]) for red, green, blue in triples]
