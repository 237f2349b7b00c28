"""One encode of a clip: the frames of its range and nothing around them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

from btspress.engine.job import Input, Output, Tools
from btspress.media.graph import arguments, output
from btspress.recipes import encode
from btspress.recipes.aids import NONE, Aids, prepared
from btspress.recipes.excerpt import Excerpt, opened
from btspress.recipes.heard import sound
from btspress.recipes.quality import FIXED, Quality, crf_of
from btspress.recipes.seen import pictures
from btspress.recipes.verify import verify_video


@dataclass(frozen=True, slots=True)
class Rendition:
    """H.264 with AAC, or AV1 with Opus, in an MP4 that carries no word about where it came from."""

    name: ClassVar[str] = "rendition"
    version: ClassVar[int] = 2

    codec: str
    """`h264` or `av1`."""
    piece: Excerpt
    width: int
    """Even; never more than the source has."""
    height: int
    quality: Quality = FIXED
    threads: int = 2
    """Part of the recipe: x264 writes other bytes for another number."""

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return self.piece.rate

    def outputs(self) -> tuple[Output, ...]:
        """One file: `h264.mp4` or `av1.mp4`."""
        kind = f'video/mp4; codecs="{self._codecs}"'
        return (Output(f"{self.codec}.mp4", kind, self.width, self.height),)

    def arguments(self, container: str, path: Path, aids: Aids = NONE, crf: Fraction | None = None) -> list[str]:
        """The call of ffmpeg that writes `path` from input 0; `crf` where looking has found a better one."""
        piece, heard = self.piece, self.piece.heard
        file = opened(0, container, piece)
        streams = [encode.tagged(pictures(file, piece, self.width, self.height, aids=aids), self.codec)]
        if heard:
            streams.append(sound(file, heard, piece.lead, piece.duration))
        options = encode.options(
            self.codec,
            self.width,
            self.height,
            self.rate,
            piece.frames,
            crf=crf or crf_of(self.codec),
            sound=heard is not None,
            threads=self.threads,
        )
        return arguments(output(path, *streams, **options))

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Encode, then check that the promised file came out."""
        path = into / self.outputs()[0].name
        with inputs[0].open() as file:
            aids = prepared(self.piece, inputs, into, tools)
            command = self.arguments(inputs[0].container, path, aids)
            tools.ffmpeg(command, (file,), seconds=float(self.piece.duration))
        verify_video(
            path,
            tools,
            frames=self.piece.frames,
            size=(self.width, self.height),
            codecs=self._codecs,
            sound=self.piece.heard is not None,
        )

    @property
    def _codecs(self) -> str:
        return encode.codecs(self.codec, self.width, self.height, self.rate, sound=self.piece.heard is not None)
