"""S503: chapters without the one idea."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: FilmRead, _: Limits) -> Iterator[Finding]:
    """The film, when film.md names no theme."""
    if not read.film.theme:
        yield Finding(read.title_span, "name the one idea that ties the chapters")


RULE = Rule(
    code="S503",
    name="no-theme",
    level="warning",
    meaning="film.md has no theme.",
    why="Material is endless, attention is not. A theme in half a sentence decides what is left out, and every chapter "
    "can be asked what it adds to it.",
    remedy="Write 'theme: …' into film.md.",
    film=find,
)
