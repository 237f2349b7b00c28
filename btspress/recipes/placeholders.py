"""A style sheet with a blurred hint of every still: shown while the still loads; and with the colours of a film.

The hint is made of gradients, as pages must work where a policy allows pictures from the site's own
files only: `img-src 'self'` refuses `data:` addresses, and a file for each would cost a request.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final

from PIL import Image

from btspress.engine.job import Ingredient, Input, Job, Output, Tools
from btspress.recipes.picture import TINY
from btspress.recipes.tint import rule_of, tint_of
from btspress.unchanging import unchanging

_CLASS_LENGTH = 12
_GRID = (3, 2)
"""Columns and rows of colours."""
STYLE_SHEET: Final = "placeholders.css"
"""The one output."""


@unchanging
class Placeholders:
    """Class names in the order of the ingredients, which are the placeholders of still jobs.

    Where it is `tinted` one more ingredient comes last: the frame that gives its colours to the page.
    """

    name: ClassVar[str] = "placeholders"
    version: ClassVar[int] = 2

    classes: tuple[str, ...]
    tinted: bool = False

    def outputs(self) -> tuple[Output, ...]:
        """`placeholders.css`."""
        return (Output(STYLE_SHEET, "text/css"),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """One rule a picture, and one for the colours."""
        pictures, giving = inputs[: len(self.classes)], inputs[len(self.classes) :]
        rules = [*map(_tint, giving), *(_rule(name, given) for name, given in zip(self.classes, pictures, strict=True))]
        (into / STYLE_SHEET).write_text("".join(rules), encoding="ascii")


def placeholder_class(still: Job) -> str:
    """Class name that stands for the placeholder of `still`."""
    return f"ph-{still.key[:_CLASS_LENGTH]}"


def placeholders(stills: Iterable[Job], toolchain: str, giving: Job | None = None) -> Job:
    """The job that gathers the placeholders of `stills`; the page has the colours of `giving`, where there is one."""
    ordered = sorted(stills, key=lambda job: job.key)
    ingredients = tuple(Ingredient(job.key, job=job, output=TINY) for job in (*ordered, *([giving] if giving else ())))
    recipe = Placeholders(tuple(placeholder_class(job) for job in ordered), giving is not None)
    return Job(recipe, ingredients, toolchain, stem="pictures", weight=0.01)


def _rule(name: str, given: Input) -> str:
    """The mean colour, and a soft spot of colour for each cell of a grid laid over the picture."""
    whole = _whole(given)
    mean = _hex(whole.resize((1, 1), Image.Resampling.BOX))[0]
    columns, rows = _GRID
    spots = []
    for number, color in enumerate(_hex(whole.resize(_GRID, Image.Resampling.BOX))):
        row, column = divmod(number, columns)
        place = f"{round(column * 100 / (columns - 1))}% {round(row * 100 / (rows - 1))}%"
        spots.append(f"radial-gradient(at {place},{color},transparent 50%)")
    return f".{name}{{background:{','.join(spots)} {mean}}}\n"


def _tint(given: Input) -> str:
    """The colours of a frame; nothing where it has none."""
    tint = tint_of(_whole(given))
    return rule_of(tint) if tint else ""


def _whole(given: Input) -> Image.Image:
    with given.open() as file, Image.open(file, formats=("WEBP",)) as image:
        return image.convert("RGB")


def _hex(image: Image.Image) -> list[str]:
    """The colours of all pixels as CSS has them."""
    data = image.tobytes()
    return [f"#{data[at : at + 3].hex()}" for at in range(0, len(data), 3)]
