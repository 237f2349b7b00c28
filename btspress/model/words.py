"""Inline nodes as plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

from btspress.model.inline import CueLink, Mention, Part, TermMention
from btspress.written import Markup, Text

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"</(?:p|li|h\d|tr|blockquote|pre)>|<br ?/?>")


def plain(parts: Iterable[Part]) -> str:
    """The words of inline nodes, in one line."""
    return one_line("".join([words_of(part) for part in parts]))


def words_of(part: Part) -> str:
    """The words of one inline node; none for pictures and marks of notes."""
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Markup):
        return bare(part.html)
    if isinstance(part, Mention | TermMention):
        return part.words
    return bare(part.words_html) if isinstance(part, CueLink) else ""


@lru_cache(maxsize=1024)
def bare(html: str) -> str:
    """HTML without its tags; a space where a paragraph or line ends."""
    return unescape(_TAG.sub("", _BREAK.sub(" ", html)))


def one_line(text: str) -> str:
    """`text` with single spaces and no others."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.split())
