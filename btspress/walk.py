"""Looking into nodes, however deep, and changing what is found: the one way to do both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from operator import is_
from types import NoneType
from typing import Any, TypeVar, overload

T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")
W = TypeVar("W")
_PLAIN = frozenset({str, bytes, int, bool, float, NoneType, Fraction, date, datetime})


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
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, kinds):
            yield item
        kind = type(item)
        if isinstance(item, tuple):
            waiting.extend(inner for inner in reversed(item) if type(inner) not in _PLAIN)
        elif kind not in _PLAIN:
            waiting.extend(reversed(_parts(item)))


def _parts(value: object) -> list[object]:
    """What lies directly in a dataclass or mapping, but for numbers and texts."""
    if isinstance(value, Mapping):
        return [part for part in value.values() if type(part) not in _PLAIN]
    kind: Any = type(value)
    found = (getattr(value, name) for name in _names(kind))
    return [part for part in found if type(part) not in _PLAIN]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    if not is_dataclass(kind) or getattr(kind, "leaf", False):
        return ()
    return tuple(field.name for field in fields(kind))


def rebuild(value: Any, change: Callable[[Any], Any]) -> Any:
    """`value` with `change` applied to every dataclass in it, innermost first.

    What stays equal stays the same object. A part of a tuple for which `change` gives None is left out.
    """
    if isinstance(value, tuple):
        parts = [rebuild(item, change) for item in value]
        pairs = zip(parts, value, strict=True)
        kept = tuple(part for part, before in pairs if part is not None or before is None)
        return value if len(kept) == len(value) and all(map(is_, kept, value)) else kept
    if not is_dataclass(value) or isinstance(value, type) or getattr(value, "leaf", False):
        return value
    altered = {}
    for field in fields(value):
        if not field.init:
            continue
        before = getattr(value, field.name)
        after = rebuild(before, change) if isinstance(before, tuple) or is_dataclass(before) else before
        if after is not before:
            altered[field.name] = after
    return change(replace(value, **altered) if altered else value)
