"""The moving picture of a clip as it was recorded, small and mute, where it is drawn to the finished film."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from btspress.delivery.bench import Bench, file_of, stem_of
from btspress.delivery.ladder import even, renditions_of
from btspress.engine.job import Job
from btspress.model import Clip, Sequence, Sound, Source
from btspress.planned import File

_WIDEST: Final = 640
"""Pixels: it is there to be compared with, not to be watched."""


def unlooked(shown: Clip | Sound | Sequence, _: tuple[Job, ...], bench: Bench) -> File | None:
    """The file that plays everywhere of a clip that is drawn; None for all else."""
    if not isinstance(shown, Clip) or not isinstance(shown.source, Source) or shown.untouched:
        return None
    if not bench.is_drawn(shown.source):
        return None
    raw = replace(shown, untouched=True, sound=False, beat=None, loop=False)
    recipe = renditions_of(raw, bench, single=True)[-1]
    width, height = even(*shown.size, _WIDEST)
    small = replace(recipe, width=width, height=height)
    return file_of(bench.job(small, (shown.source,), stem_of(shown.source), shown.span))
