"""The tools of a build: which programs there are, their names in keys, and how often they ran."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, Lock

from btspress.amounts import listed, many
from btspress.diagnostics import Diagnostic, problem
from btspress.media import pictures
from btspress.media.ffmpeg import PATIENCE, STALL, Bare, Toolbox
from btspress.media.program import VARIABLE, NoFfmpegError, Program, sought


class Kit:
    """Finds ffmpeg when it is first needed, and counts its runs. Without one there is still Pillow."""

    def __init__(self, path: str = "") -> None:
        """`path` names the ffmpeg to use; empty for the usual search."""
        self._path = path
        self.look: Callable[[], Program | NoFfmpegError] = partial(sought, path)
        """Finds it; to ask a program what it is takes a while, so that somebody may have begun with that."""
        self._program: Program | NoFfmpegError | None = None
        self._looking = Lock()
        self._boxes: list[Toolbox | Bare] = []
        self._stall = _seconds(os.environ.get(PATIENCE, ""))

    @property
    def runs(self) -> int:
        """How often ffmpeg was run since `begin`."""
        return sum(box.runs for box in self._boxes)

    def begin(self) -> None:
        """Start counting anew."""
        self._boxes.clear()

    @property
    def program(self) -> Program | None:
        """The ffmpeg that is used; None when there is none."""
        found = self._found()
        return found if isinstance(found, Program) else None

    @property
    def absence(self) -> str:
        """Why there is no ffmpeg; empty when there is one."""
        found = self._found()
        return "" if isinstance(found, Program) else str(found)

    @property
    def toolchain(self) -> str:
        """Names the exact programs that decide bytes; without ffmpeg, the picture library alone."""
        program = self.program
        return f"{program.toolchain} {pictures.TOOLCHAIN}" if program else pictures.TOOLCHAIN

    def toolbox(self, stop: Event, moved: Callable[[float], None]) -> Toolbox | Bare:
        """Tools for one job."""
        found = self._found()
        box = Toolbox(found, stop, moved, self._stall) if isinstance(found, Program) else Bare(str(found), stop)
        self._boxes.append(box)
        return box

    def missing(self, unread: Sequence[str]) -> tuple[Diagnostic, ...]:
        """E902, once for all files that could not be read without ffmpeg, or when the named one is none."""
        found = self._found()
        named = self._path or os.environ.get(VARIABLE, "")
        if isinstance(found, Program) or not (unread or named):
            return ()
        files = f"; {many(len(unread), 'file')} cannot be read: {listed(sorted(unread))}" if unread else ""
        return (problem("E902", f"{found}{files}"),)

    def _found(self) -> Program | NoFfmpegError:
        with self._looking:
            if self._program is None:
                self._program = self.look()
            return self._program


def _seconds(text: str) -> float:
    try:
        return float(text) or STALL
    except ValueError:
        return STALL
