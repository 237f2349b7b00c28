"""What was told before and still holds: a chapter is told anew when it changed, or anything that it might name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import is_
from typing import Any, Generic, TypeVar

from btspress.model import Film
from btspress.story.library import Library
from btspress.story.rights import Gate
from btspress.telling.chapters import Told, chapter_of
from btspress.unchanging import unchanging
from btspress.written import Document

T = TypeVar("T")


@unchanging
class Given:
    """All that decides what a chapter may name, and how."""

    documents: Mapping[str, Document]
    """Those that are no chapters."""
    timed: Mapping[str, Any]
    facts: tuple[object, ...]
    """Compared by value."""
    gate: Gate

    def same(self, other: Given, turns: set[datetime]) -> bool:
        """Whether both say the same, when answers change at `turns` only."""
        early, late = sorted((self.gate.as_of, other.gate.as_of))
        return (
            replace(self.gate, as_of=late) == replace(other.gate, as_of=late)
            and not any(early < turn <= late for turn in tuple(turns))
            and _identical(self.documents, other.documents)
            and _identical(self.timed, other.timed)
            and self.facts == other.facts
        )


@dataclass(slots=True)
class _Entry:
    """A chapter as it was told, and of what."""

    of: tuple[Document, Library]
    with_: tuple[object, ...]
    told: Told


@unchanging
class Footing(Generic[T]):
    """What the chapters of a site are told on, as it was once: a later build changes nothing of it."""

    ground: T
    as_of: datetime
    """The instant by which the gate answered."""
    turns: set[datetime]
    """Instants at which the answers of the gate change; telling may find more of them."""

    def astray(self, now: datetime) -> bool:
        """Whether something was told by an earlier answer of the gate than that of `now`: to be done again then."""
        return any(min(now, self.as_of) < turn <= max(now, self.as_of) for turn in tuple(self.turns))


@dataclass(slots=True)
class Recall(Generic[T]):
    """What a session remembers of a site that it has resolved; `T` is all of it but its films."""

    last: Footing[T] | None = None
    """That of the last time; None before there is one."""
    _given: Given | None = None
    _told: dict[str, _Entry] = field(default_factory=dict)

    def footing(self, given: Given, make: Callable[[Gate], T]) -> Footing[T]:
        """What `make` gave when `given` was the same; its gate tells of turns. Forgets all chapters otherwise."""
        last = self.last
        if last is None or self._given is None or not self._given.same(given, last.turns):
            self._told.clear()
            turns: set[datetime] = set()
            last = Footing(make(replace(given.gate, turn=turns.add)), given.gate.as_of, turns)
            self.last, self._given = last, given
        return last

    def tell(
        self, document: Document, film: Film, library: Library, language: str, spoilers: str, original: Told | None
    ) -> Told:
        """As `chapter_of`; what did not change is the same object as before."""
        of, with_ = (document, library), (film, language, spoilers, original.withheld if original else "")
        entry = self._told.get(document.path)
        if entry is None or not all(map(is_, entry.of, of)) or entry.with_ != with_:
            told = chapter_of(document, film, library, language, spoilers, original)
            entry = self._told[document.path] = _Entry(of, with_, told)
        return entry.told


def _identical(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.keys() == other.keys() and all(one[name] is other[name] for name in one)
