"""Nodes as plain words: for descriptions, excerpts and machines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from btspress.model import Block, CueLink, Learning, Mention, Moment, Part, Prose, TermMention, Title
from btspress.walk import walk
from btspress.written import Markup, Text

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"</(?:p|li|h\d|tr|blockquote|pre)>|<br ?/?>")
_SPACE = re.compile(r"\s+")
_ITEM = re.compile(r"<li[ >]")


def plain(parts: Iterable[Part]) -> str:
    """The words of inline nodes, in one line."""
    return _SPACE.sub(" ", "".join(_words(part) for part in parts)).strip()


def _words(part: Part) -> str:
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Mention | TermMention):
        return part.words
    if isinstance(part, Markup):
        return _stripped(part.html)
    return _stripped(part.words_html) if isinstance(part, CueLink) else ""


def _stripped(html: str) -> str:
    return unescape(_TAG.sub("", _BREAK.sub(" ", html)))


def told(blocks: Iterable[Block]) -> str:
    """The words of all prose inside `blocks`, in one line."""
    return " ".join(text for prose in walk(tuple(blocks), Prose) if (text := plain(prose.parts)))


def opening_words(blocks: Iterable[Block], most: int = 200) -> str:
    """The first words of the first prose, cut at a word: a description for whoever wrote none."""
    for block in blocks:
        text = plain(block.parts) if isinstance(block, Prose) else ""
        if text:
            return shortened(text, most)
    return ""


def shortened(text: str, most: int) -> str:
    """`text`, or as many whole words as fit into `most` characters with an ellipsis."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—") + "…"


def items(block: Moment | Learning) -> tuple[str, ...]:
    """The list items of a block's prose as plain lines; its whole text where it has no list."""
    lines = []
    for prose in walk(block.body, Prose):
        marked = "".join(part.html if isinstance(part, Markup) else f"\0{_words(part)}\0" for part in prose.parts)
        pieces = _ITEM.split(marked)[1:] or [marked]
        lines += [_SPACE.sub(" ", _unmarked(piece)).strip() for piece in pieces]
    return tuple(line for line in lines if line)


def _unmarked(text: str) -> str:
    """Words between NULs stay as they are; what is between them is HTML."""
    parts = text.split("\0")
    return "".join(part if number % 2 else _stripped(part) for number, part in enumerate(parts)).removeprefix(">")


def heading_of(node: Moment | Learning | Title) -> str:
    """What to call it in a list."""
    return node.text if isinstance(node, Title) else node.title or shortened(told(node.body), 80)
