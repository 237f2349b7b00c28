"""Whether captions can be read in the time that they are shown: width, height, speed, overlap.

The limits are those of broadcasters (BBC, Netflix): they are notes, each told once a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from btspress.diagnostics import Diagnostic, problem
from btspress.languages import primary
from btspress.media.cue import Cue, at

WIDEST: Final = 42
"""Characters a line may have."""
TALLEST: Final = 2
"""Lines a caption may have."""
FASTEST: Final = 20
"""Characters a second that can be read."""
_DENSE = frozenset({"ja", "ko", "zh", "yue"})
"""Languages of which one character reads as two."""
_NAMED: Final = 3
"""Lines that a finding lists."""


def illegible(path: str, cues: Sequence[Cue], language: str) -> Iterator[Diagnostic]:
    """What is hard to read in captions that are in order of time."""
    weight = 2 if primary(language) in _DENSE else 1
    measured = [(cue, _widest(cue) * weight) for cue in cues]
    if wide := [(cue, width) for cue, width in measured if width > WIDEST]:
        words = _counted(
            wide, f"caption line has {{}} characters; {WIDEST} are the most", "caption lines", "characters"
        )
        yield problem("E804", words, at(path, wide[0][0].line))
    heights = [(cue, cue.caption.text.count("\n") + 1) for cue in cues]
    if tall := [(cue, lines) for cue, lines in heights if lines > TALLEST]:
        words = _counted(tall, f"caption has {{}} lines; {TALLEST} are the most", "captions", "lines")
        yield problem("E812", words, at(path, tall[0][0].line))
    speeds = [(cue, _speed(cue) * weight) for cue in cues]
    if fast := [(cue, round(speed)) for cue, speed in speeds if speed > FASTEST]:
        words = _counted(fast, "caption asks for {} characters a second", "captions", "characters a second")
        yield problem("E805", words, at(path, fast[0][0].line))
    yield from overlapping(path, cues)


def overlapping(path: str, cues: Sequence[Cue]) -> Iterator[Diagnostic]:
    """E806, once for all captions that start before the one above ends."""
    over = [after for before, after in pairwise(cues) if after.caption.range.start < before.caption.range.end]
    if len(over) == 1:
        yield problem("E806", "this caption starts before the last one ends", at(path, over[0].line))
    elif over:
        words = f"{len(over)} captions start before the one above ends{_lines(over)}"
        yield problem("E806", words, at(path, over[0].line))


def _widest(cue: Cue) -> int:
    return max(map(len, cue.caption.text.split("\n")))


def _speed(cue: Cue) -> Fraction:
    """Characters a second."""
    return len(cue.caption.text.replace("\n", "")) / cue.caption.range.duration


def _counted(found: Sequence[tuple[Cue, int]], one: str, several: str, unit: str) -> str:
    """A sentence for one caption, or for many with the worst of them."""
    if len(found) == 1:
        return "a " + one.format(found[0][1])
    worst, most = max(found, key=lambda pair: pair[1])
    place = f" (line {worst.line})" if worst.line else ""
    return f"{len(found)} {several} are beyond the limit; the worst has {most} {unit}{place}"


def _lines(cues: Sequence[Cue]) -> str:
    """` (lines 6, 12, …)`; nothing where the form does not tell."""
    known = [str(cue.line) for cue in cues if cue.line]
    dots = ", …" if len(known) > _NAMED else ""
    return f" (lines {', '.join(known[:_NAMED])}{dots})" if known else ""
