"""Addresses on a page: each is given once, and never one that the page itself uses."""

from __future__ import annotations

import re

_PAGE = frozenset(
    {
        "acts", "chapters", "credits", "elsewhere", "films", "find", "main", "mentions", "milestones", "motifs",
        "notes", "opening", "status", "trailer",
    }
)  # fmt: skip
"""Ids of the theme's templates."""
_NOTE = re.compile(r"note(?:-mark)?-[\d-]+")


class Ids:
    """The ids of one page."""

    def __init__(self) -> None:
        self.given: set[str] = set()
        """All ids given, also to what is left out."""
        self._taken: set[str] = set(_PAGE)

    def unique(self, wanted: str) -> str:
        """`wanted`, with a number behind it when that is taken."""
        name, number = wanted, 2
        while _NOTE.fullmatch(name) or not self._taken.isdisjoint(_with_parts(name)):
            name, number = f"{wanted}-{number}", number + 1
        self.given.add(name)
        self._taken.update(_with_parts(name))
        return name


def _with_parts(name: str) -> tuple[str, ...]:
    """An id, and those that templates make of it for a block's own parts."""
    return (name, f"{name}-title", f"{name}-words")
