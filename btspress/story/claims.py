"""What a sidecar says of its file beside what the file says of itself: the author is believed, and told of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from btspress.diagnostics import Diagnostic, problem
from btspress.facts import Facts
from btspress.model import Slate
from btspress.story.heads import SidecarHead
from btspress.timecode import Rate, parse_smpte
from btspress.written import Table

_RATE = re.compile(r"(\d{1,6})(?:\.(\d{1,3})|/([1-9]\d{0,4}))?", re.ASCII)
_NTSC = (24, 30, 48, 60, 120)
_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")


def settled(facts: Facts, head: SidecarHead, table: Table | None, found: list[Diagnostic]) -> Facts:
    """The facts with the timecode and the rate that the sidecar `head` gives; `table` is where it was written."""
    if table is None:
        return facts
    for name, said, known in (("camera", head.camera, facts.camera), ("lens", head.lens, facts.lens)):
        if said and known and _differ(said, known):
            found.extend(_differs(table, name, f"the file says '{known}'; '{said}' is taken"))
    return _timed(_paced(facts, head.rate, table, found), head.timecode, table, found)


def slate_of(head: SidecarHead) -> Slate:
    """What stands on the board; a plain text is taken as it is."""
    slate = head.slate
    if isinstance(slate, str):
        return Slate(words=slate)
    return Slate(slate.scene, slate.shot, slate.take, slate.camera)


def parse_rate(text: str) -> Rate | None:
    """`25`, `24000/1001`, and `23.976` or `23.98` for that; None when `text` is no rate."""
    found = _RATE.fullmatch(text)
    if not found:
        return None
    if found[3]:
        fps = Fraction(int(found[1]), int(found[3]))
    else:
        fps = Fraction(f"{found[1]}.{found[2] or 0}")
        usual = (Fraction(whole * 1000, 1001) for whole in _NTSC)
        fps = next((each for each in usual if fps.denominator > 1 and abs(each - fps) < Fraction(1, 100)), fps)
    return Rate(fps) if 1 <= fps <= 1000 else None


def _paced(facts: Facts, text: str, table: Table, found: list[Diagnostic]) -> Facts:
    """Frames of varying length have no rate of their own, so the sidecar's is theirs; steady ones are measured."""
    if not text or facts.video is None:
        return facts
    rate, video = parse_rate(text), facts.video
    if rate is None:
        found.extend(_at(table, "rate", "E621", f"'{text}' is no rate", "write 25, 23.976 or 24000/1001"))
        return facts
    if not video.variable:
        if rate != video.rate:
            words = f"every frame of the file says {video.rate} fps, which is taken, and not {rate}"
            found.extend(_differs(table, "rate", words))
        return facts
    return replace(facts, video=replace(video, rate=rate))


def _timed(facts: Facts, text: str, table: Table, found: list[Diagnostic]) -> Facts:
    timecode = parse_smpte(text) if text else None
    if timecode is None:
        return facts
    rate = facts.video.rate if facts.video else None
    if rate and (fault := timecode.fault(rate)):
        found.extend(_at(table, "timecode", "E621", fault, f"the file runs at {rate} fps"))
        return facts
    if facts.timecode and str(facts.timecode) != str(timecode):
        found.extend(_differs(table, "timecode", f"the file starts at {facts.timecode}; {timecode} is taken"))
    return replace(facts, timecode=timecode)


def _differ(said: str, known: str) -> bool:
    """Whether two names mean different things: `ALEXA Mini` and `ARRI Alexa Mini` do not."""
    one, other = (set(_WORD.findall(name.casefold())) for name in (said, known))
    return not (one <= other or other <= one)


def _differs(table: Table, name: str, words: str) -> Iterator[Diagnostic]:
    return _at(table, name, "E235", words)


def _at(table: Table, name: str, code: str, words: str, hint: str = "") -> Iterator[Diagnostic]:
    entry = table.get(name)
    if entry:
        yield problem(code, words, entry.value.span, hint)
