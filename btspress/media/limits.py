"""Walls around a program that reads foreign files: it dies with us, and it cannot take the whole machine."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

if sys.platform != "win32":
    import resource

_PARENT_DEATH = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_ADDRESSES = 32 << 30
_FILE_SIZE = 64 << 30
_OPEN_FILES = 256


def walls(cpu_seconds: int) -> Callable[[], None] | None:
    """What the child does between fork and exec; None where the system has no such walls.

    Everything is looked up before the fork: afterwards nothing but plain system calls is safe.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()
    limits = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_FSIZE, _FILE_SIZE),
        (resource.RLIMIT_AS, _ADDRESSES),
        (resource.RLIMIT_CPU, cpu_seconds),
    )
    highest = tuple((kind, _within(kind, value)) for kind, value in limits)

    def enter() -> None:
        prctl(_PARENT_DEATH, signal.SIGKILL)
        if os.getppid() != parent:  # it died between fork and prctl
            os.kill(os.getpid(), signal.SIGKILL)
        for kind, pair in highest:
            resource.setrlimit(kind, pair)

    return enter


def worked_by(pid: int) -> float | None:
    """Seconds of processor time that a running process has used so far; None where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:  # it has just ended
        return None
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _within(kind: int, value: int) -> tuple[int, int]:
    """A limit may only be lowered: keep what the machine already imposes."""
    hard = resource.getrlimit(kind)[1]
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    return allowed, allowed
