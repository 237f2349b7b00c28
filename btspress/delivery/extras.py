"""What makes a player comfortable besides its files. A new one is a function and a line in the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from btspress.delivery.bench import Bench
from btspress.delivery.hovers import hover
from btspress.delivery.sheets import sheet, thumbnails
from btspress.delivery.stream import stream_of
from btspress.delivery.strips import strip
from btspress.delivery.unlooked import unlooked
from btspress.delivery.waveforms import peaks, waveform
from btspress.engine.job import Job
from btspress.model import Clip, Sequence, Sound
from btspress.planned import File

Watched: TypeAlias = Clip | Sound | Sequence

Extra: TypeAlias = Callable[[Watched, tuple[Job, ...], Bench], File | None]
"""What is shown, the jobs of its files in their order, the bench → the extra file; None where it makes no sense."""

EXTRAS: Mapping[str, Extra] = MappingProxyType(
    {
        "stream": stream_of,
        "sheet": sheet,
        "thumbnails": thumbnails,
        "hover": hover,
        "strip": strip,
        "untouched": unlooked,
        "waveform": waveform,
        "peaks": peaks,
    }
)
"""Functions by the name under which templates find the file: `player.extras.hover`."""

FOR_AUTHORS = ("sheet",)
"""What a preview shows too: its author sees which frames a poster could have been."""


def extras_of(shown: Watched, jobs: tuple[Job, ...], bench: Bench) -> Mapping[str, File]:
    """All extras of what is shown, by name."""
    wanted = EXTRAS if bench.delivery.extras else {name: EXTRAS[name] for name in FOR_AUTHORS}
    found = {name: extra(shown, jobs, bench) for name, extra in wanted.items()}
    return MappingProxyType({name: file for name, file in found.items() if file})
