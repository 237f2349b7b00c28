"""Shots built into one file: cuts, crossfades or dips to black, at one size and rate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import ffmpeg

from btspress.engine.job import Input, Output, Tools
from btspress.media.graph import Stream, arguments, output
from btspress.recipes import encode
from btspress.recipes.aids import NONE, Aids, prepared
from btspress.recipes.excerpt import Excerpt, opened
from btspress.recipes.heard import SAMPLE_RATE, sound
from btspress.recipes.quality import FIXED, Quality, crf_of
from btspress.recipes.seen import pictures
from btspress.recipes.verify import verify_video
from btspress.timecode import decimal

_FADES = MappingProxyType({"crossfade": "fade", "dip": "fadeblack"})


@dataclass(frozen=True, slots=True)
class SequenceFile:
    """All shots at the rate of the sequence; silence where a shot has no sound and another has."""

    name: ClassVar[str] = "sequence"
    version: ClassVar[int] = 2

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
    threads: int = 2

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

    def arguments(self, containers: tuple[str, ...], path: Path, aids: tuple[Aids, ...] = ()) -> list[str]:
        """The call of ffmpeg that writes `path`; input N is opened for shot N, with aids N."""
        helped = aids or (NONE,) * len(self.shots)
        files = [opened(n, containers[n], shot) for n, shot in enumerate(self.shots)]
        seen = [self._seen(*each) for each in zip(files, self.shots, self.sizes, helped, strict=True)]
        streams = [encode.tagged(self._joined(seen), self.codec)]
        if not self.silent:
            streams.append(self._mixed([_heard(file, shot) for file, shot in zip(files, self.shots, strict=True)]))
        options = encode.options(
            self.codec,
            self.width,
            self.height,
            self.rate,
            self.frames,
            crf=crf_of(self.codec),
            sound=not self.silent,
            threads=self.threads,
        )
        return arguments(output(path, *streams, **options))

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Encode, then check that the promised file came out."""
        path = into / self.outputs()[0].name
        given = [inputs[origin] for origin in self.origins]
        helped = tuple(prepared(shot, (one,), into, tools) for shot, one in zip(self.shots, given, strict=True))
        command = self.arguments(tuple(one.container for one in given), path, helped)
        files = tuple(one.open() for one in given)
        try:
            tools.ffmpeg(command, files, seconds=float(self.duration))
        finally:
            for file in files:
                file.close()
        size = (self.width, self.height)
        verify_video(path, tools, frames=self.frames, size=size, codecs=self._codecs, sound=not self.silent)

    @property
    def _codecs(self) -> str:
        return encode.codecs(self.codec, self.width, self.height, self.rate, sound=not self.silent)

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

    def _mixed(self, streams: list[Stream]) -> Stream:
        if not self.overlap:
            return ffmpeg.concat(*streams, v=0, a=1)
        whole = streams[0]
        for stream in streams[1:]:
            whole = ffmpeg.filter([whole, stream], "acrossfade", d=decimal(self.overlap / self.rate))
        return whole


def _heard(file: Stream, shot: Excerpt) -> Stream:
    if shot.heard:
        return sound(file, shot.heard, shot.lead, shot.duration)
    silence = ffmpeg.input(f"anullsrc=r={SAMPLE_RATE}:cl=stereo", f="lavfi")
    return silence.audio.filter("atrim", end=decimal(shot.duration))
