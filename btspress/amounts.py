"""How much and how long, in the words of people: `14.2 kB`, `3 jobs`, `about 2 min`."""

from __future__ import annotations

import re
from types import MappingProxyType

_UNITS = MappingProxyType({"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000, "t": 1_000_000_000_000})
_BYTES = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)(?:b|bytes?)?", re.IGNORECASE)
_FEW = 10
_SHOWN = 3


def size(count: int) -> str:
    """Bytes for people: `812 bytes`, `14.2 kB`, `1.3 GB`."""
    if count < 1000:
        return many(count, "byte")
    for unit, factor in (("kB", 1e3), ("MB", 1e6)):
        if count < 999.5 * factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count / 1e9:.1f} GB"


def bytes_in(text: str) -> int | None:
    """The bytes that a person writes as `20GB`, `1.5 g`, `512MiB` or `0`; None for anything else."""
    found = _BYTES.fullmatch(text.strip())
    if not found:
        return None
    number, unit, binary = found.groups()
    if binary:
        power = list(_UNITS).index(unit.lower())
        return round(float(number) * 1024**power) if power else None
    return round(float(number) * _UNITS[unit.lower()])


def many(count: int, noun: str, plural: str = "") -> str:
    """`1 job`, `1,200 jobs`, `2 entries`."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def listed(names: list[str], shown: int = _SHOWN) -> str:
    """`a, b, c and 12 more`."""
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")


def about(seconds: float) -> str:
    """How long a time is, no finer than an estimate can be: `a few seconds`, `40 s`, `2 min`, `1 h 30 min`."""
    if seconds < _FEW:
        return "a few seconds"
    if seconds < 55:
        return f"{round(seconds, -1):.0f} s"
    minutes = max(round(seconds / 60), 1)
    if minutes >= 20:
        minutes = round(minutes / 5) * 5
    if minutes < 90:
        return f"{minutes} min"
    hours, rest = divmod(round(minutes / 15) * 15, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
