"""S407: the same seconds in two chapters."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, FilmRead, Piece
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.timecode import TimeRange

_ELSEWHERE = frozenset({"compare", "grade", "exercise"})
"""Blocks in which one looks again on purpose."""


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """Each clip most of which an earlier chapter has shown."""
    before: dict[str, list[tuple[TimeRange, ChapterRead]]] = {}
    for chapter, piece in read.of("picture", "inline"):
        clip = piece.clip
        if not clip or _ELSEWHERE & set(piece.inside):
            continue
        shown = before.setdefault(clip.source.name, [])
        first = next((other for span, other in shown if _alike(span, piece, limits) and other is not chapter), None)
        if first:
            yield Finding(piece.span, f"shown before in '{first.chapter.title}'; refer to it instead")
        shown.append((clip.range, chapter))


def _alike(earlier: TimeRange, piece: Piece, limits: Limits) -> bool:
    """Whether much of the clip lies in the earlier range."""
    now = piece.clip.range if piece.clip else earlier
    common = min(earlier.end, now.end) - max(earlier.start, now.start)
    return 100 * common > limits["percent"] * now.duration


RULE = Rule(
    code="S407",
    name="repeated-clip",
    level="note",
    meaning="A clip shows seconds that an earlier chapter has shown.",
    why="Repeated footage feels like a mistake unless the second look has a new question. A link back keeps the first "
    "look whole and costs the reader nothing.",
    remedy="Link to the first place, or choose other seconds; or allow it and say what is new.",
    limits=(limit("percent", 50, "percent of the clip that may have been shown"),),
    film=find,
)
