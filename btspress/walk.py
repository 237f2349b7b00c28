"""Looking into nodes, however deep, and changing what is found: the one way to do both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from operator import is_
from typing import Any, TypeVar, overload

T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")
W = TypeVar("W")


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

    Goes through frozen dataclasses, tuples and mappings, so nodes of extensions are found too.
    """
    if isinstance(value, kinds):
        yield value
    if isinstance(value, (str, bytes)):
        return
    if isinstance(value, tuple):
        for item in value:
            yield from walk(item, *kinds)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from walk(item, *kinds)
    elif is_dataclass(value):
        for field in fields(value):
            yield from walk(getattr(value, field.name), *kinds)


def rebuild(value: Any, change: Callable[[Any], Any]) -> Any:
    """`value` with `change` applied to every dataclass in it, innermost first.

    What stays equal stays the same object. A part of a tuple for which `change` gives None is left out.
    """
    if isinstance(value, tuple):
        parts = [rebuild(item, change) for item in value]
        pairs = zip(parts, value, strict=True)
        kept = tuple(part for part, before in pairs if part is not None or before is None)
        return value if len(kept) == len(value) and all(map(is_, kept, value)) else kept
    if not is_dataclass(value) or isinstance(value, type):
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
