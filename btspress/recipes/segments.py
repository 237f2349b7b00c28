"""One track of an encode as fragments that can be fetched one by one: by copy, nothing is encoded again."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, ClassVar, Final

from btspress.engine.job import Input, Output, RecipeError, Tools
from btspress.media import cmaf
from btspress.media.mp4 import BoxError
from btspress.media.samples import PICTURES, SOUND, Sample, Track, track
from btspress.recipes.encode import keys_every
from btspress.unchanging import unchanging

GROUPS: Final = 3
"""Groups of pictures in a fragment: six seconds, what players are built for."""


@unchanging
class Segments:
    """Pictures or sound of an MP4 of ours; all tracks of a clip are cut at the same times."""

    name: ClassVar[str] = "segments"
    version: ClassVar[int] = 1

    codecs: str
    """Of this track alone."""
    frames: int
    """Of the pictures of the clip, at `rate`."""
    rate: Fraction
    width: int = 0
    """0 for sound."""
    height: int = 0

    @property
    def every(self) -> Fraction:
        """Seconds from the start of a fragment to the next."""
        return keys_every(self.rate) * GROUPS / self.rate

    def outputs(self) -> tuple[Output, ...]:
        """`cmaf.mp4` for pictures, `cmaf.m4a` for sound."""
        if self.width:
            return (Output("cmaf.mp4", f'video/mp4; codecs="{self.codecs}"', self.width, self.height),)
        return (Output("cmaf.m4a", f'audio/mp4; codecs="{self.codecs}"'),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Copy the samples of the track, then check what was written."""
        with inputs[0].open() as file, (into / self.outputs()[0].name).open("w+b") as made:
            try:
                found = track(file, PICTURES if self.width else SOUND)
                cmaf.write(found, self._cuts(found), file, made)
                self._check(made)
            except (BoxError, KeyError, struct.error) as broken:
                raise RecipeError(f"the encode cannot be cut into fragments ({broken})") from broken

    def _cuts(self, found: Track) -> list[int]:
        """Numbers of the samples that fragments start with."""
        if self.width:
            return [*range(0, len(found.samples), keys_every(self.rate) * GROUPS)]
        step = self.every * found.scale
        return _firsts(found.samples, step, found.start)

    def _check(self, made: BinaryIO) -> None:
        """Whatever player jumps to a fragment must find a key frame there, at the time that was promised."""
        told = cmaf.read(made)
        off = max(abs(each.start - number * self.every) for number, each in enumerate(told.fragments))
        if self.width and not (off < 1 / (2 * self.rate) and all(each.key for each in told.fragments)):
            raise RecipeError("the key frames of the encode do not lie where its fragments are to start")
        if abs(told.duration - self.frames / self.rate) > max(1 / self.rate, Fraction(1, 20)):
            raise RecipeError("the fragments do not last as long as the encode")


def _firsts(samples: tuple[Sample, ...], step: Fraction, start: int) -> list[int]:
    """The first sample at or after each multiple of `step` ticks, counted from `start`."""
    firsts = [0]
    for number, sample in enumerate(samples):
        if sample.at - start >= len(firsts) * step:
            firsts.append(number)
    return firsts
