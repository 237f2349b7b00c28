"""Encodes aimed at a quality, on real footage at small sizes; how good they are is measured without our code."""

from dataclasses import dataclass

import pytest

from btspress.media.ffmpeg import Toolbox, find
from btspress.recipes.quality import Quality

pytestmark = [
    pytest.mark.ffmpeg,
    pytest.mark.skipif(not find().has("libvmaf"), reason="this ffmpeg has no libvmaf"),
]

WANTED = Quality(93, 60)
HARD, EASY = "vfr-dropped-frames.mp4", "aac-5.1.mp4"


@dataclass(slots=True)
class Blind(Toolbox):
    """The tools of a machine whose ffmpeg cannot compare pictures."""

    def has(self, name: str) -> bool:
        return name != "libvmaf" and self.program.has(name)
