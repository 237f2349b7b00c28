"""How much this machine can do at once."""

from __future__ import annotations

import os

_MEMORY = 1 << 30
"""Bytes that a worker may need: an encoder of 4K pictures takes about so much."""


def processors() -> int:
    """How many may be kept busy on this machine: those given to us, as long as there is a gigabyte for each."""
    given = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf, and not every system knows
        return min(given, 8)
    return max(min(given, memory // _MEMORY), 1)
