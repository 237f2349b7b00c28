"""Clips are looked over for flashes once they are made, and their authors told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from btspress.amounts import listed
from btspress.delivery.bench import Bench
from btspress.diagnostics import Diagnostic, Span, ordered, problem
from btspress.digest import Digest
from btspress.engine.job import Job
from btspress.engine.receipt import Receipt
from btspress.recipes.flashes import FLASHES, FlashCheck
from btspress.recipes.rendition import Rendition
from btspress.recipes.sequence import SequenceFile
from btspress.timecode import clock


def look_over(jobs: tuple[Job, ...], span: Span | None, bench: Bench) -> None:
    """Has the narrowest of the files of a player looked over, which is decoded soonest; a preview is not."""
    made = [(job, job.recipe) for job in jobs if isinstance(job.recipe, Rendition | SequenceFile)]
    if not made or not bench.delivery.extras:
        return
    job, recipe = min(made, key=lambda pair: (pair[1].width, pair[1].codec != "h264"))
    frames = recipe.frames if isinstance(recipe, SequenceFile) else recipe.piece.frames
    check = FlashCheck(recipe.width, recipe.height, frames, Fraction(recipe.rate))
    bench.job_of(check, ((job, recipe.outputs()[0].name),), job.stem, span)


def flashing(jobs: Iterable[Job], receipt: Callable[[Digest], Receipt | None]) -> Iterator[Diagnostic]:
    """E243 wherever a clip was asked for that flashes too much; `receipt` is that of a job, where it is done."""
    for job in jobs:
        told = receipt(job.key) if isinstance(job.recipe, FlashCheck) else None
        found = told.notes.get(FLASHES, ()) if told else ()
        if found:
            _, part, red = max(found, key=lambda each: each[1])
            times = ", ".join(dict.fromkeys(clock(Fraction(str(each[0]))) for each in found[:4]))
            what = "a saturated red flashes" if red else "light flashes"
            message = f"{what} more than three times a second in {part} % of the picture, at {times} of the clip"
            for span in job.spans or (None,):
                yield problem("E243", f"{message} ({job.stem})", span)


def once_a_clip(problems: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The problems with those of a clip that flashes put together: at its first place, naming the others."""
    flashes: dict[str, list[Diagnostic]] = {}
    for found in problems:
        if found.code == "E243":
            flashes.setdefault(found.message, []).append(found)
        else:
            yield found
    for message, some in flashes.items():
        first, *others = ordered(some)
        places = listed([f"{each.span.file}:{each.span.line}" for each in others if each.span])
        yield replace(first, message=f"{message}; shown too in {places}") if places else first
