"""The shape of a sound that is heard without pictures."""

from __future__ import annotations

from btspress.delivery.bench import Bench
from btspress.engine.job import Job
from btspress.model import Clip, Sequence, Sound
from btspress.planned import File
from btspress.recipes.waveform import DRAWN, PEAKS, Waveform


def waveform(shown: Clip | Sound | Sequence, jobs: tuple[Job, ...], bench: Bench) -> File | None:
    """Its drawing; made of the published file, so that one sees what one hears."""
    return _file(shown, jobs, bench, DRAWN)


def peaks(shown: Clip | Sound | Sequence, jobs: tuple[Job, ...], bench: Bench) -> File | None:
    """The same as data, in the BBC's format."""
    return _file(shown, jobs, bench, PEAKS)


def _file(shown: Clip | Sound | Sequence, jobs: tuple[Job, ...], bench: Bench, name: str) -> File | None:
    if not isinstance(shown, Sound):
        return None
    heard = jobs[-1]
    made = heard.recipe.outputs()[0].name
    job = bench.job_of(Waveform(shown.range.duration), ((heard, made),), heard.stem, shown.span)
    drawn = next(each for each in job.recipe.outputs() if each.name == name)
    return File(job.url(name), drawn.media_type, drawn.width, drawn.height)
