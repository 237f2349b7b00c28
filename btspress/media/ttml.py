"""TTML, and its kin DFXP, IMSC text, EBU-TT-D and iTunes Timed Text: XML, read without anything it could fetch.

Where a text is shown (regions, styles) is not kept; when and what is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Final
from xml.parsers import expat

from btspress.diagnostics import Diagnostic, problem
from btspress.media.cue import MOST_CUES, Cue, at, ends_early, seconds, tidy, unreadable
from btspress.model import Caption
from btspress.timecode import Rate, Smpte, TimeRange
from btspress.unchanging import unchanging

DEEPEST: Final = 64
"""Elements within one another."""
_MOST_CHANGES: Final = 100
"""Of the words of one paragraph."""
_CLOCK = re.compile(r"(\d{2,3}):(\d\d):(\d\d)(?:\.(\d{1,9})|[:;](\d{2,3})(?:\.\d+)?)?", re.ASCII)
_OFFSET = re.compile(r"(\d{1,12})(?:\.(\d{1,9}))?(ms|[hmsft])", re.ASCII)
_UNITS = MappingProxyType({"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)})
_RATIO = re.compile(r"(\d{1,6})[ :](\d{1,6})", re.ASCII)
_TIMED = frozenset({"body", "div", "p", "span"})
_TIMES = ("begin", "end", "dur")
_SILENT = frozenset({"head", "metadata", "set", "animate"})
_RUBY = frozenset({"text", "textContainer", "delimiter"})
_END = Fraction(1_000_000)


class _RefusedError(Exception):
    """It is XML that is not read."""


@unchanging
class Clock:
    """How a file counts time: attributes of its root."""

    frames: Fraction = Fraction(30)
    """A second."""
    ticks: Fraction = Fraction(1)
    smpte: bool = False
    """Whether clock times are timecode, which counts frames and not seconds."""
    drop: bool = False
    """Whether that skips frame numbers."""

    def seconds(self, text: str) -> Fraction | None:
        """The time that an expression such as `00:00:01.5`, `00:00:01:12`, `1.5s` or `36f` means; None for none."""
        clock, offset = _CLOCK.fullmatch(text), _OFFSET.fullmatch(text)
        if clock:
            hours, minutes, whole, fraction, frames = clock.groups()
            if self.smpte:
                rate = Rate(self.frames)
                drop = self.drop and bool(rate.drop)
                return rate.seconds(Smpte(int(hours), int(minutes), int(whole), int(frames or 0), drop).frame(rate))
            return seconds(hours, minutes, whole, fraction) + int(frames or 0) / self.frames
        if offset:
            unit = _UNITS.get(offset[3]) or 1 / (self.frames if offset[3] == "f" else self.ticks)
            return seconds(None, None, offset[1], offset[2]) * unit
        return None


@dataclass(slots=True)
class _Open:
    """An element that is not yet closed."""

    name: str
    span: TimeRange
    line: int
    silent: bool
    kept: bool
    """Whether spaces and line ends count as written."""
    follows: bool
    """Whether its children come one after the other."""
    next: Fraction
    """When the next child starts, if it says nothing else."""
    pieces: list[tuple[TimeRange, str]] = field(default_factory=list)
    """Words of a paragraph, and when they are shown."""


class _Reader:
    """Hears of elements and words in order, and gathers cues."""

    def __init__(self, path: str, parser: expat.XMLParserType) -> None:
        self.path, self.parser = path, parser
        self.clock = Clock()
        self.open: list[_Open] = []
        self.cues: list[Cue] = []
        self.problems: list[Diagnostic] = []
        self.pictures = False
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.words
        parser.StartDoctypeDeclHandler = self.doctype

    def doctype(self, *_: object) -> None:
        """A document type may define entities and name other files: none is taken."""
        raise _RefusedError("it has a DOCTYPE, which is refused")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = _local(tag)
        given = {_local(key): value.strip() for key, value in attributes.items()}
        if not self.open:
            if name != "tt":
                raise _RefusedError(f"it is XML, but no TTML: it starts with <{name}>")
            self.clock = _clock(given)
        if len(self.open) >= DEEPEST:
            raise _RefusedError(f"its elements are nested deeper than {DEEPEST} levels")
        if name == "br":
            self.words("\n", given=True)
        self.pictures |= "backgroundImage" in given or (name == "image" and bool(self.open))
        self.open.append(self._opened(name, given))

    def _opened(self, name: str, given: Mapping[str, str]) -> _Open:
        above = self.open[-1] if self.open else None
        line = self.parser.CurrentLineNumber
        times = {key: self._time(given[key], line) for key in _TIMES if key in given and name in _TIMED}
        silent = (
            name in _SILENT or given.get("ruby") in _RUBY or given.get("display") == "none" or None in times.values()
        )
        span = _span({key: time for key, time in times.items() if time is not None}, above)
        if "end" in times and span.duration <= 0 and name == "p" and not silent:
            self.problems.append(ends_early(self.path, line))
        return _Open(
            name=name,
            span=span,
            line=line,
            silent=silent or bool(above and above.silent),
            kept=given.get("space", "preserve" if above and above.kept else "") == "preserve",
            follows=given.get("timeContainer") == "seq",
            next=span.start,
        )

    def _time(self, text: str, line: int) -> Fraction | None:
        found = self.clock.seconds(text)
        if found is None:
            self.problems.append(unreadable(self.path, line, text))
        return found

    def words(self, text: str, given: bool = False) -> None:
        """Text inside an element, or a line break that is `given` as an element."""
        here = self.open[-1] if self.open else None
        paragraph = next((each for each in reversed(self.open) if each.name == "p"), None)
        if here is None or paragraph is None or here.silent:
            return
        written = text if given or here.kept else re.sub(r"\s+", " ", text)
        paragraph.pieces.append((here.span, written))

    def end(self, _: str) -> None:
        """An element ends; a paragraph becomes as many cues as its words change."""
        done = self.open.pop()
        if done.name != "p" or len(self.cues) >= MOST_CUES:
            return
        shown = [piece for piece in done.pieces if piece[0].duration > 0]
        edges = sorted({edge for span, text in shown if text.strip() for edge in (span.start, span.end)})
        if len(edges) > _MOST_CHANGES:
            raise _RefusedError(f"a paragraph changes more than {_MOST_CHANGES} times")
        for start, end in pairwise(edges):
            words = tidy("".join(text for span, text in shown if span.start <= start and span.end >= end))
            if words and end < _END:
                self.cues.append(Cue("", Caption(TimeRange(start, end), words), done.line))
            elif words:
                self.problems.append(problem("E801", "a caption has no end", at(self.path, done.line)))


def read_ttml(path: str, text: str) -> tuple[list[Cue], list[Diagnostic]]:
    """The cues of a TTML document, and what is wrong with it."""
    parser = expat.ParserCreate()
    reader = _Reader(path, parser)
    try:
        parser.Parse(text, True)
    except _RefusedError as refused:
        reason = str(refused)
    except (expat.ExpatError, ValueError) as broken:
        reason = str(broken).partition(":")[0]
    else:
        reason = "it holds pictures of text, which cannot become text" if reader.pictures and not reader.cues else ""
    if reason:
        line = parser.CurrentLineNumber
        reader.problems.append(problem("E801", f"the captions cannot be read: {reason}", at(path, line)))
    return reader.cues, reader.problems


def _span(times: Mapping[str, Fraction], above: _Open | None) -> TimeRange:
    """When an element is shown that says `times`, which count from the start of the one around it."""
    if above is None:
        return TimeRange(Fraction(0), _END)
    base = above.next if above.follows else above.span.start
    start = base + times.get("begin", 0)
    ends = [above.span.end]
    if "end" in times:
        ends.append(base + times["end"])
    if "dur" in times:
        ends.append(start + times["dur"])
    span = TimeRange(start, max(start, min(ends)))
    if above.follows:
        above.next = span.end
    return span


def _clock(given: Mapping[str, str]) -> Clock:
    """How the root says that time is counted."""
    rate = Fraction(_number(given.get("frameRate", "")) or 30)
    multiplier = _RATIO.fullmatch(given.get("frameRateMultiplier", ""))
    if multiplier and int(multiplier[1]) and int(multiplier[2]):
        rate *= Fraction(int(multiplier[1]), int(multiplier[2]))
    usual = rate * (_number(given.get("subFrameRate", "")) or 1) if "frameRate" in given else 1
    ticks = Fraction(_number(given.get("tickRate", "")) or usual)
    return Clock(rate, ticks, given.get("timeBase") == "smpte", given.get("dropMode", "nonDrop") != "nonDrop")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _local(name: str) -> str:
    """A name without its prefix: prefixes are free, and files bind them wrongly."""
    return name.rpartition(":")[2]
