"""The sound of a range: which stream, how loud, and the file that it becomes."""

from __future__ import annotations

from fractions import Fraction

from btspress.delivery.bench import Bench
from btspress.model import Sound, SoundRepair, Source
from btspress.recipes.excerpt import Heard
from btspress.recipes.sound import SoundFile
from btspress.timecode import TimeRange


def heard_of(source: Source, wanted: TimeRange, bench: Bench, *, untouched: bool = False) -> Heard | None:
    """How the sound of `wanted` is brought to the loudness of the site; None for a silent source."""
    audio = source.facts.audio
    if audio is None:
        return None
    repair = SoundRepair() if untouched else source.treatment.sound
    return Heard(audio.stream, audio.channels, repair=repair)


def recipe_of(shown: Sound, bench: Bench) -> SoundFile | None:
    """The sound file of `shown`; None when its source is missing or silent."""
    source = shown.source
    heard = heard_of(source, shown.range, bench, untouched=shown.untouched) if isinstance(source, Source) else None
    if heard is None or not isinstance(source, Source):
        return None
    video = source.facts.video
    start = shown.range.start + (video.start if video else 0)
    seek = max(start - 1, Fraction(0))
    return SoundFile(heard, seek, start - seek, shown.range.duration)
