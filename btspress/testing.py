"""Stand-ins at the seams, for our tests and for writers of extensions."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import BinaryIO


@dataclass(slots=True)
class FakeTools:
    """Tools that record the calls of ffmpeg and write empty files where it would have written."""

    stop: Event = field(default_factory=Event)
    calls: list[list[str]] = field(default_factory=list)
    says: str = ""
    """What each run tells."""

    @property
    def runs(self) -> int:
        """How often ffmpeg was called."""
        return len(self.calls)

    def ffmpeg(self, arguments: list[str], inputs: tuple[BinaryIO, ...], *, seconds: float) -> str:
        """Note the call; no process is started."""
        self.calls.append(arguments)
        for argument in arguments:
            if argument.startswith("file:"):
                Path(argument.removeprefix("file:")).touch()
        return self.says
