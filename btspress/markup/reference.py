"""A media address as written: `media/b.mov#t=10,24&xywh=0,0,640,360` → path and selection.

W3C Media Fragments 1.0 with `tc=` (embedded timecode), `f=` (frame numbers) and `still` added. Only
the form is judged here: whether the file exists, and whether the time lies in it, others know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from urllib.parse import unquote

from btspress.diagnostics import Diagnostic, Span, problem, suggest
from btspress.facts import MEDIUM_OF
from btspress.timecode import Smpte, clock, parse_clock, parse_smpte
from btspress.unchanging import unchanging
from btspress.written import Attributes, Reference, Region, Selection, Table, Time

_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]{1,31}:|//)", re.IGNORECASE | re.ASCII)
_IN_NAME = re.compile(rf"([^#]*\.(?:{'|'.join(MEDIUM_OF)}))(?=#|$)", re.IGNORECASE)
_LONG_SMPTE = re.compile(r"smpte(?:-\d{2})?(-drop)?:", re.ASCII)
_SHORT_SMPTE = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)(?:[:;](\d{2,3}))?", re.ASCII)
_FRAME = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?", re.ASCII)
_TIMES = frozenset({"t", "tc", "f", "id"})
_KEYS = ("t", "tc", "f", "id", "xywh", "track", "still")
_STARTS = tuple(f"{key}=" for key in _KEYS)
_MOST = 20
"""More pieces than a fragment can have."""


def medium(path: str) -> str:
    """`video`, `sound`, `picture`, or empty when the name does not say."""
    return MEDIUM_OF.get(path.rpartition(".")[2].lower(), "") if "." in path else ""


def is_cue(address: str) -> bool:
    """Whether a link's address leads into a media file of the site."""
    path = unquote(address.partition("#")[0])
    return not _SCHEME.match(address) and bool(medium(path))


def parse_reference(address: str, span: Span) -> tuple[Reference, tuple[Diagnostic, ...]]:
    """What an address means, and what is wrong with its form.

    `span` is where the address stands; if it is as long as the address, the parts get places of their
    own. The reference has neither words nor attributes.
    """
    scan = _Scan(address, span, [])
    end = scan.end_of_path()
    path = address[:end]
    shown = path if _SCHEME.match(path) else unquote(path)
    selection = scan.selection(end + 1) if end < len(address) else Selection()
    empty = Attributes(Table((), span))
    return Reference(shown, "", "", selection, empty, span, scan.spot(0, end)), tuple(scan.problems)


def parse_region(text: str, span: Span) -> tuple[Region | None, tuple[Diagnostic, ...]]:
    """The region that the value of `xywh=` means: `0,0,640,360` or `percent:40,20,20,30`."""
    scan = _Scan(text, span, [])
    return scan.region(text, span), tuple(scan.problems)


@unchanging
class _Piece:
    """One `key=value` of a fragment, percent-decoded."""

    key: str
    value: str | None
    span: Span
    value_span: Span


@unchanging
class _Scan:
    address: str
    span: Span
    problems: list[Diagnostic]

    def spot(self, start: int, end: int) -> Span:
        """The place of some characters of the address."""
        exact = self.span.end - self.span.col == len(self.address)
        return self.span.shifted(start, end - start) if exact else self.span

    def complain(self, code: str, span: Span, message: str, hint: str = "") -> None:
        """Takes down what is wrong."""
        self.problems.append(problem(code, message, span, hint))

    def end_of_path(self) -> int:
        """Where the path ends; a `#` in front of a media suffix is one that should be written `%23`."""
        sign = self.address.find("#")
        if sign < 0:
            return len(self.address)
        named = _IN_NAME.match(self.address, sign + 1)
        if not named or self.address[sign + 1 :].startswith(_STARTS):
            return sign
        name = _short(named[0])
        words = f"'#{name}' in the file name reads as a fragment"
        self.complain("E209", self.spot(sign, sign + 1), words, f"write %23{name}")
        return named.end()

    def selection(self, at: int) -> Selection:
        """What the fragment that starts at offset `at` selects."""
        chosen = Selection(span=self.spot(at, len(self.address)))
        if at == len(self.address):
            self.complain("E210", self.spot(at - 1, at), "'#' without a fragment", "remove the '#'")
            return chosen
        seen: set[str] = set()
        for piece in self._pieces(at):
            if piece.key in _TIMES and seen & _TIMES:
                words = "two time selections in one reference"
                self.complain("E202", piece.span, words, "keep one of t=, tc=, f= and id=")
            elif piece.key in seen:
                self.complain("E304", piece.span, f"'{piece.key}' is given twice")
            elif piece.key in _KEYS:
                chosen = self._with(chosen, piece)
            elif not piece.key:
                self.complain("E201", piece.span, "nothing stands here", "remove the '&'")
            else:
                hint = suggest(piece.key, _KEYS) or f"known: {', '.join(_KEYS)}"
                self.complain("E201", piece.span, f"unknown fragment '{_short(piece.key)}'", hint)
            seen.add(piece.key)
        if chosen.still and chosen.ranged:
            hint = "give one time: #t=12.5&still"
            self.complain("E203", chosen.span or self.span, "a still is one moment", hint)
            return replace(chosen, end=None, ranged=False)
        return chosen

    def _pieces(self, at: int) -> list[_Piece]:
        found = []
        for number, text in enumerate(self.address[at:].split("&")):
            if number == _MOST:
                break
            name, sign, value = text.partition("=")
            here = self.spot(at, at + max(len(text), 1))
            there = self.spot(at + len(name) + 1, at + len(text)) if value else here
            found.append(_Piece(unquote(name), unquote(value) if sign else None, here, there))
            at += len(text) + 1
        return found

    def _with(self, chosen: Selection, piece: _Piece) -> Selection:
        """`chosen`, narrowed by one piece; unchanged after a report."""
        if piece.key == "still":
            if piece.value is not None:
                self.complain("E201", piece.span, "'still' takes no value", "write &still")
            return replace(chosen, still=True)
        if not piece.value:
            code = {"id": "E217", "xywh": "E221", "track": "E201", "f": "E215"}.get(piece.key, "E211")
            self.complain(code, piece.span, f"'{piece.key}=' needs a value")
            return chosen
        if piece.key == "id":
            return replace(chosen, clock="id", mark=piece.value)
        if piece.key == "track":
            return replace(chosen, track=piece.value)
        if piece.key == "xywh":
            return replace(chosen, region=self.region(piece.value, piece.value_span))
        return self._timed(chosen, piece, piece.value)

    # ---- time ----

    def _timed(self, chosen: Selection, piece: _Piece, value: str) -> Selection:
        """`chosen` with the time of `t=`, `tc=` or `f=`."""
        parse, skipped = _reader(piece.key, value)
        start, comma, end = value[skipped:].partition(",")
        if comma and not end:
            hint = "write 3 to start there, 3,8 for a range, or ,8 to end there"
            words = f"'{_short(value)}': a time range needs a start, or a start and an end"
            self.complain("E211", piece.value_span, words, hint)
            return chosen
        exact = piece.value_span.end - piece.value_span.col == len(value)
        times: list[Time | None] = []
        for text, offset in ((start, skipped), (end, skipped + len(start) + 1)):
            span = piece.value_span.shifted(offset, len(text)) if exact else piece.value_span
            at = parse(text) if text else None
            if text and at is None:
                self._say_bad_time(piece.key, text, span)
                return chosen
            times.append(Time(at, span) if at is not None else None)
        first, last = times
        if first and last and self._backwards(first, last):
            return replace(chosen, clock=piece.key, start=first)
        return replace(chosen, clock=piece.key, start=first, end=last, ranged=bool(comma))

    def _say_bad_time(self, key: str, text: str, span: Span) -> None:
        shown = _short(text)
        if key == "f":
            self.complain("E215", span, f"'{shown}' is no frame number", "write whole numbers: f=1043,1121")
        elif key == "tc":
            self.complain("E211", span, f"'{shown}' is no timecode", "write hh:mm:ss:ff")
        else:
            self.complain(
                "E211",
                span,
                f"'{shown}' is no time",
                "write 12.5, 1:02, 1:02:03.5 or hh:mm:ss:ff; a range has a comma: 4,12",
            )

    def _backwards(self, first: Time, last: Time) -> bool:
        """Whether the range is seen to be empty without knowing the file; reported."""
        start, end = first.at, last.at
        if isinstance(start, Smpte) or isinstance(end, Smpte) or end > start:
            return False
        told = (f"{start:g}", f"{end:g}") if isinstance(start, int) else (_told(start), _told(Fraction(end)))
        words = f"the clip ends ({told[1]}) before it starts ({told[0]})"
        self.complain("E216", last.span, words, "swap the times")
        return True

    # ---- region ----

    def region(self, text: str, span: Span) -> Region | None:
        """The region that `text` means; None after a report."""
        unit, colon, rest = text.rpartition(":")
        numbers = rest.split(",", 4)
        good = len(numbers) == 4 and all(_NUMBER.fullmatch(number) for number in numbers)
        if not good or (colon and unit not in {"pixel", "percent"}):
            hint = "write xywh=x,y,w,h in pixels, or xywh=percent:x,y,w,h"
            self.complain("E221", span, f"'{_short(text)}' is no region", hint)
            return None
        x, y, w, h = (Fraction(number) for number in numbers)
        if not w or not h:
            self.complain("E222", span, "the region is empty", "give width and height a size above 0")
            return None
        return Region(x, y, w, h, unit == "percent", span)


def _reader(key: str, value: str) -> tuple[Callable[[str], Fraction | Smpte | int | None], int]:
    """How the times of a value are read, and how long the name of their clock in front of them is."""
    if key == "f":
        return _frame, 0
    if key == "tc":
        return parse_smpte, 0
    long = _LONG_SMPTE.match(value)
    if long:
        return (_dropped if long[1] else _counted), long.end()
    return _time, len("npt:") if value.startswith("npt:") else 0


def _frame(text: str) -> int | None:
    return int(text) if _FRAME.fullmatch(text) else None


def _time(text: str) -> Fraction | Smpte | None:
    elapsed = parse_clock(text)
    return parse_smpte(text) if elapsed is None else elapsed


def _counted(text: str, drop: bool = False) -> Smpte | None:
    """The W3C form, where the frames may be left out."""
    found = _SHORT_SMPTE.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds, frames = (int(each or 0) for each in found.groups())
    return Smpte(hours, minutes, seconds, frames, drop or ";" in text)


def _dropped(text: str) -> Smpte | None:
    return _counted(text, drop=True)


def _told(seconds: Fraction) -> str:
    return clock(seconds) if seconds >= 60 else f"{float(seconds):g}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}…"
