"""A caption as it was written in some file: its words made plain, and the place of what is wrong with it."""

from __future__ import annotations

import re
from fractions import Fraction
from html import unescape
from typing import Final

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.model import Caption
from btspress.unchanging import unchanging

MOST_CUES: Final = 20_000
"""In one file."""

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|</?>|<\d[\d:.]*>|\{\\[^{}]*\}", re.ASCII)
_RUBY = re.compile(r"<rt[^<>]*>(?:(?!</?rt).)*</rt>", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
_MARKS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufffc]+")


@unchanging
class Cue:
    """A caption with its name and the place where it was written."""

    name: str
    caption: Caption
    line: int
    """Of its timing line, from 1; 0 where the form does not tell."""


def plain(text: str) -> str:
    """The words of marked-up text, one line a line; `<v Ian>Help` becomes `Ian: Help`."""
    spoken = _VOICE.sub(lambda voice: f"{voice[1].strip()}: ", _RUBY.sub("", text))
    return tidy(unescape(_TAG.sub("", spoken)))


def tidy(text: str) -> str:
    """Lines without surplus space; nothing where there are only marks that nobody sees."""
    lines = (" ".join(line.split()) for line in _CONTROL.sub("", text).splitlines())
    return "\n".join(line for line in lines if _MARKS.sub("", line))


def at(path: str, line: int, text: str = "") -> Span:
    """A line of a file; all of it where its `text` is given."""
    return Span(path, max(line, 1), 1, len(text) + 1 if text else 2)


def unreadable(path: str, line: int, text: str) -> Diagnostic:
    """E801 for a time."""
    hint = "write 00:00:12.500 --> 00:00:15.000"
    return problem("E801", f"the times '{text.strip()[:60]}' cannot be read", at(path, line, text), hint)


def ends_early(path: str, line: int, text: str = "") -> Diagnostic:
    """E802 for a cue."""
    return problem("E802", "a caption ends before it starts", at(path, line, text))


def seconds(hours: str | None, minutes: str | None, whole: str, fraction: str | None) -> Fraction:
    """The time that four groups of digits write."""
    count = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole)
    return count + Fraction(int(fraction or 0), 10 ** len(fraction or ""))
