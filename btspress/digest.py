"""One fingerprint for everything: SHA-256 over a canonical text of a value, or over bytes.

Two values have the same digest when they would print the same. Fields marked `compare=False`
(positions in a file, places on a disk) do not count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Set
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache, lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, BinaryIO, Final, TypeAlias

Digest: TypeAlias = str
"""64 lowercase hexadecimal characters."""

LATER: Final = MappingProxyType({"later": True})
"""Metadata of a field that a value got later: `field(default=0, metadata=LATER)`. Its default is what was meant all
along, and only something else counts, so that what was made before keeps its key."""

_BLOCK = 1 << 20
_LEAVES: Final = 256
"""How many things of a class are remembered with their fingerprints."""


def digest_bytes(data: bytes) -> Digest:
    """SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def digest_file(file: BinaryIO) -> Digest:
    """SHA-256 of what is left to read in `file`, in blocks of one mebibyte."""
    total = hashlib.sha256()
    while block := file.read(_BLOCK):
        total.update(block)
    return total.hexdigest()


def digest(*values: object) -> Digest:
    """SHA-256 of the canonical form of `values`.

    Takes frozen dataclasses, mappings, sequences, sets, text, numbers, dates, fractions and enums.
    Raises `TypeError` for anything else, so that no address in memory ever gets into a key.
    """
    return digest_bytes(json.dumps(canonical(values), ensure_ascii=False, separators=(",", ":")).encode())


def fingerprint(*values: object) -> Digest:
    """SHA-256 of `values` among values of this very program: in half the time of `digest`, for whole pages.

    Of a value the name of its class and what its fields hold stand in a row; of one that is shown in many places, as
    a source, a fingerprint of its own. Takes what `digest` takes.
    """
    return digest_bytes(_IN_A_ROW.encode(values).encode())


@cache
def _row_of(kind: Any) -> Callable[[Any], Any]:
    """How values of a class stand in a row."""
    if is_dataclass(kind):
        row: Callable[[Any], Any] = attrgetter(
            "__class__.__name__", *(each.name for each in fields(kind) if each.compare)
        )
        return _of_one(row) if getattr(kind, "leaf", False) or getattr(kind, "shared", False) else row
    if issubclass(kind, Mapping):
        return lambda value: {"": sorted(value.items(), key=lambda item: str(item[0]))}
    return lambda value: {kind.__name__: canonical(value)}


def _row(value: object) -> Any:
    kind: Any = type(value)
    return _row_of(kind)(value)


_IN_A_ROW: Final = json.JSONEncoder(check_circular=False, separators=(",", ":"), default=_row)


class _Same:
    """A value that is equal to itself alone: found at once, however much it holds."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def _of_one(row: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A class whose values are one thing each, shown in many places: as a source, gone through once for all of them."""
    known = lru_cache(maxsize=_LEAVES)(lambda same: fingerprint(row(same.value)))
    return lambda value: known(_Same(value))


def canonical(value: object) -> Any:
    """`value` as JSON-ready data with a fixed order."""
    if isinstance(value, Enum):
        return canonical(value.value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        counted = [f for f in fields(value) if f.compare and not _as_before(f, value)]
        shown = {f.name: canonical(getattr(value, f.name)) for f in counted}
        return {"": type(value).__name__, **shown}
    if isinstance(value, Mapping):
        return {str(key): canonical(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (tuple, list)):
        return [canonical(item) for item in value]
    if isinstance(value, Set):
        return sorted((canonical(item) for item in value), key=json.dumps)
    if isinstance(value, (float, Fraction, date)):
        return f"{type(value).__name__} {value}"
    if isinstance(value, bytes):
        return digest_bytes(value)
    raise TypeError(f"a {type(value).__name__} has no digest")


def _as_before(field: Field[Any], value: object) -> bool:
    """Whether a field that came later says nothing new."""
    return "later" in field.metadata and getattr(value, field.name) == field.default
