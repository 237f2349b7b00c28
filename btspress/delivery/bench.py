"""Where jobs are put together: each once, however often it is asked for; and what they may ask about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from btspress.delivery.audience import Delivery
from btspress.delivery.estimate import estimate
from btspress.diagnostics import Span
from btspress.digest import Digest, digest
from btspress.engine.job import KEY_LENGTH, Ingredient, Job, Recipe, key_of
from btspress.levels import Measured
from btspress.model import Clip, Frame, Lut, PictureRepair, Sound, Source
from btspress.planned import File, Picture, Reading
from btspress.recipes.scopes import Scopes
from btspress.story.addresses import RESERVED
from btspress.walk import walk

_STEM = 60
S = TypeVar("S", bound=Clip | Frame | Sound)


class Bench:
    """What a plan is made of, so far."""

    def __init__(self, toolchain: str, delivery: Delivery, language: str, levels: Measured | None = None) -> None:
        """`language` is the site's; `levels` holds what was measured of its sounds."""
        self.delivery = delivery
        self.language = language
        self.levels: Measured = levels if levels is not None else MappingProxyType({})
        self._jobs: dict[Digest, Job] = {}
        self._asked: dict[Digest, set[Span]] = {}
        self.texts: dict[str, str] = {}
        self.pictures: dict[Frame, Picture] = {}
        self.graded: Mapping[Frame, Scopes] = MappingProxyType({})
        """Frames whose scopes are shown."""
        self.readings: Mapping[Frame, Reading] = MappingProxyType({})
        """What those say, as far as it is known."""
        self.direct: dict[str, str] = {}
        """Media types of addresses for which the source itself will do, while its author looks."""
        self._made: dict[Clip | Frame | Sound, list[Digest]] = {}
        """Keys of the jobs of what was shown so far."""
        self._placing: list[Digest] = []
        self._looks: dict[Digest, tuple[Lut, Job]] = {}
        self._toolchain = toolchain

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs so far, each with every place that asked for it."""
        return tuple(replace(job, spans=tuple(sorted(self._asked[key]))) for key, job in self._jobs.items())

    def job(
        self,
        recipe: Recipe,
        sources: Iterable[Source],
        stem: str,
        span: Span | None,
        made: Iterable[tuple[Job, str]] = (),
    ) -> Job:
        """The job that makes `recipe` of `sources`; it remembers every place that asked for it.

        The looks of what it shows come after the sources, each once. `made` are outputs of other jobs that it
        needs besides: (job, name of its output).
        """
        looks = dict.fromkeys(walk(recipe, Lut))
        parts = (*map(_ingredient, sources), *map(self._table, looks), *map(_output, made))
        return self._placed(recipe, parts, stem, span)

    def once(self, shown: S, make: Callable[[S], object]) -> None:
        """Calls `make`, which plans `shown`; where the same is shown again, its jobs only learn who else asks."""
        if shown not in self._made:
            self._made[shown] = self._placing = []
            make(shown)
            self._placing = []
        elif shown.span:
            for key in self._made[shown]:
                self._ask(key, shown.span)

    def draw(self, source: Source, job: Job) -> None:
        """Show all that is taken of `source` through the one output of `job`, a look."""
        made = job.url(job.recipe.outputs()[0].name)
        self._looks[source.digest] = (Lut(made, job.key, ours=True), job)

    def is_drawn(self, source: Source) -> bool:
        """Whether it is shown through a look that we make."""
        return source.digest in self._looks

    def repair_of(self, source: Source, *, untouched: bool) -> PictureRepair:
        """All that is done to the pictures of `source`; nothing where they are shown untouched."""
        if untouched:
            return PictureRepair()
        repair, drawn = source.treatment.picture, self._looks.get(source.digest)
        return replace(repair, look=drawn[0]) if drawn else repair

    def job_of(self, recipe: Recipe, made: Iterable[tuple[Job, str]], stem: str, span: Span | None) -> Job:
        """The job that makes `recipe` of outputs of other jobs: (job, name of its output)."""
        return self._placed(recipe, tuple(map(_output, made)), stem, span)

    def text(self, stem: str, ending: str, text: str) -> str:
        """Address of a small file that needs no job."""
        url = f"/media/{stem}.{digest(text)[:KEY_LENGTH]}.{ending}"
        self.texts[url] = text
        return url

    def _table(self, look: Lut) -> Ingredient:
        if not look.ours:
            return Ingredient(look.digest, look.name)
        job = next(job for mine, job in self._looks.values() if mine == look)
        return _output((job, job.recipe.outputs()[0].name))

    def _placed(self, recipe: Recipe, parts: tuple[Ingredient, ...], stem: str, span: Span | None) -> Job:
        """The job; of the places that asked for it, it holds the first until all are known."""
        key = key_of(recipe, parts, self._toolchain)
        self._placing.append(key)
        if key not in self._jobs:
            self._jobs[key], self._asked[key] = self._new(recipe, parts, stem), set()
        if span:
            self._ask(key, span)
        return self._jobs[key]

    def _ask(self, key: Digest, span: Span) -> None:
        job = self._jobs[key]
        self._asked[key].add(span)
        if not job.spans or span < job.spans[0]:
            self._jobs[key] = replace(job, spans=(span,))

    def _new(self, recipe: Recipe, parts: tuple[Ingredient, ...], stem: str) -> Job:
        cost = estimate(recipe)
        return Job(
            recipe, parts, self._toolchain, stem, weight=cost.seconds, bytes=cost.bytes, processors=cost.processors
        )


def file_of(job: Job, number: int = 0) -> File:
    """One output of a job as pages show it."""
    made = job.recipe.outputs()[number]
    return File(job.url(made.name), made.media_type, made.width, made.height)


def stem_of(source: Source) -> str:
    """Readable start of the names of what is made from a source."""
    return slug(PurePosixPath(source.name).stem)


def slug(text: str) -> str:
    """Lowercase letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_STEM].strip("-") or "media"
    return f"{made}-media" if made in RESERVED else made


def _ingredient(source: Source) -> Ingredient:
    return Ingredient(source.digest, source.name, source.facts.container)


def _output(made: tuple[Job, str]) -> Ingredient:
    job, output = made
    return Ingredient(job.key, job=job, container="mov", output=output)
