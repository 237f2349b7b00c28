"""Speech made clearer, where a sidecar asks for it: less hum, less rumble, less hiss."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from btspress.media.graph import Stream
from btspress.model import SoundRepair
from btspress.unchanging import unchanging

_HARMONICS: Final = 8
"""Mains hum is heard up to here; above, voices lie."""
_NOTCH: Final = 4
"""Hertz that each notch is wide: mains waver by less, and a voice does not miss them."""
_LATE: Final = 1200
"""Samples that afftdn holds back at 48 kHz (both ffmpeg 5.1 and 9.0, measured), also at the end of a file."""


@unchanging
class Strength:
    """How much is taken away, and of what."""

    below: int
    """Hertz: wind and steps on a stand lie below, voices above."""
    steep: int
    """How often the low end is cut, 12 dB an octave each time."""
    most: int
    """Decibels that noise is lowered by at most; more would leave a voice in a vacuum, chirping."""
    under: int
    """Decibels from the quietest moments down to what counts as noise: breaths are among them."""


STRENGTHS: Final = MappingProxyType({"gentle": Strength(70, 1, 10, 8), "strong": Strength(90, 2, 20, 1)})
"""By the word that a sidecar uses."""


def cleaned(stream: Stream, repair: SoundRepair, floor: int | None) -> Stream:
    """Stereo at 48 kHz without what `repair` names; `floor` is the loudness in LUFS when nobody speaks."""
    for harmonic in range(1, _HARMONICS + 1) if repair.hum else ():
        stream = stream.filter("bandreject", f=repair.hum * harmonic, width_type="h", w=_NOTCH)
    if not repair.clean:
        return stream
    strength = STRENGTHS[repair.clean]
    for _ in range(strength.steep):
        stream = stream.filter("highpass", f=strength.below)
    # Where nobody measured, ffmpeg is to find the noise itself: it finds less of it.
    known = {"tn": 1} if floor is None else {"nf": min(max(floor - strength.under, -80), -20)}
    quiet = stream.filter("apad", pad_len=2 * _LATE).filter("afftdn", nr=strength.most, **known)
    return quiet.filter("atrim", start_sample=_LATE).filter("asetpts", "PTS-STARTPTS")
