"""S306: one picture in two comparisons."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from btspress.lint.reads import ChapterRead, FilmRead
from btspress.lint.rule import Finding, Limits, Rule
from btspress.model import Clip, Frame, Shown


def find(read: FilmRead, _: Limits) -> Iterator[Finding]:
    """Each picture of a comparison that an earlier comparison of the film shows too."""
    first: dict[Hashable, tuple[int, ChapterRead]] = {}
    for number, (chapter, piece) in enumerate(read.of("compare")):
        for each in (piece, *chapter.within(piece)):
            for shown in each.shown if each.kind != "cue" else ():
                before, other = first.setdefault(_key(shown), (number, chapter))
                if before != number:
                    where = "above" if other is chapter else f"in '{other.chapter.title}'"
                    yield Finding(each.span, f"already compared {where}")


def _key(shown: Shown) -> Hashable:
    if isinstance(shown, Frame):
        return (shown.source.name, shown.at, shown.crop)
    crop = shown.crop if isinstance(shown, Clip) else None
    return (shown.source.name, shown.range, crop)


RULE = Rule(
    code="S306",
    name="same-frame-twice",
    level="note",
    meaning="Two comparisons of a film show the same picture.",
    why="The second time, a reader recognises the frame and skips the point. Another moment of the same shot makes the "
    "same argument with fresh eyes.",
    remedy="Choose another moment of the shot, or refer to the first comparison.",
    film=find,
)
