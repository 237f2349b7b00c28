"""Addresses that authors choose by hand: names that every host and every disk can hold, and nothing that leads out."""

from __future__ import annotations

import re
from typing import Final

RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""Names that Windows keeps for devices, whatever follows behind a dot."""
LONGEST: Final = 200
"""Bytes of one part of an address: disks take 255, and endings are added."""
_REFUSED = re.compile(r'[\x00-\x1f\x7f<>:"|?*#\\%]')
_OURS = frozenset({"assets", "media", "manifest.json"})
"""Parts of a site that hold what no author writes."""


def fault(alias: str) -> str:
    """Why `alias` can be no former address of a page; empty when it can. It may start and end with a slash."""
    parts = alias.removeprefix("/").removesuffix("/").split("/")
    if found := _REFUSED.search(alias):
        return f"it holds {found[0]!r}"
    if any(part in {"", ".", ".."} or part.startswith(".") for part in parts):
        return "a part of it is empty or starts with a dot"
    if any(part.endswith((" ", ".")) or part.partition(".")[0].strip().casefold() in RESERVED for part in parts):
        return "Windows cannot keep a file of that name"
    if any(len(part.encode("utf-8", "replace")) > LONGEST for part in parts):
        return f"a part of it is longer than {LONGEST} bytes"
    if alias.startswith("/") and parts[0] in _OURS:
        return f"'/{parts[0]}' is taken"
    return ""
