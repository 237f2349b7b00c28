"""Shots built into one file: cuts, crossfades or dips to black, at one size and rate."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import ffmpeg

from btspress.engine.job import Input, Output, Tools
from btspress.media.graph import Stream, arguments, output
from btspress.recipes import encode
from btspress.recipes.aids import NONE, Aids, beside, prepared
from btspress.recipes.aimed import carried_out
from btspress.recipes.excerpt import Excerpt
from btspress.recipes.heard import Turn
from btspress.recipes.listen import settle, with_pictures_of
from btspress.recipes.mixed import level_of, mixed, opened_all
from btspress.recipes.quality import FIXED, Quality, crf_of
from btspress.recipes.seen import pictures
from btspress.recipes.trials import Order, Windows
from btspress.recipes.trials import lossless as kept
from btspress.recipes.verify import verify_video
from btspress.timecode import decimal
from btspress.unchanging import unchanging

_FADES = MappingProxyType({"crossfade": "fade", "dip": "fadeblack"})
_AS_PLANNED = Turn()


@unchanging
class SequenceFile:
    """All shots at the rate of the sequence; silence where a shot has no sound and another has."""

    name: ClassVar[str] = "sequence"
    version: ClassVar[int] = 8

    codec: str
    """`h264` or `av1`."""
    shots: tuple[Excerpt, ...]
    origins: tuple[int, ...]
    """Which ingredient each shot comes from."""
    sizes: tuple[tuple[int, int], ...]
    """Even size of each shot inside the frame; black fills the rest."""
    transition: str
    """`cut`, `crossfade` or `dip`."""
    overlap: int
    """Frames that a transition takes; 0 for cuts."""
    width: int
    height: int
    quality: Quality = FIXED
    threads: int = 1

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return self.shots[0].rate

    @property
    def frames(self) -> int:
        """Of the whole."""
        return sum(shot.frames for shot in self.shots) - self.overlap * (len(self.shots) - 1)

    @property
    def duration(self) -> Fraction:
        """Seconds."""
        return self.frames / self.rate

    @property
    def silent(self) -> bool:
        """Whether no shot has a sound."""
        return all(shot.heard is None for shot in self.shots)

    def outputs(self) -> tuple[Output, ...]:
        """One file: `h264.mp4` or `av1.mp4`."""
        return (Output(f"{self.codec}.mp4", f'video/mp4; codecs="{self._codecs}"', self.width, self.height),)

    def arguments(
        self,
        containers: tuple[str, ...],
        path: Path,
        aids: tuple[Aids, ...] = (),
        crf: Fraction | None = None,
        *,
        hasty: int = 0,
    ) -> list[str]:
        """The call of ffmpeg that writes `path`; input N is opened for shot N, with aids N. `hasty` as for a clip."""
        files = opened_all(containers, self.shots)
        streams = [self._whole(files, aids)]
        if not self.silent:
            streams.append(mixed(files, self.shots, self.overlap / self.rate))
        options = encode.options(
            self.codec,
            self.width,
            self.height,
            self.rate,
            self.frames,
            crf=crf or crf_of(self.codec),
            sound=not self.silent,
            threads=self.threads,
            hasty=hasty,
        )
        return arguments(output(path, *streams, **options))

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Encode as well as is wanted, then check that the promised file came out."""
        path = into / self.outputs()[0].name
        given = tuple(inputs[origin] for origin in self.origins)
        helped = tuple(
            prepared(shot, own, into, tools)
            for shot, own in zip(self.shots, beside(self.shots, self.origins, inputs), strict=True)
        )
        containers = tuple(one.container for one in given)

        def lossless(copies: Mapping[Path, Windows]) -> None:
            # All of it is decoded: a window may lie in a transition.
            whole = self._whole(opened_all(containers, self.shots), helped)
            self._run(kept(whole, self.rate, copies), given, tools)

        def dub(made: Path, to: Path, turn: Turn = _AS_PLANNED) -> None:
            sound = mixed(opened_all(containers, self.shots), self.shots, self.overlap / self.rate, turn)
            shown = Input(lambda: made.open("rb"), "mov")
            command = with_pictures_of(self.codec, to, sound, index=len(given), steady=turn.steady)
            self._run(command, (*given, shown), tools)

        order = Order(
            self.codec,
            self.width,
            self.height,
            self.rate,
            self.frames,
            self.quality,
            self.threads,
            0,
            lossless=lossless,
            encode=lambda crf, to: self._run(self.arguments(containers, to, helped, crf), given, tools),
            dub=None if self.silent else dub,
        )
        carried_out(order, path, tools)
        if level := level_of(self.shots):
            settle(path, level, lambda anew, turn: dub(path, anew, turn), tools, self.duration)
        size = (self.width, self.height)
        verify_video(path, frames=self.frames, size=size, codecs=self._codecs, sound=not self.silent)

    def _run(self, command: list[str], given: tuple[Input, ...], tools: Tools) -> None:
        with ExitStack() as opened:
            files = tuple(opened.enter_context(one.open()) for one in given)
            tools.ffmpeg(command, files, seconds=float(self.duration))

    @property
    def _codecs(self) -> str:
        return encode.codecs(self.codec, self.width, self.height, self.rate, sound=not self.silent)

    def _whole(self, files: list[Stream], aids: tuple[Aids, ...]) -> Stream:
        """The pictures of all shots, joined, as the encoder gets them."""
        helped = aids or (NONE,) * len(self.shots)
        seen = [self._seen(*each) for each in zip(files, self.shots, self.sizes, helped, strict=True)]
        return encode.tagged(self._joined(seen), self.codec)

    def _seen(self, file: Stream, shot: Excerpt, size: tuple[int, int], aids: Aids) -> Stream:
        """Exactly the frames of a shot, on a canvas of the common size."""
        stream = pictures(file, shot, *size, aids=aids).filter("format", "yuv420p10le")
        if size != (self.width, self.height):
            stream = stream.filter("pad", self.width, self.height, "(ow-iw)/2", "(oh-ih)/2")
        return stream.filter("trim", end_frame=shot.frames).filter("setpts", "PTS-STARTPTS")

    def _joined(self, streams: list[Stream]) -> Stream:
        if not self.overlap:
            return ffmpeg.concat(*streams, v=1, a=0)
        whole, length = streams[0], self.shots[0].frames
        for stream, shot in zip(streams[1:], self.shots[1:], strict=True):
            length -= self.overlap
            fade = {"transition": _FADES[self.transition], "duration": decimal(self.overlap / self.rate)}
            whole = ffmpeg.filter([whole, stream], "xfade", offset=decimal(length / self.rate), **fade)
            length += shot.frames
        return whole
