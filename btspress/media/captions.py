"""Timed text: read in whatever form it was delivered, checked, cut to a clip, written as WebVTT.

WebVTT, SRT and ASS are read here, because authors need the line of a fault; other forms by pysubs2.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape, unescape
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import pysubs2

from btspress.diagnostics import Diagnostic, Span, ordered, problem
from btspress.model import Caption
from btspress.timecode import TimeRange

WIDEST: Final = 42
"""Characters a line may have."""
FASTEST: Final = 20
"""Characters a second that can be read."""

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,4}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?", re.ASCII)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|</?>|<\d[\d:.]*>|\{\\[^{}]*\}", re.ASCII)
_RUBY = re.compile(r"<rt[^>]*>.*?</rt>", re.DOTALL)
_STYLED = re.compile(r"\s*\[Script Info\]", re.IGNORECASE)
_CLOCK = re.compile(_TIME, re.ASCII)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig", ""),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_MOST_CUES = 20_000


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption with its name and the place where it was written."""

    name: str
    caption: Caption
    line: int
    """Of its timing line, from 1; 0 where the form does not tell."""


def read_captions(path: str, data: bytes, language: str) -> tuple[tuple[Caption, ...], tuple[Diagnostic, ...]]:
    """Captions of the file `path` (site-relative) with bytes `data`, in order of time, and what is wrong."""
    cues, problems = _read(path, data)
    kept = sorted((cue for cue in cues if cue.caption.text), key=lambda cue: cue.caption.range)
    if not kept and not problems:
        problems = [problem("E801", "there is not one caption in the file", _at(path, 1))]
    found = [*problems, *_checked(path, kept, dense=language.partition("-")[0] in {"ja", "ko", "zh"})]
    return tuple(cue.caption for cue in kept), ordered(found)


def read_marks(path: str, data: bytes) -> tuple[Mapping[str, Fraction], tuple[Diagnostic, ...]]:
    """Named moments of `clip.marks.vtt`: seconds by the name above the timing line, else by its text."""
    cues, problems = _read(path, data)
    named = {cue.name or _slug(cue.caption.text): cue.caption.range.start for cue in cues}
    named.pop("", None)
    return MappingProxyType(named), ordered(problems)


def cut(cues: Iterable[Caption], wanted: TimeRange) -> tuple[Caption, ...]:
    """The cues on screen during `wanted`, clipped to it and counted from its start."""
    return tuple(
        Caption(TimeRange(max(start, Fraction(0)), min(end, wanted.duration)), cue.text)
        for cue in cues
        if (end := cue.range.end - wanted.start) > 0 and (start := cue.range.start - wanted.start) < wanted.duration
    )


def to_vtt(cues: Iterable[Caption]) -> str:
    """WebVTT text; whatever the author wrote is text there, never markup."""
    blocks = [f"{_stamp(cue.range.start)} --> {_stamp(cue.range.end)}\n{_escaped(cue.text)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _read(path: str, data: bytes) -> tuple[list[Cue], list[Diagnostic]]:
    text, encoding = _decoded(data)
    problems = []
    if encoding:
        problems.append(problem("E809", f"the captions are {encoding}, not UTF-8", _at(path, 1)))
    read = _styled if _STYLED.match(text) else _timed if "-->" in text else _foreign
    cues, wrong = read(path, text)
    return cues, problems + wrong


def _decoded(data: bytes) -> tuple[str, str]:
    """Text, and the name of its encoding unless that is UTF-8."""
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            return data.decode(codec, "replace"), name
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "Windows-1252"


def _timed(path: str, text: str) -> tuple[list[Cue], list[Diagnostic]]:
    """WebVTT and SRT: blocks of lines, one of which has an arrow."""
    cues: list[Cue] = []
    problems: list[Diagnostic] = []
    for first, block in _blocks(text):
        at = next((n for n, line in enumerate(block) if "-->" in line), None)
        if at is None or block[0].startswith(("NOTE", "STYLE", "REGION", "WEBVTT")):
            continue
        line, timing = first + at, _TIMING.fullmatch(block[at])
        if timing is None:
            problems.append(_unreadable(path, line, block[at]))
            continue
        start, end = _seconds(*timing.group(1, 2, 3, 4)), _seconds(*timing.group(5, 6, 7, 8))
        name = block[at - 1].strip() if at else ""
        words = _plain("\n".join(block[at + 1 :]))
        if end <= start:
            problems.append(problem("E802", "a caption ends before it starts", _at(path, line, block[at])))
        elif len(cues) < _MOST_CUES:
            cues.append(Cue("" if name.isdigit() else name, Caption(TimeRange(start, end), words), line))
    return cues, problems


def _blocks(text: str) -> Iterable[tuple[int, list[str]]]:
    """Runs of lines without an empty one between them, with the number of their first line."""
    block: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _styled(path: str, text: str) -> tuple[list[Cue], list[Diagnostic]]:
    """ASS and SSA: the columns of a dialogue line are the ones that the last `Format:` line names."""
    cues: list[Cue] = []
    problems: list[Diagnostic] = []
    columns: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        key, _, rest = line.partition(":")
        if key == "Format":
            columns = [column.strip().lower() for column in rest.split(",")]
        elif key == "Dialogue" and len(cues) < _MOST_CUES:
            row = dict(zip(columns, rest.split(",", max(len(columns) - 1, 0)), strict=False))
            times = [_CLOCK.fullmatch(row.get(edge, "").strip()) for edge in ("start", "end")]
            if not times[0] or not times[1]:
                problems.append(_unreadable(path, number, f"{row.get('start')} {row.get('end')}"))
                continue
            wanted = TimeRange(_seconds(*times[0].groups()), _seconds(*times[1].groups()))
            words = _plain(re.sub(r"\{[^}]*\}", "", row.get("text", "")).replace("\\N", "\n").replace("\\h", " "))
            if wanted.duration > 0:
                cues.append(Cue("", Caption(wanted, words), number))
    return cues, problems


def _foreign(path: str, text: str) -> tuple[list[Cue], list[Diagnostic]]:
    """TTML and older forms."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            events = pysubs2.SSAFile.from_string(text)
    except Exception as broken:  # pysubs2 lets its parsers' own errors through
        return [], [problem("E801", f"the captions cannot be read ({broken})", _at(path, 1))]
    cues = [
        Cue(event.name, Caption(TimeRange(Fraction(event.start, 1000), Fraction(event.end, 1000)), words), 0)
        for event in events[:_MOST_CUES]
        if not event.is_comment and event.end > event.start and (words := _plain(event.plaintext))
    ]
    return cues, []


def _checked(path: str, cues: list[Cue], *, dense: bool) -> Iterable[Diagnostic]:
    """Width, speed and overlap. One character of a `dense` script reads as two."""
    weight = 2 if dense else 1
    for cue in cues:
        place, lines = _at(path, cue.line), cue.caption.text.split("\n")
        if (widest := max(len(line) for line in lines) * weight) > WIDEST:
            yield problem("E804", f"a caption line has {widest} characters; {WIDEST} are the most", place)
        speed = sum(len(line) for line in lines) * weight / cue.caption.range.duration
        if speed > FASTEST:
            yield problem("E805", f"a caption asks for {float(speed):.0f} characters a second", place)
    for before, after in pairwise(cues):
        if after.caption.range.start < before.caption.range.end:
            yield problem("E806", "this caption starts before the last one ends", _at(path, after.line))


def _unreadable(path: str, line: int, text: str) -> Diagnostic:
    hint = "write 00:00:12.500 --> 00:00:15.000"
    return problem("E801", f"the times '{text.strip()[:60]}' cannot be read", _at(path, line, text), hint)


def _at(path: str, line: int, text: str = "") -> Span:
    return Span(path, max(line, 1), 1, len(text) + 1 if text else 2)


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> Fraction:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + Fraction(int(fraction or 0), 10 ** len(fraction or ""))


def _plain(text: str) -> str:
    """Words alone; `<v Ian>Help` becomes `Ian: Help`."""
    spoken = _VOICE.sub(lambda voice: f"{voice[1].strip()}: ", _RUBY.sub("", text))
    bare = unescape(_TAG.sub("", spoken)).replace("\u200e", "").replace("\u200f", "").replace("\xa0", " ")
    return "\n".join(line for line in (" ".join(line.split()) for line in bare.splitlines()) if line)


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-")


def _stamp(seconds: Fraction) -> str:
    total = round(seconds * 1000)
    minutes, rest = divmod(total, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(escape(line, quote=False) for line in lines)
