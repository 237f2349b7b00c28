"""Timed text: read in whatever form it was delivered, and checked.

WebVTT, SRT, SBV, ASS and TTML are read here and by no library: authors need the line of a fault, and clips
exact times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from btspress.diagnostics import Diagnostic, Severity, ordered, problem
from btspress.media.cue import MOST_CUES, Cue, at, ends_early, plain, seconds, unreadable
from btspress.media.encodings import decoded
from btspress.media.legible import illegible, overlapping
from btspress.media.ttml import read_ttml
from btspress.model import Caption
from btspress.timecode import TimeRange

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(0?\d{1,2})(?:[.,](\d{1,4}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?", re.ASCII)
_PAIR = re.compile(rf"\s*{_TIME},{_TIME}\s*", re.ASCII)
"""As SBV writes it."""
_CLOCK = re.compile(_TIME.replace("[.,]", "[.,:]"), re.ASCII)
"""As ASS writes it; players take a colon before the hundredths too."""
_STYLED = re.compile(r"\s*\[Script Info\]", re.IGNORECASE)
_MARKED_UP = re.compile(r"\s*<(?:\?xml|!--|!DOCTYPE\s+tt|(?:\w+:)?tt[\s>])")
_HEADER = re.compile(r"\s*WEBVTT")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_LONGEST: Final = 1000
"""Characters of a caption to which lines without times are still added."""
_MOST_FAULTS: Final = 1000
"""Of a file that is read to its end."""
_ALIKE: Final = 5
"""Faults of one kind that are shown one by one; the rest is counted."""


def read_captions(
    path: str, data: bytes, language: str, *, shown: bool = True
) -> tuple[tuple[Caption, ...], tuple[Diagnostic, ...]]:
    """Captions of the file `path` (site-relative) with bytes `data`, in order of time, and what is wrong.

    Words that are not `shown` over the picture, as descriptions, may be long.
    """
    cues, problems = _read(path, data, language)
    kept = sorted((cue for cue in cues if cue.caption.text), key=lambda cue: cue.caption.range)
    if not kept and not any(found.code in {"E801", "E802"} for found in problems):
        problems.append(problem("E801", "there is not one caption in the file", at(path, 1)))
    found = [*_few(problems), *(illegible(path, kept, language) if shown else overlapping(path, kept))]
    return tuple(cue.caption for cue in kept), ordered(found)


def read_marks(path: str, data: bytes) -> tuple[Mapping[str, Fraction], tuple[Diagnostic, ...]]:
    """Named moments of `clip.marks.vtt`: seconds by the name above the timing line, else by its text."""
    cues, problems = _read(path, data, "")
    named = {cue.name or _slug(cue.caption.text): cue.caption.range.start for cue in cues}
    named.pop("", None)
    return MappingProxyType(named), ordered(problems)


def _read(path: str, data: bytes, language: str) -> tuple[list[Cue], list[Diagnostic]]:
    text, encoding = decoded(data, language)
    text = text.replace("\r\r\n", "\n")  # a line end that went through two systems
    if _STYLED.match(text):
        read = _styled
    elif _MARKED_UP.match(text):
        read = read_ttml
    elif "-->" in text:
        read = _timed
    elif any(map(_PAIR.fullmatch, text[:2000].splitlines())):
        read = _paired
    else:
        return [], []
    cues, problems = read(path, text)
    if encoding and cues:
        problems.append(problem("E809", f"the captions are {encoding}, not UTF-8", at(path, 1)))
    return cues, problems


def _timed(path: str, text: str) -> tuple[list[Cue], list[Diagnostic]]:
    """WebVTT and SRT: blocks of lines, one of which has an arrow."""
    return _blocked(path, text, _TIMING, lambda line: "-->" in line)


def _paired(path: str, text: str) -> tuple[list[Cue], list[Diagnostic]]:
    """SBV: blocks whose first line has two times."""
    return _blocked(path, text, _PAIR, lambda line: _PAIR.fullmatch(line) is not None)


def _blocked(
    path: str, text: str, pattern: re.Pattern[str], is_time: Callable[[str], bool]
) -> tuple[list[Cue], list[Diagnostic]]:
    """The cues of blocks that have a line of times; `is_time` says which line is meant to be one."""
    cues: list[Cue] = []
    problems: list[Diagnostic] = []
    strict = _HEADER.match(text) is not None
    for first, block in _blocks(text, is_time):
        if strict and _ASIDE.match(block[0]):
            continue
        if len(problems) > _MOST_FAULTS:
            break
        place = next((n for n, line in enumerate(block) if is_time(line)), None)
        if place is None:
            problems.extend(_loose(path, first, block, cues, strict=strict))
            continue
        line, timing = first + place, pattern.fullmatch(block[place])
        if timing is None:
            problems.append(unreadable(path, line, block[place]))
            continue
        start, end = seconds(*timing.group(1, 2, 3, 4)), seconds(*timing.group(5, 6, 7, 8))
        if end <= start:
            problems.append(ends_early(path, line, block[place]))
        elif len(cues) < MOST_CUES:
            name = block[place - 1].strip() if place else ""
            named = not name.isdigit() and not _HEADER.match(name)
            words = plain("\n".join(block[place + 1 :]))
            cues.append(Cue(name if named else "", Caption(TimeRange(start, end), words), line))
    return cues, problems


def _loose(path: str, first: int, block: list[str], cues: list[Cue], *, strict: bool) -> Iterator[Diagnostic]:
    """Lines without times: in SRT they belong to the caption above, which has an empty line in it."""
    if block[0].strip().isdigit() or _HEADER.match(block[0]):
        return
    if cues and not strict and len(cues[-1].caption.text) < _LONGEST:
        last = cues[-1]
        words = plain("\n".join((last.caption.text, *block)))
        cues[-1] = Cue(last.name, Caption(last.caption.range, words), last.line)
        return
    hint = "remove the empty line above, or begin a comment with NOTE"
    yield problem("E801", "these words have no times", at(path, first, block[0]), hint, Severity.WARNING)


def _blocks(text: str, is_time: Callable[[str], bool]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines without an empty one between them, with the number of their first line.

    A second line with times begins a new run, with the number or name right above it: some files leave out
    the empty line.
    """
    block: list[str] = []
    timed = False
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if timed and is_time(line):
            above = [block.pop()] if block[-1].strip().isdigit() else []
            yield number - len(above) - len(block), block
            block, timed = above, False
        if line.strip():
            block.append(line)
            timed = timed or is_time(line)
        elif block:
            yield number - len(block), block
            block, timed = [], False


def _styled(path: str, text: str) -> tuple[list[Cue], list[Diagnostic]]:
    """ASS and SSA: the columns of a dialogue line are the ones that the last `Format:` line names."""
    cues: list[Cue] = []
    problems: list[Diagnostic] = []
    columns: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        key, _, rest = line.partition(":")
        if key == "Format":
            columns = [column.strip().lower() for column in rest.split(",")]
        elif key == "Dialogue" and len(cues) < MOST_CUES:
            row = dict(zip(columns, rest.split(",", max(len(columns) - 1, 0)), strict=False))
            times = [_CLOCK.fullmatch(row.get(edge, "").strip()) for edge in ("start", "end")]
            if not times[0] or not times[1]:
                problems.append(unreadable(path, number, f"{row.get('start')} {row.get('end')}"))
                continue
            wanted = TimeRange(seconds(*times[0].groups()), seconds(*times[1].groups()))
            if wanted.duration > 0:
                cues.append(Cue("", Caption(wanted, _said(row.get("text", ""))), number))
    return cues, problems


def _said(text: str) -> str:
    """The words of an ASS dialogue line; a drawing has none."""
    if re.search(r"\{[^{}]*\\p[1-9]", text):
        return ""
    bare = re.sub(r"\{[^{}]*\}", "", text)
    return plain(bare.replace("\\N", "\n").replace("\\n", " ").replace("\\h", " "))


def _few(problems: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The first faults of each kind, and how many there are besides."""
    kinds: dict[str, list[Diagnostic]] = {}
    for found in problems:
        kinds.setdefault(found.code, []).append(found)
    for code, alike in kinds.items():
        yield from alike[:_ALIKE]
        if len(alike) > _ALIKE:
            yield problem(code, f"{len(alike) - _ALIKE} more like the ones above", alike[_ALIKE].span)


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-")
