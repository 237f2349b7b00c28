"""What a session remembers: values by what they were made from, and how much work was really done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

T = TypeVar("T")

_NOBODY: Final = object()
"""Stands for a value that was not made yet."""


class Memo:
    """Values made at most once. What two builds in a row did not ask for is forgotten.

    A preview asks from two threads: what both want at the same instant may be made twice, and is equal.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        """Pieces of work since `begin`, by kind."""
        self._now: dict[Hashable, Any] = {}
        self._before: dict[Hashable, Any] = {}
        self._lock = Lock()

    def begin(self) -> None:
        """Start a build: counts are zero, and what the last build did not use is dropped."""
        with self._lock:
            self.counts.clear()
            self._before, self._now = self._now, {}

    def once(self, what: str, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `make`, made only when nobody asked for the same `what` and `key` before."""
        place = (what, key)
        with self._lock:
            found = self._now.get(place, self._before.get(place, _NOBODY))
            if found is _NOBODY:
                self.counts[what] += 1
        value: T = make() if found is _NOBODY else found
        with self._lock:
            self._now[place] = value
        return value

    def hold(self, what: str, key: Hashable, value: Any) -> None:
        """Remembers a value that is there already: nobody made it, so it does not count."""
        with self._lock:
            self._now[(what, key)] = value
