"""Timed text of a clip: files beside it, and tracks inside it where there is no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from btspress.diagnostics import Diagnostic, Severity, Span, problem, suggest
from btspress.digest import Digest
from btspress.facts import EmbeddedText, Facts
from btspress.languages import canonical, primary
from btspress.media.captions import read_captions, read_marks
from btspress.model import Caption, Captions
from btspress.story.layout import UNREAD, Beside
from btspress.timecode import TimeRange
from btspress.unchanging import unchanging

MARKS = "marks"
_KINDS = MappingProxyType({"captions": "captions", "sdh": "captions", "desc": "descriptions"})
_FORCED = "subtitles for foreign words alone are not shown: a player shows one track at a time"
_OLD = (".vtt", ".srt")
"""Of two files that say the same, the one that is nearer to what is published."""


@unchanging
class TimedText:
    """A timed-text file that could be read."""

    digest: str
    cues: tuple[Caption, ...] = ()
    marks: tuple[tuple[str, Fraction], ...] = ()
    """Named moments, from a marks file."""


def is_read(beside: Beside) -> bool:
    """Whether a file beside a clip is looked at at all.

    One that says no language is not: drones write long logs, with the place of each moment, beside each clip.
    """
    return beside.what == MARKS or (beside.what in _KINDS and bool(_language(beside)))


def timed_text(beside: Beside, key: Digest, data: bytes) -> tuple[TimedText, tuple[Diagnostic, ...]]:
    """The captions or marks of a file beside a clip that is to be read, and what is wrong with them."""
    if beside.what == MARKS:
        marks, found = read_marks(beside.path, data)
        return TimedText(key, marks=tuple(marks.items())), found
    cues, found = read_captions(beside.path, data, _language(beside), shown=beside.what != "desc")
    return TimedText(key, cues), found


def captions_of(
    media: str, beside: Iterable[Beside], facts: Facts, timed: Mapping[str, TimedText], digest: Digest, spoken: str
) -> tuple[tuple[Captions, ...], tuple[Diagnostic, ...]]:
    """All timed text of the file at `media` in which the language `spoken` is heard, and what is not shown and why."""
    made: dict[tuple[str, str], Captions] = {}
    found: list[Diagnostic] = []
    for each in sorted(beside, key=_rank):
        text, language = timed.get(each.path), _language(each)
        if each.what == MARKS:
            continue
        if fault := _fault(each, language, made.get((language, each.what))):
            found.append(fault)
        elif text:
            kind = _kind(each.what, language, spoken)
            hearing = each.what == "sdh"
            made[language, each.what] = Captions(each.path, text.digest, language, kind, text.cues, hearing)
    for inside in facts.texts:
        language = canonical(inside.language) or primary(spoken)
        what = inside.role or "captions"
        if reason := inside.reason or _unfit(inside, language):
            words = f"text track {inside.stream} of {_base(media)} is not shown: {reason}"
            hint = f"add {_base(media).rpartition('.')[0]}.{language or 'en'}.vtt beside the file if you want it shown"
            found.append(problem("E811", words, Span(media, 1, 1, 2), hint, Severity.NOTE))
        elif (language, what) not in made:
            kind, hearing = _kind(what, language, spoken), what == "sdh"
            cues = tuple(Caption(TimeRange(start, end), words) for start, end, words in inside.cues)
            made[language, what] = Captions(media, digest, language, kind, cues, hearing, embedded=True)
    return tuple(_told_apart(made.values())), tuple(found)


def marks_of(beside: Iterable[Beside], timed: Mapping[str, TimedText]) -> tuple[tuple[str, Fraction], ...]:
    """Named moments in the marks files among those beside a clip."""
    texts = [timed[each.path] for each in beside if each.what == MARKS and each.path in timed]
    return tuple(mark for text in texts for mark in text.marks)


def _language(beside: Beside) -> str:
    """The language that a file's name says; none where it says its kind in that place."""
    return "" if beside.language in {*_KINDS, "forced"} else canonical(beside.language)


def _rank(beside: Beside) -> tuple[str, str, int, str]:
    """In order of language and kind; of two files that say the same, the better form first."""
    ending = beside.path[beside.path.rfind(".") :].lower()
    return (beside.language, beside.what, _OLD.index(ending) if ending in _OLD else len(_OLD), beside.path)


def _fault(beside: Beside, language: str, other: Captions | None) -> Diagnostic | None:
    """Why a file beside a clip is not shown."""
    span, name = Span(beside.path, 1, 1, 2), _base(beside.path)
    stem, _, ending = name.rpartition(".")
    if beside.what == UNREAD:
        hint = f"export them as {stem}{'' if beside.language else '.en'}.vtt or .srt"
        return problem("E811", f"{name} is not shown: captions of this kind are not read", span, hint)
    if not beside.language:
        hint = f"name it {stem}.en.{ending} if it holds captions"
        return problem("E811", f"{name} does not say its language", span, hint, Severity.NOTE)
    if not language:
        hint = f"name it {stem.split('.')[0]}.en.{ending}"
        return problem("E807", f"'{beside.language}' in {name} is no language", span, hint)
    if beside.what == "forced":
        return problem("E811", f"{name} is not shown: {_FORCED}", span, "write those lines into the captions too")
    if beside.what not in _KINDS:
        hint = suggest(beside.what, ("sdh", "desc", MARKS)) or "known kinds are sdh and desc"
        return problem("E811", f"'{beside.what}' in {name} is no kind of timed text", span, hint)
    if other:
        return problem("E811", f"{name} is not used: {_base(other.name)} says the same", span, severity=Severity.NOTE)
    return None


def _unfit(inside: EmbeddedText, language: str) -> str:
    """Why a text track with words is not shown; empty when it is."""
    if inside.role == "forced":
        return _FORCED
    if inside.role == "comment":
        return "it belongs to a commentary"
    return "" if language not in {"", "none"} else "it does not say its language"


def _kind(what: str, language: str, spoken: str) -> str:
    """Captions where the language is the one spoken, subtitles elsewhere."""
    same = what != "captions" or primary(language) == primary(spoken)
    return _KINDS[what] if same else "subtitles"


def _told_apart(made: Iterable[Captions]) -> Iterator[Captions]:
    """Plain captions become subtitles where there are others of their language for those who do not hear."""
    every = sorted(made, key=lambda given: given.hearing)
    richer = {given.language for given in every if given.hearing}
    for given in every:
        plain = given.kind == "captions" and not given.hearing and given.language in richer
        yield replace(given, kind="subtitles") if plain else given


def _base(path: str) -> str:
    return path.rsplit("/", 1)[-1]
