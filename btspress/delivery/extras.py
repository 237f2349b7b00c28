"""What makes a player comfortable besides its files. A new one is a function and a line in the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from btspress.delivery.bench import Bench
from btspress.engine.job import Job
from btspress.model import Clip, Sequence, Sound
from btspress.planned import File

Watched: TypeAlias = Clip | Sound | Sequence

Extra: TypeAlias = Callable[[Watched, tuple[Job, ...], Bench], File | None]
"""What is shown, the jobs of its files (best first), the bench → the extra file; None where it makes no sense."""

EXTRAS: Mapping[str, Extra] = MappingProxyType({})
"""Functions by the name under which templates find the file: `player.extras.hover`."""


def extras_of(shown: Watched, jobs: tuple[Job, ...], bench: Bench) -> Mapping[str, File]:
    """All extras of what is shown, by name."""
    if not bench.delivery.extras:
        return MappingProxyType({})
    found = {name: extra(shown, jobs, bench) for name, extra in EXTRAS.items()}
    return MappingProxyType({name: file for name, file in found.items() if file})
