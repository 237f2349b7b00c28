"""Where the media files of a film are used: every block that shows one, with what it shows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from btspress.model import Chapter, Clip, Comparison, Figure, Film, Frame, Sequence, Shown, Sound, Soundbite, Source
from btspress.pages.plain import shortened, told
from btspress.timecode import TimeRange
from btspress.walk import walk

_WORDS = 100
_Node: TypeAlias = Figure | Comparison | Sequence | Soundbite


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a file is shown."""

    kind: str
    """`clip`, `still`, `compare`, `sequence`, `soundbite` or `opening`."""
    words: str
    address: str
    chapter: str
    number: int
    range: TimeRange | None
    """Seconds of the file; None for a picture, and for all of it."""
    at: Fraction | None = None
    """Seconds at which a still is taken from a video."""
    language: str = ""
    """Of its chapter."""


def uses_of(film: Film) -> Iterator[tuple[Source, Use, Shown]]:
    """Every use of a media file that is there, in story order."""
    for number, chapter in enumerate(film.chapters, 1):
        for use, shown in _uses(chapter, number):
            if isinstance(shown.source, Source):
                yield shown.source, use, shown


def _uses(chapter: Chapter, number: int) -> Iterator[tuple[Use, Shown]]:
    if chapter.opening:
        yield _use("opening", chapter.title, chapter.address, chapter, number, chapter.opening), chapter.opening
    nodes: Iterator[_Node] = walk(chapter.blocks, Figure, Comparison, Sequence, Soundbite)
    for node in nodes:
        kind, words, parts = _parts(node)
        for shown in parts:
            yield _use(kind, words, f"{chapter.address}#{node.id}", chapter, number, shown), shown


def _parts(node: _Node) -> tuple[str, str, tuple[Shown, ...]]:
    """Kind and words of a block, and all that it shows."""
    match node:
        case Figure():
            kind = "still" if isinstance(node.shown, Frame) else "clip"
            return kind, node.title or node.legend or node.alt, (node.shown,)
        case Comparison():
            words = node.title or " / ".join(side.label or side.alt for side in node.sides)
            return "compare", words, tuple(side.shown for side in node.sides if not side.absent)
        case Sequence():
            return "sequence", node.title, tuple(shot.clip for shot in node.shots)
        case Soundbite():
            return "soundbite", shortened(told(node.body), _WORDS), (node.shown,) if node.shown else ()


def _use(kind: str, words: str, address: str, chapter: Chapter, number: int, shown: Shown) -> Use:
    lasting = shown.range if isinstance(shown, Clip | Sound) else None
    at = shown.at if isinstance(shown, Frame) else None
    return Use(kind, words or chapter.title, address, chapter.title, number, lasting, at, chapter.language)
