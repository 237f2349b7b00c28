"""Nodes as plain words: for descriptions, excerpts and machines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from btspress.model import Block, Learning, Moment, Prose, Title
from btspress.model.words import bare, one_line, plain, words_of
from btspress.walk import walk
from btspress.written import Markup

_ITEM = re.compile(r"<li[ >]")
_END = re.compile(r"(?<=[^\W\d_]{3})[.!?…]+[\"”’»)]*(?=\s)")
"""The end of a sentence; not of `Dr.`, of initials or of the day in a date."""


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
    """`text`, or as much of it as fits into `most` characters.

    That is whole sentences if they fill half of it, else whole words and an ellipsis.
    """
    if len(text) <= most:
        return text
    ends = [found.end() for found in _END.finditer(text[: most + 1])]
    if ends and ends[-1] * 2 >= most:
        return text[: ends[-1]].rstrip()
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—") + "…"


def items(block: Moment | Learning) -> tuple[str, ...]:
    """The list items of a block's prose as plain lines; its whole text where it has no list."""
    lines = []
    for prose in walk(block.body, Prose):
        marked = "".join(part.html if isinstance(part, Markup) else f"\0{words_of(part)}\0" for part in prose.parts)
        pieces = _ITEM.split(marked)[1:] or [marked]
        lines += [one_line(_unmarked(piece)) for piece in pieces]
    return tuple(line for line in lines if line)


def _unmarked(text: str) -> str:
    """Words between NULs stay as they are; what is between them is HTML."""
    parts = text.split("\0")
    return "".join(part if number % 2 else bare(part) for number, part in enumerate(parts)).removeprefix(">")


def heading_of(node: Moment | Learning | Title) -> str:
    """What to call it in a list."""
    return node.text if isinstance(node, Title) else node.title or shortened(told(node.body), 80)
