"""S504: footage that nothing shows."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: FilmRead, _: Limits) -> Iterator[Finding]:
    """Each media file of the film's folder that nothing names."""
    paired = {file for files in read.pairs.values() for file in files}
    for path in read.spare:
        if path not in paired:
            yield Finding(read.title_span, f"{path} is used nowhere")


RULE = Rule(
    code="S504",
    name="orphan-clip",
    level="note",
    meaning="A media file in the folder of a film is used nowhere.",
    why="What was worth copying may be worth a sentence, and what was not makes the folder harder to hand on.",
    remedy="Show it, or move it out of the site's folder.",
    film=find,
)
