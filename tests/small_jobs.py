"""A recipe that needs no ffmpeg, and what is around it, for tests of the engine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from btspress.engine.executor import Results
from btspress.engine.index import Index
from btspress.engine.job import Cancelled, Ingredient, Input, Job, MachineError, Output, RecipeError, Tools
from btspress.engine.local import Local
from btspress.engine.store import Store
from btspress.tree import Tree


@dataclass(frozen=True)
class Shout:
    """Writes its words, then its inputs in capitals."""

    name: ClassVar[str] = "shout"
    version: ClassVar[int] = 1
    words: str = ""
    names: tuple[str, ...] = ("a.txt",)
    fault: str = ""

    def outputs(self) -> tuple[Output, ...]:
        return tuple(Output(name, "text/plain") for name in self.names)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        if self.fault == "refuse":
            raise RecipeError("the take is damaged")
        if self.fault == "machine":
            raise MachineError("this machine has no projector")
        if self.fault == "disk":
            raise OSError(28, "No space left on device")
        if self.fault == "wait":
            tools.ffmpeg([], (), seconds=1)
        heard = b""
        for each in inputs:
            with each.open() as file:
                heard += file.read().upper()
        for name in self.names if self.fault != "forget" else ():
            (into / name).write_bytes(self.words.encode() + heard)


class Bench:
    """Tools without ffmpeg: `ffmpeg` waits until it is stopped."""

    def __init__(self, stop: threading.Event, report: Callable[[float], None]) -> None:
        self.stop, self.report = stop, report
        self.notes: dict[str, object] = {}
        self.commands: list[str] = []

    def has(self, name: str) -> bool:
        return False

    def expect(self, seconds: float) -> None:
        return

    def ffmpeg(self, arguments: list[str], inputs: tuple[BinaryIO, ...], *, seconds: float) -> str:
        self.report(0.5)
        if self.stop.wait(20):
            raise Cancelled("stopped")
        return ""


def shout(words: str = "", *ingredients: Ingredient, **more: object) -> Job:
    """A job of the recipe."""
    parameters = {key: more.pop(key) for key in ("names", "fault") if key in more}
    return Job(Shout(words, **parameters), ingredients, "test 1", **more)  # type: ignore[arg-type]


def store_in(folder: Path) -> tuple[Store, Index]:
    """A cache beneath `folder`."""
    index = Index(folder / "cache" / "index")
    return Store(folder / "cache" / "store", index), index


def run(store: Store, *jobs: Job, tree: Tree | None = None, workers: int = 2, **more: object) -> Results:
    """Does the jobs on two threads."""
    return Local(workers).run(jobs, store, Bench, (tree or Tree.of({})).get, **more)  # type: ignore[arg-type]
