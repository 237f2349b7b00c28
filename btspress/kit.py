"""The tools of a build: which programs there are, their names in keys, and how often they ran."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from btspress.diagnostics import Diagnostic, problem
from btspress.media import pictures
from btspress.media.ffmpeg import NoFfmpegError, Program, Toolbox, find


class Kit:
    """Finds ffmpeg when it is first needed, and counts its runs."""

    def __init__(self, path: str = "") -> None:
        """`path` names the ffmpeg to use; empty for the usual search."""
        self._path = path
        self._program: Program | None = None
        self._boxes: list[Toolbox] = []
        self.missing: Diagnostic | None = None
        """Set when ffmpeg was needed and is not there."""

    @property
    def runs(self) -> int:
        """How often ffmpeg was run since `begin`."""
        return sum(box.runs for box in self._boxes)

    def begin(self) -> None:
        """Start counting anew."""
        self._boxes.clear()

    @property
    def toolchain(self) -> str:
        """Names the exact programs that decide bytes; without ffmpeg, the picture library alone."""
        try:
            return f"{self._found().toolchain} {pictures.TOOLCHAIN}"
        except NoFfmpegError as error:
            self.missing = problem("E902", str(error))
            return pictures.TOOLCHAIN

    def toolbox(self, stop: Event, moved: Callable[[float], None]) -> Toolbox:
        """Tools for one job. Raises `NoFfmpegError`."""
        box = Toolbox(self._found(), stop, moved)
        self._boxes.append(box)
        return box

    def _found(self) -> Program:
        if self._program is None:
            self._program = find(self._path)
        return self._program
