"""What may lie inside values of a class, told by the annotations of dataclasses alone."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeAlias

Named: TypeAlias = frozenset[type] | None
"""Classes that an annotation names; None where it lets anything in."""

_PLAIN = frozenset({str, bytes, int, bool, float, types.NoneType, Fraction, date, datetime})


def plain(kind: type) -> bool:
    """Whether values of the class are numbers, texts or dates."""
    return kind in _PLAIN


@cache
def mapped(kind: Any) -> bool:
    """Whether values of the class are mappings."""
    return issubclass(kind, Mapping)


@cache
def is_opened(kind: Any) -> bool:
    """Whether the class is a dataclass whose values are looked into: one that says `leaf = True` is one thing."""
    return is_dataclass(kind) and not getattr(kind, "leaf", False)


@cache
def named_in(kind: Any) -> tuple[tuple[str, Named], ...]:
    """The fields of a dataclass in order, each with what its annotation names."""
    try:
        hints = typing.get_type_hints(kind)
    except (NameError, TypeError, AttributeError):  # a name that only a type checker knows, or a local one
        hints = {}
    return tuple((field.name, _named(hints.get(field.name, object))) for field in fields(kind))


def may_hold(named: Named, wanted: Callable[[type], bool]) -> bool:
    """Whether a value of one of the classes, or anything inside it, can be of a class for which `wanted` holds."""
    if named is None:
        return True
    return any((inside := _within(kind)) is None or any(map(wanted, inside)) for kind in named)


def _named(hint: Any) -> Named:
    origin = typing.get_origin(hint)
    if origin in {typing.Union, types.UnionType} or origin is tuple or (isinstance(origin, type) and mapped(origin)):
        found = [_named(argument) for argument in typing.get_args(hint) if argument is not Ellipsis]
        known = [each for each in found if each is not None]
        return frozenset().union(*known) if len(known) == len(found) else None
    if hint is None or hint in _PLAIN:
        return frozenset()
    return frozenset({hint}) if isinstance(hint, type) and origin is None else None


@cache
def _within(kind: type) -> Named:
    """The class, those that derive from it, and all that may lie inside their values."""
    found: set[type] = set()
    waiting = [kind]
    while waiting:
        each = waiting.pop()
        if each in found:
            continue
        found.add(each)
        waiting.extend(each.__subclasses__())
        inner = list(_inside(each))
        if any(named is None for named in inner):
            return None
        waiting.extend(other for named in inner if named for other in named)
    return frozenset(found)


def _inside(kind: type) -> Iterator[Named]:
    """What each field of the class names; anything, where it is no class of ours."""
    if is_opened(kind):
        yield from (named for _, named in named_in(kind))
    elif not is_dataclass(kind) and not issubclass(kind, Enum):
        yield None
