"""Recipes that workers of a farm load by name: what they do to their worker, no real one does."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from btspress.engine.job import Input, Output, RecipeError, Tools


@dataclass(frozen=True)
class Deadly:
    """Kills whoever makes it."""

    name: ClassVar[str] = "deadly"
    version: ClassVar[int] = 1
    words: str = ""

    def outputs(self) -> tuple[Output, ...]:
        return (Output("a.txt", "text/plain"),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Damaged:
    """Cannot be made, as its source is damaged."""

    name: ClassVar[str] = "damaged"
    version: ClassVar[int] = 1

    def outputs(self) -> tuple[Output, ...]:
        return (Output("a.txt", "text/plain"),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        with inputs[0].open() as file:
            raise RecipeError(f"the take is damaged: {file.read().decode()}")


@dataclass(frozen=True)
class Slow:
    """Lasts as long as nobody stops it."""

    name: ClassVar[str] = "slow"
    version: ClassVar[int] = 1

    def outputs(self) -> tuple[Output, ...]:
        return (Output("a.mp4", "video/mp4"),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        endless = ["-f", "lavfi", "-i", "testsrc2=size=64x36:rate=12", "-c:v", "libx264", f"file:{into / 'a.mp4'}"]
        tools.ffmpeg(endless, (), seconds=1000)
