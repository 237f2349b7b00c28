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
        name, parts, number = wanted, _with_parts(wanted), 2
        while not self._taken.isdisjoint(parts) or _NOTE.fullmatch(name):
            name, number = f"{wanted}-{number}", number + 1
            parts = _with_parts(name)
        self.given.add(name)
        self._taken.update(parts)
        return name


def _with_parts(name: str) -> tuple[str, ...]:
    """An id, and those that templates make of it for a block's own parts."""
    return (name, f"{name}-title", f"{name}-words")
