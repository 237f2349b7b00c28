"""All slow work is a `Job`: a recipe with its parameters and inputs. Its key is known before it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO, ClassVar, Protocol

from btspress.diagnostics import Span
from btspress.digest import Digest, digest
from btspress.unchanging import unchanging

KEY_LENGTH = 16
"""Characters of a key in a file name: 64 bits, enough for every file a site may have."""


@unchanging
class Output:
    """One file that a recipe will make, described before it exists."""

    name: str
    """File name inside the job's folder: `1280.webp`, `h264.mp4`."""
    media_type: str
    """As in `<source type>`, with `codecs=` for video and sound."""
    width: int = 0
    height: int = 0
    inner: bool = False
    """Made for other jobs only, never published."""


class Tools(Protocol):
    """What a recipe may use: one door to ffmpeg, one to the inputs. `FakeTools` records instead."""

    stop: Event
    """Set when the work is no longer wanted."""
    notes: dict[str, Any]
    """What is worth remembering of how it was made: a recipe adds to it, the receipt keeps it."""
    commands: list[str]
    """The calls of ffmpeg so far, as a person would write them."""

    def has(self, name: str) -> bool:
        """Whether this ffmpeg has a filter or an encoder of that name."""

    def expect(self, seconds: float) -> None:
        """Tell how many seconds all runs from now on will write together, when there are several: for progress."""

    def ffmpeg(self, arguments: list[str], inputs: tuple[BinaryIO, ...], *, seconds: float) -> str:
        """Run ffmpeg on opened inputs: `-i input:0` names the first. Returns what it told besides errors.

        `seconds` is the length of what will be written, for progress and limits. Raises `RecipeError`
        for a failure or any complaint, `Cancelled` when `stop` was set.
        """


class Recipe(Protocol):
    """How one kind of file is made. Implementations are frozen dataclasses: their fields are the parameters."""

    name: ClassVar[str]
    version: ClassVar[int]

    def outputs(self) -> tuple[Output, ...]:
        """What will come of it; pure."""

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Write every output into the folder `into`. Raises `RecipeError` with a reason for the author."""


class RecipeError(Exception):
    """The work could not be done; the text says why in the author's words."""


class MachineError(RecipeError):
    """Nothing is wrong with the source: the machine cannot do such work. Told once, not wherever it was asked for."""

    code: ClassVar[str] = "E905"
    """Of the diagnostic that it becomes."""


class NoRoomError(MachineError):
    """The disk is full."""


class Cancelled(Exception):  # noqa: N818  it is no error
    """The work was stopped because it is no longer wanted."""


@unchanging
class Input:
    """An input of a running job: opened for reading by us, never a path that a program could write to."""

    open: Callable[[], BinaryIO]
    """Opens the bytes anew: each call gives a descriptor of its own."""
    container: str = ""
    """Demuxer to force, from our own sniff; empty for text."""


@unchanging
class Ingredient:
    """What a job is made from: a source file by digest, or an output of another job by its key."""

    digest: Digest
    """Of the source's bytes; or the key of the job whose output this is."""
    path: str = field(default="", compare=False)
    """Site-relative path of the source."""
    container: str = field(default="", compare=False)
    job: Job | None = field(default=None, compare=False, repr=False)
    """The job that makes it, when it is no source."""
    output: str = ""
    """Which of that job's outputs."""


@dataclass(frozen=True, slots=True)
class Job:
    """A recipe, its ingredients, a toolchain."""

    recipe: Recipe
    ingredients: tuple[Ingredient, ...]
    toolchain: str
    """Names the exact programs: other versions give other bytes."""
    stem: str = field(default="media", compare=False)
    """Readable start of the published file names."""
    spans: tuple[Span, ...] = field(default=(), compare=False)
    """Where the chapter asked for it: a failure is shown there."""
    weight: float = field(default=1.0, compare=False)
    """Estimated cost in seconds of work, for order and progress."""
    bytes: int = field(default=0, compare=False)
    """Estimated size of what it makes."""
    processors: int = field(default=1, compare=False)
    """How many it keeps busy."""

    key: Digest = field(init=False, compare=False, repr=False)
    """Fingerprint of everything that decides the bytes."""

    def __post_init__(self) -> None:
        """Find the key, once: names of files are made of it again and again."""
        object.__setattr__(self, "key", key_of(self.recipe, self.ingredients, self.toolchain))

    @property
    def whole(self) -> Iterator[Job]:
        """This job and all that it is made from, however far back."""
        yield self
        for ingredient in self.ingredients:
            if ingredient.job:
                yield from ingredient.job.whole

    def url(self, output: str) -> str:
        """Site-absolute address of one output: `/media/take-4.0123456789abcdef.h264.mp4`."""
        return f"/media/{self.stem}.{self.key[:KEY_LENGTH]}.{output}"

    @property
    def urls(self) -> Mapping[str, str]:
        """Addresses of all outputs, by name."""
        return {output.name: self.url(output.name) for output in self.recipe.outputs()}


def key_of(recipe: Recipe, ingredients: tuple[Ingredient, ...], toolchain: str) -> Digest:
    """The key of the job that makes `recipe` of `ingredients`."""
    return digest(recipe.name, recipe.version, recipe, ingredients, toolchain)
