"""One style sheet with a tiny picture for every still: shown while the still loads, under a strict policy."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from btspress.engine.job import Ingredient, Input, Job, Output, Tools
from btspress.recipes.picture import TINY

_CLASS_LENGTH = 12
STYLE_SHEET: Final = "placeholders.css"
"""The one output."""


@dataclass(frozen=True, slots=True)
class Placeholders:
    """Class names in the order of the ingredients, which are the placeholders of still jobs."""

    name: ClassVar[str] = "placeholders"
    version: ClassVar[int] = 1

    classes: tuple[str, ...]

    def outputs(self) -> tuple[Output, ...]:
        """`placeholders.css`."""
        return (Output(STYLE_SHEET, "text/css"),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """One rule a picture."""
        rules = [_rule(name, given) for name, given in zip(self.classes, inputs, strict=True)]
        (into / STYLE_SHEET).write_text("".join(rules), encoding="ascii")


def placeholder_class(still: Job) -> str:
    """Class name that stands for the placeholder of `still`."""
    return f"ph-{still.key[:_CLASS_LENGTH]}"


def placeholders(stills: Iterable[Job], toolchain: str) -> Job:
    """The job that gathers the placeholders of `stills`."""
    ordered = sorted(stills, key=lambda job: job.key)
    ingredients = tuple(Ingredient(job.key, job=job, output=TINY) for job in ordered)
    recipe = Placeholders(tuple(placeholder_class(job) for job in ordered))
    return Job(recipe, ingredients, toolchain, stem="pictures", weight=0.01)


def _rule(name: str, given: Input) -> str:
    with given.open() as file:
        data = b64encode(file.read()).decode("ascii")
    return f".{name}{{background-image:url(data:image/webp;base64,{data})}}\n"
