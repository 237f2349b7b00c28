"""The sound of a range, to be heard without picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import ClassVar

from btspress.engine.job import Input, Output, Tools
from btspress.media.graph import ANONYMOUS, arguments, output, source
from btspress.recipes import encode
from btspress.recipes.excerpt import Heard
from btspress.recipes.heard import Turn, sound, turned
from btspress.recipes.listen import settle
from btspress.recipes.verify import verify_sound
from btspress.timecode import decimal
from btspress.unchanging import unchanging

_SPARE = Fraction(1, 2)
_AS_PLANNED = Turn()


@unchanging
class SoundFile:
    """Stereo AAC at 48 kHz in an MP4 without any word about where it came from."""

    name: ClassVar[str] = "sound"
    version: ClassVar[int] = 2

    heard: Heard
    seek: Fraction
    """Where reading starts: seconds from the start of the file."""
    lead: Fraction
    """Seconds after `seek` at which the wanted sound starts."""
    duration: Fraction
    """Seconds."""

    def outputs(self) -> tuple[Output, ...]:
        """`sound.m4a`."""
        return (Output("sound.m4a", f'audio/mp4; codecs="{encode.AAC_CODEC}"'),)

    def arguments(self, container: str, path: Path, turn: Turn = _AS_PLANNED) -> list[str]:
        """The call of ffmpeg that writes `path` from input 0."""
        bound = decimal(self.lead + self.duration + _SPARE)
        file = source(0, container, seek=self.seek, t=bound)
        heard = sound(file, turned(self.heard, turn), self.lead, self.duration)
        return arguments(output(path, heard, **ANONYMOUS, **encode.aac(steady=turn.steady), **encode.mp4()))

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Encode, listen to it, then check that all of it came out."""
        path, given = into / "sound.m4a", inputs[0]

        def write(to: Path, turn: Turn) -> None:
            with given.open() as file:
                tools.ffmpeg(self.arguments(given.container, to, turn), (file,), seconds=float(self.duration))

        write(path, _AS_PLANNED)
        if self.heard.level:
            settle(path, self.heard.level, write, tools, self.duration)
        verify_sound(path, self.duration)
