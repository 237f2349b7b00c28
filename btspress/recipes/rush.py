"""A clip for the eyes of its author: the same frames, small and at once, and playable while it is made.

It is written twice: in fragments, which a browser can play as they come; then, without another encode, as a file
whose index stands first.
"""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Final

from btspress.engine.job import Input, Output, Tools
from btspress.media.graph import ANONYMOUS, arguments, output, source
from btspress.recipes import encode
from btspress.recipes.aids import beside, prepared
from btspress.recipes.rendition import Rendition
from btspress.recipes.sequence import SequenceFile
from btspress.recipes.verify import verify_video
from btspress.unchanging import unchanging

GROWING: Final = "growing.mp4"
"""The file in fragments, in the folder of a job that is under way."""


@unchanging
class Rush:
    """What `of` would be, in H.264 with AAC and with no search for its quality."""

    name: ClassVar[str] = "rush"
    version: ClassVar[int] = 1

    of: Rendition | SequenceFile
    threads: int = 2
    """Of x264; never read from the machine, as another number gives other bytes."""

    @property
    def seconds(self) -> Fraction:
        """How long it plays."""
        return self.of.duration if isinstance(self.of, SequenceFile) else self.of.piece.duration

    def outputs(self) -> tuple[Output, ...]:
        """The one of `of`."""
        return self.of.outputs()

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Encode in fragments, put the index first, then check that the promised file came out."""
        growing, path, of = into / GROWING, into / self.outputs()[0].name, self.of
        if isinstance(of, SequenceFile):
            given = tuple(inputs[origin] for origin in of.origins)
            own = zip(of.shots, beside(of.shots, of.origins, inputs), strict=True)
            aids = tuple(prepared(shot, each, into, tools) for shot, each in own)
            containers = tuple(one.container for one in given)
            command = of.arguments(containers, growing, aids, hasty=self.threads)
        else:
            given = inputs[:1]
            helped = prepared(of.piece, inputs, into, tools)
            command = of.arguments(inputs[0].container, growing, helped, hasty=self.threads)
        with ExitStack() as opened:
            files = tuple(opened.enter_context(one.open()) for one in given)
            tools.ffmpeg(command, files, seconds=float(self.seconds))
        with growing.open("rb") as file:
            tools.ffmpeg(indexed(path, sound=self._heard), (file,), seconds=0)
        frames = of.frames if isinstance(of, SequenceFile) else of.piece.frames
        verify_video(path, frames=frames, size=(of.width, of.height), codecs=self._codecs, sound=self._heard)

    @property
    def _heard(self) -> bool:
        return not self.of.silent if isinstance(self.of, SequenceFile) else self.of.piece.heard is not None

    @property
    def _codecs(self) -> str:
        return encode.codecs(encode.H264, self.of.width, self.of.height, self.of.rate, sound=self._heard)


def indexed(path: Path, *, sound: bool) -> list[str]:
    """The call of ffmpeg that writes the packets of input 0, an MP4, to `path` with the index first."""
    file = source(0, "mov")
    streams = [file["v:0"], file["a:0"]] if sound else [file["v:0"]]
    return arguments(output(path, *streams, c="copy", **ANONYMOUS, **encode.mp4()))
