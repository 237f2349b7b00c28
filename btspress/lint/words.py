"""Lists of English words that rules look for: one file each under `words/`, one word or phrase a line.

A `*` at the end of a word stands for any ending; a plural `s` is always allowed, and a hyphen for a space. Lines
with `#` explain.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"


def found_in(name: str, text: str) -> tuple[str, ...]:
    """The words of the list `name` that stand in `text`, in small letters, in the order of the text; each once."""
    return tuple(dict.fromkeys(found[0] for found in _pattern(name).finditer(text.lower())))


def listed(name: str) -> tuple[str, ...]:
    """The words of the list `name` as they stand in its file."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """All words of a list, the longest first, so that a phrase wins over its first word.

    In small letters: without regard to case this takes three times as long.
    """
    choices = sorted(listed(name), key=len, reverse=True)
    joined = "|".join(_one(choice.lower()) for choice in choices)
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])")


def _one(choice: str) -> str:
    stem = re.escape(choice.removesuffix("*")).replace(r"\ ", r"[\s-]+")
    return rf"{stem}\w*" if choice.endswith("*") else rf"{stem}s?"
