"""One fingerprint for everything: SHA-256 over a canonical text of a value, or over bytes.

Two values have the same digest when they would print the same. Fields marked `compare=False`
(positions in a file, places on a disk) do not count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, BinaryIO, Final, TypeAlias

Digest: TypeAlias = str
"""64 lowercase hexadecimal characters."""

LATER: Final = MappingProxyType({"later": True})
"""Metadata of a field that a value got later: `field(default=0, metadata=LATER)`. Its default is what was meant all
along, and only something else counts, so that what was made before keeps its key."""

_BLOCK = 1 << 20


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
    text = json.dumps([canonical(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    return digest_bytes(text.encode())


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
