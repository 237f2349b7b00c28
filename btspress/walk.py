"""Everything of some kind that a value holds, however deep: the one way to look into nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TypeVar

T = TypeVar("T")


def walk(value: object, *kinds: type[T]) -> Iterator[T]:
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
