"""Specs of the last time, with all that decided them: what is still so is not laid out again."""

from __future__ import annotations

from collections.abc import Callable
from operator import is_
from typing import TypeVar

from btspress.pages.spec import PageSpec
from btspress.unchanging import unchanging

T = TypeVar("T")


@unchanging
class _Held:
    """A page, and what it was laid out of."""

    objects: tuple[object, ...]
    values: tuple[object, ...]
    spec: PageSpec


class Kept:
    """What one site after the other is laid out with."""

    def __init__(self) -> None:
        self._now: dict[str, _Held] = {}
        self._before: dict[str, _Held] = {}
        self._shared: dict[str, object] = {}

    def begin(self) -> None:
        """Starts a site; what the last one did not have is forgotten."""
        self._before, self._now = self._now, {}

    def same(self, name: str, value: T) -> T:
        """`value`, as the object that it was the last time if it is equal to that."""
        held = self._shared.get(name)
        if isinstance(held, type(value)) and held == value:
            return held
        self._shared[name] = value
        return value

    def once(
        self, name: str, objects: tuple[object, ...], values: tuple[object, ...], make: Callable[[], PageSpec]
    ) -> PageSpec:
        """The page `name`; made anew unless `objects` are the very same and `values` equal to those of last time."""
        held = self._before.get(name)
        if held is None or not all(map(is_, held.objects, objects)) or held.values != values:
            held = _Held(objects, values, make())
        self._now[name] = held
        return held.spec
