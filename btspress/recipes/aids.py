"""What a filter graph needs besides the source: files made before it runs, in a scratch folder of the job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from btspress.engine.job import Input, Tools
from btspress.recipes.excerpt import Excerpt


@dataclass(frozen=True, slots=True)
class Aids:
    """Files beside one excerpt; None where it needs none."""

    look: Path | None = None
    """Its look-up table, as we wrote it."""
    motion: Path | None = None
    """How its camera shakes."""


NONE = Aids()
"""For an excerpt that is shown as it is."""


def prepared(piece: Excerpt, inputs: Sequence[Input], folder: Path, tools: Tools) -> Aids:
    """Make what `piece` needs, in `folder`; `inputs` are the source and, where it has a look, its table."""
    return NONE
