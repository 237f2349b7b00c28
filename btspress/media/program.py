"""Which ffmpeg there is, and what it can do: asked once, before any work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import lru_cache
from typing import ClassVar, Final

import imageio_ffmpeg

from btspress.engine.job import MachineError
from btspress.unchanging import unchanging

VARIABLE: Final = "BTSPRESS_FFMPEG"
"""Environment variable that names the program to use."""

_DESCRIPTOR_INPUT = 60
"""First libavformat that knows `fd:`."""


class NoFfmpegError(MachineError):
    """There is no ffmpeg; the text says what was tried."""

    code: ClassVar[str] = "E902"


@unchanging
class Program:
    """One ffmpeg."""

    path: str
    version: str
    """As in its first line: `9.0.2`, `5.1.9-0+deb12u1`."""
    libraries: tuple[tuple[str, int], ...]
    """Major versions: (("libavcodec", 63), …)."""

    @property
    def toolchain(self) -> str:
        """Names the exact program for job keys: other versions give other bytes."""
        parts = " ".join(f"{name}-{major}" for name, major in self.libraries)
        return f"ffmpeg {self.version} {parts}"

    @property
    def takes_descriptors(self) -> bool:
        """Whether it reads an opened file through `fd:`."""
        return dict(self.libraries).get("libavformat", 0) >= _DESCRIPTOR_INPUT

    def has(self, name: str) -> bool:
        """Whether a filter or encoder of this name is built in."""
        return self.can("filter", name) or self.can("encoder", name)

    def can(self, kind: str, name: str) -> bool:
        """Whether an `encoder`, `decoder`, `filter` or `muxer` of this name is built in."""
        return name in _abilities(self.path, kind)


def find(path: str = "") -> Program:
    """The ffmpeg to use: `path`, else $BTSPRESS_FFMPEG, else the bundled one, else the one on PATH.

    Raises `NoFfmpegError` when none of them answers.
    """
    named = path or os.environ.get(VARIABLE, "")
    for candidate in (named,) if named else _candidates():
        if candidate and (program := _asked(candidate)):
            return program
    raise NoFfmpegError(f"'{named}' is no ffmpeg" if named else "no bundled ffmpeg and none on the PATH")


def sought(path: str = "") -> Program | NoFfmpegError:
    """As `find`; why there is none where it would raise that."""
    try:
        return find(path)
    except NoFfmpegError as error:
        return error


def _candidates() -> tuple[str, ...]:
    try:
        bundled = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        bundled = ""
    return bundled, shutil.which("ffmpeg") or ""


@lru_cache(maxsize=8)
def _asked(path: str) -> Program | None:
    """What the program at `path` says it is; None when it is no ffmpeg."""
    said = _said(path, "-version")
    version = re.match(r"ffmpeg version n?(\S+)", said)
    if not version:
        return None
    libraries = re.findall(r"^(lib\w+)\s+(\d+)\.", said, re.MULTILINE)
    wanted = ("libavcodec", "libavformat", "libavfilter", "libswscale", "libswresample")
    return Program(path, version[1], tuple((name, int(major)) for name, major in libraries if name in wanted))


@lru_cache(maxsize=16)
def _abilities(path: str, kind: str) -> frozenset[str]:
    """Names of all encoders, decoders, filters or muxers."""
    listed = _said(path, "-hide_banner", f"-{kind}s")
    return frozenset(re.findall(r"^ +[A-Z.|]{1,6} +([\w-]+)", listed, re.MULTILINE))


def _said(path: str, *arguments: str) -> str:
    try:
        done = subprocess.run([path, *arguments], capture_output=True, stdin=subprocess.DEVNULL, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
