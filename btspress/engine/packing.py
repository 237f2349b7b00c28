"""Values of ours as bytes, and back: quickly, and so that the bytes can do nothing but be those values.

Python's own form runs whatever it names. Bytes that come from a disk may be somebody else's, so they may name
nothing but frozen dataclasses and enums of the rooms that the reader allows, and a few plain types.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import IO, Any, Final, Generic, TypeVar

A = TypeVar("A")

_PLAIN: Final[Mapping[tuple[str, str], Any]] = MappingProxyType({("fractions", "Fraction"): Fraction})


class UnpackError(Exception):
    """Bytes that are no values of ours."""


class Packer(pickle.Pickler):
    """Packs a value of ours as its class and what that is called with: half the work of what the library does."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)

    def reducer_override(self, value: object) -> Any:
        """How `value` is packed; the library's way for all but plain frozen dataclasses."""
        kind: Any = type(value)
        parts = _parts_of(kind)
        return (kind, parts(value)) if parts else NotImplemented


def packed(value: object) -> bytes:
    """`value` as bytes."""
    file = io.BytesIO()
    Packer(file).dump(value)
    return file.getvalue()


class Parcel(Generic[A]):
    """A value that still has the bytes in which a copy of this process brought it, so that it is not packed again."""

    def __init__(self, value: A, data: bytes = b"") -> None:
        self.value, self.data = value, data

    def __reduce__(self) -> Any:
        """How the library packs it."""
        return _opened, (self.data or packed(self.value),)


def _opened(data: bytes) -> Parcel[Any]:
    return Parcel(pickle.loads(data), data)


def unpacked(data: bytes, rooms: Collection[str]) -> Any:
    """The value that `data` was packed of, in which only classes of the modules `rooms` may occur.

    Nothing in `data` is ever run. Raises `UnpackError` for bytes that are anything else.
    """
    try:
        return _Unpacker(io.BytesIO(data), frozenset(rooms)).load()
    except UnpackError:
        raise
    except Exception as error:  # bytes of a stranger can go wrong in every way there is
        raise UnpackError(str(error)) from error


class _Unpacker(pickle.Unpickler):
    """Knows values of the rooms that it was given, and nothing else."""

    def __init__(self, file: IO[bytes], rooms: frozenset[str]) -> None:
        super().__init__(file)
        self._rooms = rooms

    def find_class(self, module: str, name: str) -> Any:
        """What makes values of a class: never the class itself, of which something could be changed."""
        if module in self._rooms or (module, name) in _PLAIN:
            return _maker(module, name)
        raise UnpackError(f"{module}.{name} is no value of ours")


@cache
def _maker(module: str, name: str) -> Any:
    kind: Any = _PLAIN.get((module, name)) or getattr(sys.modules.get(module), name, None)
    ours = isinstance(kind, type) and kind.__module__ == module
    if not ours or not (kind in _PLAIN.values() or issubclass(kind, Enum) or _parts_of(kind)):
        raise UnpackError(f"{module}.{name} is no value of ours")
    return kind.__call__


@cache
def _parts_of(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """What takes the arguments of which a value was made; None for a class that does more with them than keep them."""
    told = vars(kind).get("__dataclass_params__")
    if not is_dataclass(kind) or told is None or not told.frozen or hasattr(kind, "__post_init__"):
        return None
    known = fields(kind)
    if not known or any(each.kw_only or not each.init for each in known):
        return None
    get: Callable[[Any], Any] = attrgetter(*(each.name for each in known))
    return get if len(known) > 1 else lambda value: (get(value),)
