"""Where the media files of a film are used: every block that shows one, with what it shows of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from btspress.model import Chapter, Comparison, Figure, Film, Frame, Sequence, Shown, Soundbite, Source
from btspress.pages.plain import shortened, told
from btspress.unchanging import unchanging
from btspress.walk import walk

_WORDS = 100
_Node: TypeAlias = Figure | Comparison | Sequence | Soundbite


@unchanging
class Use:
    """One place where a file is shown."""

    kind: str
    """`clip`, `still`, `compare`, `sequence`, `soundbite` or `opening`."""
    words: str
    address: str
    chapter: str
    number: int
    times: tuple[tuple[Fraction, Fraction | None], ...]
    """Seconds of the file: from and to of what plays, and when a still is taken. Of a picture none."""
    language: str = ""
    """Of its chapter."""


def uses_of(film: Film) -> Iterator[tuple[Source, Use, Shown]]:
    """Every use of a media file that is there, in story order, with the first that it shows of it."""
    for number, chapter in enumerate(film.chapters, 1):
        for kind, words, address, parts in _places(chapter):
            of_file: dict[Source, list[Shown]] = {}
            for shown in parts:
                if isinstance(shown.source, Source):
                    of_file.setdefault(shown.source, []).append(shown)
            for source, every in of_file.items():
                times = tuple(dict.fromkeys(time for shown in every if (time := _time(shown))))
                called = words or chapter.title
                yield source, Use(kind, called, address, chapter.title, number, times, chapter.language), every[0]


def _places(chapter: Chapter) -> Iterator[tuple[str, str, str, tuple[Shown, ...]]]:
    """Kind, words and address of each place in a chapter, and all that is shown there."""
    if chapter.opening:
        yield "opening", chapter.title, chapter.address, (chapter.opening,)
    nodes: Iterator[_Node] = walk(chapter.blocks, Figure, Comparison, Sequence, Soundbite)
    for node in nodes:
        kind, words, parts = _parts(node)
        yield kind, words, f"{chapter.address}#{node.id}", parts


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
            return ("soundbite", shortened(told(node.body), _WORDS), (node.shown,)) if node.shown else ("", "", ())


def _time(shown: Shown) -> tuple[Fraction, Fraction | None] | None:
    if isinstance(shown, Frame):
        return None if shown.at is None else (shown.at, None)
    return (shown.range.start, shown.range.end) if shown.range else None
