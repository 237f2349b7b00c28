"""Which entries of the store may go, so that the rest fits into a budget: the longest unused first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from btspress.digest import Digest
from btspress.engine.store import Kept
from btspress.unchanging import unchanging


@unchanging
class Choice:
    """What goes and what stays."""

    going: tuple[Kept, ...]
    """In the order in which they go."""
    staying: tuple[Kept, ...]
    needed: int
    """Bytes of what stays because it is needed."""

    @property
    def freed(self) -> int:
        """Bytes."""
        return sum(entry.size for entry in self.going)

    @property
    def left(self) -> int:
        """Bytes."""
        return sum(entry.size for entry in self.staying)


def choose(kept: Iterable[Kept], budget: int, needed: Collection[Digest]) -> Choice:
    """What must go for the rest to take no more than `budget` bytes; never what is `needed`.

    A damaged entry is of no use to anybody and goes first.
    """
    entries = sorted(kept, key=lambda entry: (bool(entry.recipe), entry.used, entry.key))
    total = sum(entry.size for entry in entries)
    going, staying = [], []
    for entry in entries:
        if (total > budget or not entry.recipe) and entry.key not in needed:
            going.append(entry)
            total -= entry.size
        else:
            staying.append(entry)
    return Choice(tuple(going), tuple(staying), sum(entry.size for entry in staying if entry.key in needed))
