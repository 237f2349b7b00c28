"""One encode of a clip: the frames of its range and nothing around them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import field
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

from btspress.digest import LATER
from btspress.engine.job import Input, Output, Tools
from btspress.media.graph import Stream, arguments, output
from btspress.recipes import encode
from btspress.recipes.aids import NONE, Aids, prepared
from btspress.recipes.aimed import carried_out
from btspress.recipes.excerpt import Excerpt, opened, part
from btspress.recipes.heard import Turn, sound, turned
from btspress.recipes.listen import settle, with_pictures_of
from btspress.recipes.quality import FIXED, Quality, crf_of
from btspress.recipes.seen import pictures
from btspress.recipes.trials import Order, Windows, all_of, joined, lossless
from btspress.recipes.verify import verify_video
from btspress.unchanging import unchanging

_AS_PLANNED = Turn()


@unchanging
class Rendition:
    """H.264 with AAC, or AV1 with Opus, in an MP4 that carries no word about where it came from."""

    name: ClassVar[str] = "rendition"
    version: ClassVar[int] = 8

    codec: str
    """`h264` or `av1`."""
    piece: Excerpt
    width: int
    """Even; never more than the source has."""
    height: int
    quality: Quality = FIXED
    threads: int = 1
    """Of AV1, whose bytes they do not change: as many jobs as there are processors are quicker than fewer with more
    threads each. x264 has one in any case, as it writes other bytes for another number."""
    most_bytes: int = 0
    """What the file may take; 0 for no limit."""
    keys: int = field(default=0, metadata=LATER)
    """Frames from one key frame to the next; 0 for the usual."""

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return self.piece.rate

    def outputs(self) -> tuple[Output, ...]:
        """One file: `h264.mp4` or `av1.mp4`."""
        kind = f'video/mp4; codecs="{self._codecs}"'
        return (Output(f"{self.codec}.mp4", kind, self.width, self.height),)

    def arguments(
        self, container: str, path: Path, aids: Aids = NONE, crf: Fraction | None = None, *, hasty: int = 0
    ) -> list[str]:
        """The call of ffmpeg that writes `path` from input 0; `crf` where looking has found a better one.

        `hasty` is a number of threads, for one that is played while it is written.
        """
        piece, heard = self.piece, self.piece.heard
        file = opened(0, container, piece)
        streams = [self.seen(file, piece, aids)]
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
            keys=self.keys,
            hasty=hasty,
        )
        return arguments(output(path, *streams, **options))

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Encode as well as is wanted, then check that the promised file came out."""
        path, heard = into / self.outputs()[0].name, self.piece.heard
        work = _Work(self, inputs, prepared(self.piece, inputs, into, tools), tools)
        order = Order(
            self.codec,
            self.width,
            self.height,
            self.rate,
            self.piece.frames,
            self.quality,
            self.threads,
            self.most_bytes,
            lossless=work.lossless,
            encode=work.encode,
            dub=work.dub if heard else None,
            keys=self.keys,
        )
        carried_out(order, path, tools)
        if heard and heard.level:
            settle(path, heard.level, lambda anew, turn: work.dub(path, anew, turn), tools, self.piece.duration)
        size = (self.width, self.height)
        verify_video(path, frames=self.piece.frames, size=size, codecs=self._codecs, sound=heard is not None)

    def seen(self, file: Stream, piece: Excerpt, aids: Aids) -> Stream:
        """The pictures of `piece`, all of this recipe's or some, as its encoder gets them."""
        return encode.tagged(pictures(file, piece, self.width, self.height, aids=aids), self.codec)

    @property
    def _codecs(self) -> str:
        return encode.codecs(self.codec, self.width, self.height, self.rate, sound=self.piece.heard is not None)


@unchanging
class _Work:
    """A rendition in work."""

    recipe: Rendition
    inputs: tuple[Input, ...]
    aids: Aids
    """Of the whole piece."""
    tools: Tools

    def lossless(self, copies: Mapping[Path, Windows]) -> None:
        """Write the pictures of windows. Where nobody wants all of them, each window is read on its own.

        One after the other: many decoders at once would fill the memory.
        """
        piece = self.recipe.piece
        if any(windows.frames == piece.frames for windows in copies.values()):
            self._kept(piece, self.aids, copies)
            return
        for path, windows in copies.items():
            parts = [path.with_name(f"{first}.nut") for first in windows.firsts]
            for first, to in zip(windows.firsts, parts, strict=True):
                some = part(piece, self.inputs[0].container, first, windows.length)
                helped = prepared(some, self.inputs, path.parent, self.tools)
                self._kept(some, helped, {to: all_of(windows.length)})
            joined(parts, windows, piece.rate, path, self.tools)

    def encode(self, crf: Fraction, path: Path) -> None:
        """Write all pictures with their sound."""
        self._run(self.recipe.arguments(self.inputs[0].container, path, self.aids, crf))

    def dub(self, made: Path, path: Path, turn: Turn = _AS_PLANNED) -> None:
        """Write the pictures of an encode once more, with the sound of the source."""
        piece, heard = self.recipe.piece, self.recipe.piece.heard
        if heard:
            file = opened(0, self.inputs[0].container, piece)
            stream = sound(file, turned(heard, turn), piece.lead, piece.duration)
            command = with_pictures_of(self.recipe.codec, path, stream, index=1, steady=turn.steady)
            self._run(command, Input(lambda: made.open("rb")))

    def _kept(self, piece: Excerpt, aids: Aids, copies: Mapping[Path, Windows]) -> None:
        shown = self.recipe.seen(opened(0, self.inputs[0].container, piece), piece, aids)
        self._run(lossless(shown, piece.rate, copies), seconds=piece.duration)

    def _run(self, command: list[str], *more: Input, seconds: Fraction | None = None) -> None:
        with ExitStack() as stack:
            files = tuple(stack.enter_context(one.open()) for one in (self.inputs[0], *more))
            self.tools.ffmpeg(command, files, seconds=float(seconds or self.recipe.piece.duration))
