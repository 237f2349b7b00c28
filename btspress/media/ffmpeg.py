"""The only door to ffmpeg: it runs behind walls, and nothing is believed but a silent success.

Inputs are files that we opened ourselves; ffmpeg gets a descriptor and no leave to open anything else.
In the argument list `-i input:0` stands for the first of them.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO, Final

from btspress.engine.job import Cancelled, NoRoomError, RecipeError
from btspress.media.faults import fault, out_of_room
from btspress.media.limits import walls, worked_by
from btspress.media.program import NoFfmpegError, Program, find
from btspress.media.talk import Talk

__all__ = ("Bare", "NoFfmpegError", "Program", "Toolbox", "find", "run")

PATIENCE: Final = "BTSPRESS_PATIENCE"
"""Environment variable that says for how many seconds ffmpeg may stand still."""

STALL: Final = 20.0
"""Seconds without any sign of life after which a run is given up: neither progress nor work of a processor."""

_PATIENCE = 120
"""Seconds that any run may take."""
_SLOWEST = 30
"""Seconds more for each second that is written: AV1 on one old processor stays below."""
_GRACE = 2.0
"""Seconds between asking a run to end and killing it; ffmpeg ignored SIGTERM for 36 s on one hostile clip."""
_POLL = 0.1
"""Seconds between two looks at a run: a stop waits for the next."""
_TICK = 1.0
"""Seconds that count at most between two looks: while we stood still ourselves, nobody knows what it did."""
_IDLE = 0.01
"""Part of a processor below which a program does nothing but wake up now and then."""
_BLIND = 6
"""So many times more patience where the system does not tell how much a program works."""


@dataclass(slots=True)
class Toolbox:
    """What recipes get: ffmpeg behind walls, a stop flag, and a count of runs."""

    program: Program
    stop: Event = field(default_factory=Event)
    on_progress: Callable[[float], None] | None = None
    """Called with the part done, 0 to 1: of each run, or of all that were announced by `expect`."""
    stall: float = STALL
    runs: int = 0
    notes: dict[str, Any] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    whole: float = 0.0
    """Seconds that all runs together will write; 0 when each is thought to be the only one."""
    behind: float = 0.0
    """Of these, how many are written."""

    def has(self, name: str) -> bool:
        """Whether this ffmpeg has a filter or an encoder of that name."""
        return self.program.has(name)

    def expect(self, seconds: float) -> None:
        """Several runs will come, which write `seconds` together: progress counts them as one."""
        self.whole, self.behind = seconds, 0.0

    def ffmpeg(self, arguments: list[str], inputs: tuple[BinaryIO, ...], *, seconds: float) -> str:
        """Run ffmpeg; see `run`."""
        self.runs += 1
        self.commands.append(shlex.join(("ffmpeg", *arguments)))
        try:
            return run(self.program, arguments, inputs, seconds, self.stop, self._told(seconds), stall=self.stall)
        finally:
            self.behind += seconds

    def _told(self, seconds: float) -> Callable[[float], None] | None:
        tell, whole, behind = self.on_progress, self.whole, self.behind
        if tell is None or not whole:
            return tell
        return lambda part: tell(min((behind + part * seconds) / whole, 1.0))


@dataclass(slots=True)
class Bare:
    """What recipes get where there is no ffmpeg: enough for pictures."""

    reason: str
    stop: Event = field(default_factory=Event)
    runs: int = 0
    notes: dict[str, Any] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Nothing is there."""
        return False

    def expect(self, seconds: float) -> None:
        """Nothing will come."""

    def ffmpeg(self, arguments: list[str], inputs: tuple[BinaryIO, ...], *, seconds: float) -> str:
        """Raise `NoFfmpegError`."""
        raise NoFfmpegError(self.reason)


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
    talk = Talk(seconds, on_progress)
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
        _watch(child, readers[0], talk, stop or Event(), limit, stall)
    finally:
        _end(child)
        for reader in readers:
            reader.join(timeout=_GRACE)
    if reason := fault(talk.complaints, child.returncode):
        raise NoRoomError(reason) if out_of_room(talk.complaints) else RecipeError(reason)
    return "\n".join(talk.words)


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


def _watch(
    child: subprocess.Popen[bytes], hearing: threading.Thread, talk: Talk, stop: Event, limit: float, stall: float
) -> None:
    """Wait for the end; raise when the work is unwanted, stands still, or takes too long.

    `hearing` has nothing more to hear when the program ends: so an end is seen at once, however seldom we look.
    A long first frame is no standstill: where progress is not told, the work of its processor counts.
    """
    spent, still, pause = 0.0, 0.0, 0.002
    last, moves, worked = time.monotonic(), 0, worked_by(child.pid)
    allowed = stall if worked is not None else stall * _BLIND
    while child.poll() is None:
        if hearing.is_alive():
            hearing.join(_POLL)
        else:
            stop.wait(pause)
            pause = min(pause * 2, _POLL)
        if stop.is_set():
            raise Cancelled("stopped")
        now = time.monotonic()
        tick, last = min(now - last, _TICK), now
        spent, still = spent + tick, still + tick
        if talk.moves != moves or (still > allowed and _works(child.pid, worked, allowed)):
            still, moves, worked = 0.0, talk.moves, worked_by(child.pid)
        elif still > allowed:
            said = f"the last it said was: {talk.last}" if talk.last else "it said nothing"
            raise RecipeError(f"ffmpeg stood still for {allowed:g} seconds and was ended; {said}")
        if spent > limit:
            raise RecipeError(f"ffmpeg took longer than {limit:.0f} seconds and was ended")


def _works(pid: int, before: float | None, during: float) -> bool:
    """Whether a process worked more than idling takes in the last `during` seconds."""
    now = worked_by(pid)
    return now is not None and before is not None and now - before > _IDLE * during


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
