"""The only door to ffmpeg: find it, run it behind walls, and believe nothing but a silent success.

Inputs are files that we opened ourselves; ffmpeg gets a descriptor and no leave to open anything else.
In the argument list `-i input:0` stands for the first of them.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Event
from typing import IO, Any, BinaryIO, Final

import imageio_ffmpeg

from btspress.engine.job import Cancelled, RecipeError
from btspress.media.faults import fault
from btspress.media.limits import walls

VARIABLE: Final = "BTSPRESS_FFMPEG"
"""Environment variable that names the program to use."""

STALL: Final = 20.0
"""Seconds without any progress after which a run is given up."""

_PATIENCE = 120
"""Seconds that any run may take."""
_SLOWEST = 30
"""Seconds more for each second that is written: AV1 on one old processor stays below."""
_GRACE = 2.0
"""Seconds between asking a run to end and killing it; ffmpeg ignored SIGTERM for 36 s on one hostile clip."""
_POLL = 0.05
_TAIL = 400
_LINE = 2000
_DESCRIPTOR_INPUT = 60
"""First libavformat that knows `fd:`."""
_TAGGED = re.compile(r"(?:\[[^\]]* @ 0x[0-9a-f]+\] ?)*\[(info|warning|error|fatal|panic)\] ?(.*)")
_CONTEXT = re.compile(r"\[([^\]]*?) @ 0x[0-9a-f]+\]")
_MOVES = frozenset({b"frame", b"out_time_us", b"total_size"})


class NoFfmpegError(Exception):
    """There is no ffmpeg; the text says what was tried."""


@dataclass(frozen=True, slots=True)
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
        return name in _abilities(self.path)


@dataclass(slots=True)
class Toolbox:
    """What recipes get: ffmpeg behind walls, a stop flag, and a count of runs."""

    program: Program
    stop: Event = field(default_factory=Event)
    on_progress: Callable[[float], None] | None = None
    """Called with the part done, 0 to 1."""
    stall: float = STALL
    runs: int = 0
    notes: dict[str, Any] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether this ffmpeg has a filter or an encoder of that name."""
        return self.program.has(name)

    def ffmpeg(self, arguments: list[str], inputs: tuple[BinaryIO, ...], *, seconds: float) -> str:
        """Run ffmpeg; see `run`."""
        self.runs += 1
        self.commands.append(shlex.join(("ffmpeg", *arguments)))
        return run(self.program, arguments, inputs, seconds, self.stop, self.on_progress, stall=self.stall)


def find(path: str = "") -> Program:
    """The ffmpeg to use: `path`, else $BTSPRESS_FFMPEG, else the bundled one, else the one on PATH.

    Raises `NoFfmpegError` when none of them answers.
    """
    named = path or os.environ.get(VARIABLE, "")
    for candidate in (named,) if named else _candidates():
        if candidate and (program := _asked(candidate)):
            return program
    raise NoFfmpegError(f"'{named}' is no ffmpeg" if named else "no bundled ffmpeg and none on the PATH")


def run(
    program: Program,
    arguments: list[str],
    inputs: tuple[BinaryIO, ...] = (),
    seconds: float = 0,
    stop: Event | None = None,
    on_progress: Callable[[float], None] | None = None,
    *,
    stall: float = STALL,
) -> str:
    """Run `arguments` on opened `inputs` and return what ffmpeg told besides errors.

    `seconds` is the length of what will be written: it scales progress and the limit of time. Raises
    `RecipeError` for a failure, a time limit, or any complaint of ffmpeg, and `Cancelled` when `stop` is set.
    """
    limit = _PATIENCE + _SLOWEST * seconds
    talk = _Talk(seconds, on_progress)
    fixed = ["-nostdin", "-hide_banner", "-nostats", "-v", "level+info", "-progress", "pipe:1"]
    command = [program.path, *fixed, *_placed(program, arguments, inputs)]
    child = _start(command, inputs, cpu_seconds=int(limit) * (os.cpu_count() or 1))
    readers = [
        threading.Thread(target=talk.hear_progress, args=(child.stdout,), daemon=True),
        threading.Thread(target=talk.hear_words, args=(child.stderr,), daemon=True),
    ]
    try:
        for reader in readers:
            reader.start()
        _watch(child, talk, stop or Event(), limit, stall)
    finally:
        _end(child)
        for reader in readers:
            reader.join(timeout=_GRACE)
    if reason := fault(talk.complaints, child.returncode):
        raise RecipeError(reason)
    return "\n".join(talk.words)


class _Talk:
    """What a running ffmpeg says, heard by two threads; bounded, so that no flood fills the memory."""

    def __init__(self, seconds: float, on_progress: Callable[[float], None] | None) -> None:
        self.words: deque[str] = deque(maxlen=_TAIL)
        self.complaints: list[str] = []
        self.moved = time.monotonic()
        self._seconds = seconds
        self._on_progress = on_progress
        self._last: dict[bytes, bytes] = {}

    def hear_progress(self, stream: IO[bytes]) -> None:
        """Reads `key=value` lines; a value that changed means that the run is alive."""
        for line in stream:
            key, _, value = line.strip().partition(b"=")
            if key in _MOVES and self._last.get(key) != value:
                self._last[key] = value
                self.moved = time.monotonic()
                if key == b"out_time_us" and self._on_progress and self._seconds and value.isdigit():
                    self._on_progress(min(int(value) / 1e6 / self._seconds, 1.0))

    def hear_words(self, stream: IO[bytes]) -> None:
        """Reads tagged lines: errors are complaints, the rest may tell facts."""
        for raw in stream:
            line = raw[:_LINE].decode("utf-8", "replace").rstrip()
            tagged = _TAGGED.match(line)
            level, text = tagged.groups() if tagged else ("info", line)
            if level in {"error", "fatal", "panic"}:
                source = _CONTEXT.match(line)
                if len(self.complaints) < _TAIL:
                    self.complaints.append(f"{source[1]}: {text}" if source else text)
            elif text:
                self.words.append(text)


def _placed(program: Program, arguments: Iterable[str], inputs: tuple[BinaryIO, ...]) -> list[str]:
    """The arguments with each `-i input:N` replaced by the descriptor of that input."""
    placed: list[str] = []
    for argument in arguments:
        if argument.startswith("input:") and placed[-1:] == ["-i"]:
            placed[-1:] = _input(program, inputs[int(argument[6:])])
        else:
            placed.append(argument)
    return placed


def _input(program: Program, file: BinaryIO) -> list[str]:
    if os.name == "nt":  # no descriptors across processes there: the name, and the file protocol only
        return ["-protocol_whitelist", "file", "-i", f"file:{Path(file.name).resolve()}"]
    if program.takes_descriptors:
        return ["-protocol_whitelist", "fd", "-fd", str(file.fileno()), "-i", "fd:"]
    numbered = "/proc/self/fd" if Path("/proc/self/fd").is_dir() else "/dev/fd"
    return ["-protocol_whitelist", "file", "-i", f"file:{numbered}/{file.fileno()}"]


def _start(command: list[str], inputs: tuple[BinaryIO, ...], *, cpu_seconds: int) -> subprocess.Popen[bytes]:
    own_group = os.name != "nt"
    try:
        return subprocess.Popen(  # a parent-death signal needs preexec_fn; it only makes system calls
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[file.fileno() for file in inputs] if own_group else (),
            start_new_session=own_group,
            preexec_fn=walls(cpu_seconds) if own_group else None,
            env={"PATH": os.environ.get("PATH", ""), "SVT_LOG": "1"} | _system_root(),
        )
    except OSError as refused:
        raise RecipeError(f"ffmpeg cannot be started: {refused.strerror}") from refused


def _system_root() -> dict[str, str]:
    """Windows starts no program without it."""
    return {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if os.name == "nt" else {}


def _watch(child: subprocess.Popen[bytes], talk: _Talk, stop: Event, limit: float, stall: float) -> None:
    """Wait for the end; raise when the work is unwanted, stands still, or takes too long."""
    begun = time.monotonic()
    pause = 0.002
    while child.poll() is None:
        if stop.wait(pause):
            raise Cancelled("stopped")
        pause = min(pause * 2, _POLL)
        now = time.monotonic()
        if now - talk.moved > stall:
            raise RecipeError(f"ffmpeg stood still for {stall:g} seconds and was ended")
        if now - begun > limit:
            raise RecipeError(f"ffmpeg took longer than {limit:.0f} seconds and was ended")


def _end(child: subprocess.Popen[bytes]) -> None:
    """No process outlives its run: asked politely, killed after the grace."""
    if child.poll() is not None:
        return
    _signal(child, hard=False)
    try:
        child.wait(_GRACE)
    except subprocess.TimeoutExpired:
        _signal(child, hard=True)
        child.wait()


def _signal(child: subprocess.Popen[bytes], *, hard: bool) -> None:
    if os.name == "nt":
        child.kill()
        return
    try:
        os.killpg(child.pid, 9 if hard else 15)
    except ProcessLookupError:
        return


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


@lru_cache(maxsize=8)
def _abilities(path: str) -> frozenset[str]:
    listed = _said(path, "-hide_banner", "-encoders") + _said(path, "-hide_banner", "-filters")
    return frozenset(re.findall(r"^ [A-Z.|]{2,6} +(\w+)", listed, re.MULTILINE))


def _said(path: str, *arguments: str) -> str:
    try:
        done = subprocess.run([path, *arguments], capture_output=True, stdin=subprocess.DEVNULL, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
