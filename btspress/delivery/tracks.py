"""Text tracks: captions cut and re-timed to what is shown, chapters of a sequence."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import Final

from btspress.delivery.bench import Bench, slug, stem_of
from btspress.media.captions import cut, to_vtt
from btspress.model import Caption, Captions, Sequence, Source
from btspress.planned import Track
from btspress.timecode import TimeRange

_LABELS: Final = MappingProxyType(
    {
        "ar": "العربية",
        "da": "Dansk",
        "de": "Deutsch",
        "en": "English",
        "es": "Español",
        "fi": "Suomi",
        "fr": "Français",
        "it": "Italiano",
        "ja": "日本語",
        "ko": "한국어",
        "nl": "Nederlands",
        "no": "Norsk",
        "pl": "Polski",
        "pt": "Português",
        "ru": "Русский",
        "sv": "Svenska",
        "tr": "Türkçe",
        "uk": "Українська",
        "zh": "中文",
    }
)


def tracks_of(source: Source, wanted: TimeRange, bench: Bench) -> tuple[Track, ...]:
    """The captions of a source, cut to a range."""
    cuts = [(given, cut(given.cues, wanted)) for given in source.captions]
    return _written(stem_of(source), [pair for pair in cuts if pair[1]], bench)


def tracks_of_shots(sequence: Sequence, stem: str, bench: Bench) -> tuple[Track, ...]:
    """The captions of all shots, moved to where their shot stands; one track a language and kind."""
    found: dict[tuple[str, str], tuple[Captions, list[Caption]]] = {}
    for shot in sequence.shots:
        for given in shot.clip.source.captions if isinstance(shot.clip.source, Source) else ():
            cues = found.setdefault((given.language, given.kind), (given, []))[1]
            cues.extend(_moved(cue, shot.starts) for cue in cut(given.cues, shot.clip.range))
    return _written(stem, [(given, tuple(cues)) for given, cues in found.values() if cues], bench)


def chapters_of(sequence: Sequence, stem: str, duration: Fraction, bench: Bench) -> Track:
    """One chapter a shot, so that players and readers can jump."""
    starts = [shot.starts for shot in sequence.shots]
    ends = [*starts[1:], max(duration, starts[-1] + Fraction(1, 1000))]
    cues = tuple(
        Caption(TimeRange(start, end), shot.alt or f"{number}")
        for number, (shot, start, end) in enumerate(zip(sequence.shots, starts, ends, strict=True), start=1)
    )
    return Track(_text(stem, bench.language, cues, bench), "chapters", bench.language, _label(bench.language))


def _written(stem: str, found: list[tuple[Captions, tuple[Caption, ...]]], bench: Bench) -> tuple[Track, ...]:
    """Tracks whose texts are in the plan; the first in the language of the site is on by default."""
    tracks: list[Track] = []
    for given, cues in found:
        url = _text(stem, given.language, cues, bench)
        shown = given.kind in {"captions", "subtitles"} and _primary(given.language) == _primary(bench.language)
        first = shown and not any(track.default for track in tracks)
        tracks.append(Track(url, given.kind, given.language, _label(given.language), default=first))
    return tuple(tracks)


def _text(stem: str, language: str, cues: tuple[Caption, ...], bench: Bench) -> str:
    return bench.text(stem, f"{slug(language)}.vtt", to_vtt(cues))


def _moved(cue: Caption, by: Fraction) -> Caption:
    return Caption(TimeRange(cue.range.start + by, cue.range.end + by), cue.text)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _label(language: str) -> str:
    return _LABELS.get(_primary(language), language)
