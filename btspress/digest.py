"""One fingerprint for everything: SHA-256 over a canonical text of a value, or over bytes.

Two values have the same digest when they would print the same. Fields marked `compare=False`
(positions in a file, places on a disk) do not count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache, lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import Any, BinaryIO, Final, TypeAlias

Digest: TypeAlias = str
"""64 lowercase hexadecimal characters."""

LATER: Final = MappingProxyType({"later": True})
"""Metadata of a field that a value got later: `field(default=0, metadata=LATER)`. Its default is what was meant all
along, and only something else counts, so that what was made before keeps its key."""

_BLOCK = 1 << 20
_LEAVES: Final = 256
"""How many things of a class are remembered as written."""
_CONSTANTS: Final = MappingProxyType({None: "null", True: "true", False: "false"})


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
    return digest_bytes(f"[{','.join([written(value) for value in values])}]".encode())


def written(value: object) -> str:
    """What `canonical` of a value is as JSON without spaces, made in one go: pages and jobs have thousands of parts."""
    return _writer(type(value))(value)


def _writer_of(kind: type) -> Callable[[Any], str]:
    """How values of a class are written."""
    if issubclass(kind, Enum):
        return lambda value: written(value.value)
    if issubclass(kind, str):
        return encode_basestring
    if kind is int:
        return repr
    if kind in {bool, NoneType}:
        return _CONSTANTS.__getitem__
    if is_dataclass(kind) and not issubclass(kind, int):
        often = getattr(kind, "leaf", False) or getattr(kind, "shared", False)
        return _of_one(kind) if often else _of_fields(kind)
    if issubclass(kind, Mapping):
        return _of_mapping
    return _of_series if issubclass(kind, (tuple, list)) else _as_canonical


_writer: Callable[[type], Callable[[Any], str]] = cache(_writer_of)


def _as_canonical(value: object) -> str:
    return json.dumps(canonical(value), ensure_ascii=False, separators=(",", ":"))


def _of_fields(kind: Any) -> Callable[[Any], str]:
    counted = [each for each in fields(kind) if each.compare]
    named = [(each, f",{encode_basestring(each.name)}:", attrgetter(each.name)) for each in counted]
    begin = f'{{"":{encode_basestring(kind.__name__)}'

    def write(value: Any) -> str:
        pieces = [begin]
        for each, name, get in named:
            if not (each.metadata and _as_before(each, value)):
                part = get(value)
                pieces += (name, _writer(type(part))(part))
        return "".join(pieces) + "}"

    return write


class _Same:
    """A value that is equal to itself alone: found at once, however much it holds."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def _of_one(kind: Any) -> Callable[[Any], str]:
    """A class whose values are one thing each, shown in many places: as a source, written once for all of them."""
    write = _of_fields(kind)
    known = lru_cache(maxsize=_LEAVES)(lambda same: write(same.value))
    return lambda value: known(_Same(value))


def _of_mapping(value: Mapping[Any, Any]) -> str:
    parts = {str(key): written(value[key]) for key in sorted(value, key=str)}
    return f"{{{','.join([f'{encode_basestring(name)}:{part}' for name, part in parts.items()])}}}"


def _of_series(value: Sequence[Any]) -> str:
    return f"[{','.join([_writer(type(item))(item) for item in value])}]"


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
