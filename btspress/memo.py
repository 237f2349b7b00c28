"""What a session remembers: values by what they were made from, and how much work was really done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """Values made at most once. What two builds in a row did not ask for is forgotten."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        """Pieces of work since `begin`, by kind."""
        self._now: dict[Hashable, Any] = {}
        self._before: dict[Hashable, Any] = {}

    def begin(self) -> None:
        """Start a build: counts are zero, and what the last build did not use is dropped."""
        self.counts.clear()
        self._before, self._now = self._now, {}

    def once(self, what: str, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `make`, made only when nobody asked for the same `what` and `key` before."""
        place = (what, key)
        if place not in self._now:
            if place in self._before:
                self._now[place] = self._before[place]
            else:
                self.counts[what] += 1
                self._now[place] = make()
        value: T = self._now[place]
        return value

    def hold(self, what: str, key: Hashable, value: Any) -> None:
        """Remembers a value that is there already: nobody made it, so it does not count."""
        self._now[(what, key)] = value
