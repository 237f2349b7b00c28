"""The sound of a range: which stream, how clear, how loud, and the file that it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import floor

from btspress.delivery.bench import Bench
from btspress.diagnostics import Span
from btspress.facts import Medium
from btspress.levels import Levels, LevelsKey
from btspress.model import Clip, Site, Sound, SoundRepair, Source
from btspress.recipes.excerpt import Heard
from btspress.recipes.sound import SoundFile
from btspress.timecode import TimeRange
from btspress.walk import walk

_AS_DELIVERED = SoundRepair()
_EARLY = Fraction(1)
_EARLY_ALONE = Fraction(30)
"""Seconds that are read before a range; after a seek in a file without pictures, ffmpeg 9.0 loses as much as an
edit list hides at its start, as in a recording that was cut without being encoded again."""


def heard_of(source: Source, wanted: TimeRange, bench: Bench, *, untouched: bool = False) -> Heard | None:
    """How the sound of `wanted` is brought to the loudness of the site; None for a silent source."""
    audio = source.facts.audio
    if audio is None:
        return None
    repair = _AS_DELIVERED if untouched else replace(source.treatment.sound, level=True)
    levels = bench.levels.get((source.digest, audio.stream, repair))
    heard = as_heard(source, repair, bench.levels.get((source.digest, audio.stream, _AS_DELIVERED)))
    target, wished = bench.delivery.loudness, source.treatment.sound.level
    if heard is None or levels is None or target is None or not wished:
        return heard
    return replace(heard, level=levels.level(_in_file(source, wanted), target, bench.delivery.peak))


def as_heard(source: Source, repair: SoundRepair, delivered: Levels | None) -> Heard | None:
    """The sound of `source` at no gain, with what its levels as `delivered` tell; None for a silent source."""
    audio = source.facts.audio
    if audio is None:
        return None
    side = delivered.side if delivered and audio.channels == 2 else ""
    noise = floor(delivered.floor) if delivered and repair.clean else None
    return Heard(audio.stream, audio.channels, side, repair, noise)


def loudness_of(source: Source, wanted: TimeRange, bench: Bench) -> float | None:
    """Integrated loudness of a range in LUFS as it was recorded; None where it is silent or was not measured."""
    audio = source.facts.audio
    levels = bench.levels.get((source.digest, audio.stream, _AS_DELIVERED)) if audio else None
    return levels.integrated(_in_file(source, wanted)) if levels else None


def recipe_of(shown: Sound, bench: Bench) -> SoundFile | None:
    """The sound file of `shown`; None when its source is missing or silent."""
    source = shown.source
    heard = heard_of(source, shown.range, bench, untouched=shown.untouched) if isinstance(source, Source) else None
    if heard is None or not isinstance(source, Source):
        return None
    start = _in_file(source, shown.range).start
    seek = max(start - (_EARLY if source.facts.video else _EARLY_ALONE), Fraction(0))
    return SoundFile(heard, seek, start - seek, shown.range.duration)


def described_of(clip: Clip) -> Clip | Sound | None:
    """The version whose sound tells what is seen, over the same range; None where there is none."""
    described = clip.source.described if isinstance(clip.source, Source) else None
    if described is None or described.facts.duration <= clip.range.start:
        return None
    wanted = TimeRange(clip.range.start, min(clip.range.end, described.facts.duration))
    if described.facts.medium is Medium.SOUND:
        return Sound(described, wanted, clip.span)
    return Clip(described, wanted, sound=True, crop=clip.crop, span=clip.span)


def sources_heard(site: Site) -> Iterator[tuple[Source, Span | None]]:
    """Every source whose sound is published and not left as it is, with each place that asks for it."""
    for shown in walk(site, Clip, Sound):
        for each in _versions(shown):
            source = each.source
            if isinstance(source, Source) and source.facts.audio and not _as_it_is(source.treatment.sound):
                yield source, each.span


def keys_of(source: Source) -> tuple[LevelsKey, ...]:
    """What is to be measured of the sound of a source: as delivered, then cleaned up where that is asked for."""
    if source.facts.audio is None:
        return ()
    cleaned = replace(source.treatment.sound, level=True)
    repairs = dict.fromkeys((_AS_DELIVERED, cleaned))
    return tuple((source.digest, source.facts.audio.stream, repair) for repair in repairs)


def _versions(shown: Clip | Sound) -> Iterable[Clip | Sound]:
    """What is heard of it: nothing of a mute clip."""
    described = described_of(shown) if isinstance(shown, Clip) else None
    heard = isinstance(shown, Sound) or shown.sound
    return (*((shown,) if heard else ()), *((described,) if described else ()))


def _as_it_is(repair: SoundRepair) -> bool:
    """Whether nothing is done to a sound for which it must be known how loud it is."""
    return not (repair.level or repair.clean)


def _in_file(source: Source, wanted: TimeRange) -> TimeRange:
    """A range counted from the start of the file and not from its first frame."""
    first = source.facts.video.start if source.facts.video else Fraction(0)
    return TimeRange(wanted.start + first, wanted.end + first)
