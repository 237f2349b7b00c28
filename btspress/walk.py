"""Looking into nodes, however deep, and changing what is found: the one way to do both.

Where the annotations of a class say that nothing of the wanted kinds can lie in a field, nobody looks there:
most of a chapter is prose, and most questions are about something else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, cached_property
from itertools import chain
from operator import attrgetter, is_
from typing import Any, Final, NamedTuple, TypeVar, overload

from btspress.diagnostics import Span
from btspress.kinds import Named, is_opened, mapped, may_hold, named_in, plain
from btspress.written import Markup, Text

_WORDS: Final = (tuple, Markup, Span, Text)
"""What most of a chapter is, and nobody looks for."""
T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")
W = TypeVar("W")


class Indexed(tuple[Any, ...]):
    """A tuple that knows what lies in it, words apart, once somebody has asked: dozens ask what lies in a chapter."""

    @cached_property
    def _inside(self) -> tuple[Mapping[type, list[int]], tuple[Any, ...]]:
        """All that lies in it in reading order, and the places of each class therein."""
        found = tuple(_walked([*reversed(self)], _notable()))
        places: defaultdict[type, list[int]] = defaultdict(list)
        for place, item in enumerate(found):
            places[type(item)].append(place)
        return places, found

    def found(self, ways: _Ways) -> Iterator[Any]:
        """What of it is wanted, in reading order."""
        if ways.words:
            return _walked([*reversed(self)], ways)
        places, everything = self._inside
        wanted = ways.among(tuple(places))
        if len(wanted) < 2:
            return map(everything.__getitem__, places[wanted[0]] if wanted else ())
        return map(everything.__getitem__, sorted(chain.from_iterable([places[kind] for kind in wanted])))


class _Way(NamedTuple):
    """What to do with a value of one class."""

    wanted: bool
    """It is one of those that are looked for."""
    parts: Callable[[Any], Iterable[Any]] | None
    """What lies directly in it, last first; None where nothing in it can be wanted."""
    names: tuple[str, ...]
    """Fields in which something may be changed."""


class _Ways(dict[type, _Way]):
    """The way to go at each class, found when a value of it is met first."""

    def __init__(self, wanted: Callable[[type], bool]) -> None:
        super().__init__()
        self._wanted = wanted
        self._idle: set[type] = set()
        """Classes in which nothing can be wanted."""
        self._among: dict[tuple[type, ...], tuple[type, ...]] = {}

    def __missing__(self, kind: type) -> _Way:
        names = tuple(name for name, named in _fields(kind) if may_hold(named, self._wanted))
        wanted = not plain(kind) and self._wanted(kind)
        way = self[kind] = _Way(wanted, _parts(kind, names), tuple(name for name in names if name in _taken(kind)))
        if not (wanted or way.parts):
            self._idle.add(kind)
        return way

    def among(self, kinds: tuple[type, ...]) -> tuple[type, ...]:
        """Those of `kinds` that are looked for."""
        if kinds not in self._among:
            self._among[kinds] = tuple(kind for kind in kinds if self[kind].wanted)
        return self._among[kinds]

    @cached_property
    def words(self) -> bool:
        """Whether what no index holds is wanted."""
        return any(self[kind].wanted for kind in _WORDS)

    def pass_by(self, value: tuple[Any, ...]) -> bool:
        """Whether it is seen at once that nothing in `value` is wanted, as in most of prose."""
        if isinstance(value, Indexed):
            return next(value.found(self), None) is None
        return self._idle.issuperset(map(type, value))


def _parts(kind: Any, names: tuple[str, ...]) -> Callable[[Any], Iterable[Any]] | None:
    """What takes the fields `names` of a value, or all of a tuple or mapping, last first."""
    if issubclass(kind, tuple):
        return reversed
    if mapped(kind):
        return _values
    if not names:
        return None
    get: Callable[[Any], Any] = attrgetter(*reversed(names))
    return get if len(names) > 1 else lambda value: (get(value),)


def _fields(kind: Any) -> tuple[tuple[str, Named], ...]:
    return named_in(kind) if is_opened(kind) else ()


def _taken(kind: Any) -> frozenset[str]:
    """Fields that a new value of a dataclass is made of."""
    return frozenset(field.name for field in fields(kind) if field.init) if is_opened(kind) else frozenset()


def _values(value: Mapping[Any, Any]) -> Iterable[Any]:
    return tuple(value.values())[::-1]


@cache
def _ways(kinds: tuple[type, ...]) -> _Ways:
    return _Ways(lambda kind: issubclass(kind, kinds))


@cache
def _ways_by_name(names: frozenset[str]) -> _Ways:
    return _Ways(lambda kind: kind.__name__ in names)


@cache
def _notable() -> _Ways:
    return _Ways(lambda kind: not issubclass(kind, _WORDS))


@cache
def _placed_ways() -> _Ways:
    return _Ways(lambda kind: hasattr(kind, "template") and hasattr(kind, "at"))


@overload
def walk(value: object, kind: type[T], /) -> Iterator[T]: ...
@overload
def walk(value: object, kind: type[T], other: type[U], /) -> Iterator[T | U]: ...
@overload
def walk(value: object, kind: type[T], other: type[U], third: type[V], /) -> Iterator[T | U | V]: ...
@overload
def walk(
    value: object, kind: type[T], other: type[U], third: type[V], fourth: type[W], /
) -> Iterator[T | U | V | W]: ...
def walk(value: object, *kinds: type[Any]) -> Iterator[Any]:
    """Each value of one of `kinds` inside `value` and itself, in reading order.

    Goes through dataclasses, tuples and mappings, so nodes of extensions are found too; not into a class
    that says `leaf = True`, as a source does: it is shown in many places, and is one thing.
    """
    ways = _ways(kinds)
    return value.found(ways) if type(value) is Indexed else _walked([value], ways)


def names_inside(value: object, names: frozenset[str]) -> frozenset[str]:
    """Those of `names` that are names of classes of values inside `value`."""
    return frozenset(type(found).__name__ for found in _walked([value], _ways_by_name(names)))


def places_inside(value: object) -> tuple[str, ...]:
    """Where a preview found the blocks inside `value`, as `file:line`, in reading order; none in a build."""
    return tuple(at for node in _walked([value], _placed_ways()) if isinstance(at := node.at, str) and at)


def _walked(waiting: list[Any], ways: _Ways) -> Iterator[Any]:
    """What is wanted of the values that wait, and inside them; the last is looked at first."""
    while waiting:
        item = waiting.pop()
        kind = type(item)
        wanted, parts, _ = ways[kind]
        if wanted:
            yield item
        if parts is None:
            continue
        if kind is Indexed:
            yield from item.found(ways)
        elif kind is not tuple or not ways.pass_by(item):
            waiting.extend(parts(item))


def rebuild(value: Any, change: Callable[[Any], Any], *kinds: type[Any]) -> Any:
    """`value` with `change` applied to every dataclass in it, innermost first; to those of `kinds`, if any are named.

    What stays equal stays the same object. A part of a tuple for which `change` gives None is left out.
    """
    return _rebuilt(value, change, _ways(kinds or (object,)))


def _rebuilt(value: Any, change: Callable[[Any], Any], ways: _Ways) -> Any:
    if isinstance(value, tuple):
        if ways.pass_by(value):
            return value
        made = [_rebuilt(item, change, ways) for item in value]
        kept = tuple(part for part, before in zip(made, value, strict=True) if part is not None or before is None)
        if len(kept) == len(value) and all(map(is_, kept, value)):
            return value
        return Indexed(kept) if isinstance(value, Indexed) else kept
    kind: Any = type(value)
    if not is_opened(kind):
        return value
    wanted, _, names = ways[kind]
    altered = {}
    for name in names:
        before = getattr(value, name)
        after = _rebuilt(before, change, ways) if isinstance(before, tuple) or is_dataclass(before) else before
        if after is not before:
            altered[name] = after
    same = replace(value, **altered) if altered else value
    return change(same) if wanted else same
