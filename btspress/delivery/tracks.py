"""Text tracks: captions cut and re-timed to what is shown, chapters of a sequence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from btspress.delivery.bench import Bench, slug, stem_of
from btspress.languages import own_name, primary
from btspress.media.webvtt import cut, to_vtt
from btspress.model import Caption, Captions, Clip, Sequence, Source
from btspress.planned import Track
from btspress.timecode import TimeRange


def tracks_of(source: Source, wanted: TimeRange, bench: Bench) -> tuple[Track, ...]:
    """The captions of a source, cut to a range."""
    cuts = [(given, cut(given.cues, wanted)) for given in source.captions]
    return _written(stem_of(source), [pair for pair in cuts if pair[1]], bench)


def lines_of(clip: Clip, bench: Bench) -> tuple[Track, ...]:
    """What a clip's author says at times of it, for scripts, and the marks of its source as chapters."""
    if not isinstance(clip.source, Source):
        return ()
    stem, tracks = stem_of(clip.source), []
    if clip.lines:
        tracks.append(Track(bench.text(stem, "lines.vtt", to_vtt(clip.lines)), "metadata", "", "lines"))
    if marks := cut(_between(clip.source), clip.range):
        url = bench.text(stem, "marks.vtt", to_vtt(marks))
        tracks.append(Track(url, "chapters", bench.language, own_name(bench.language)))
    return tuple(tracks)


def _between(source: Source) -> Iterator[Caption]:
    """Its marks as chapters: each lasts until the next."""
    named = sorted(source.marks, key=lambda mark: mark[1])
    ends = [*(at for _, at in named[1:]), source.facts.duration]
    for (name, start), end in zip(named, ends, strict=False):
        if end > start:
            yield Caption(TimeRange(start, end), name)


def tracks_of_shots(sequence: Sequence, stem: str, bench: Bench) -> tuple[Track, ...]:
    """The captions of all shots, moved to where their shot stands; one track a language and kind."""
    found: dict[tuple[str, str], tuple[Captions, list[Caption]]] = {}
    for shot in sequence.shots:
        for given in _one_each(shot.clip.source.captions) if isinstance(shot.clip.source, Source) else ():
            cues = found.setdefault((given.language, given.kind), (given, []))[1]
            cues.extend(_moved(cue, shot.starts) for cue in cut(given.cues, shot.clip.range))
    return _written(stem, [(given, tuple(cues)) for given, cues in found.values() if cues], bench)


def _one_each(captions: tuple[Captions, ...]) -> tuple[Captions, ...]:
    """One text a language and kind: in a sequence the one that tells sounds too stands for both."""
    fuller = {given.language for given in captions if given.hearing}
    return tuple(
        replace(given, hearing=False)
        for given in captions
        if given.hearing or given.kind == "descriptions" or given.language not in fuller
    )


def chapters_of(sequence: Sequence, stem: str, duration: Fraction, bench: Bench) -> Track:
    """One chapter a shot, so that players and readers can jump."""
    starts = [shot.starts for shot in sequence.shots]
    ends = [*starts[1:], max(duration, starts[-1] + Fraction(1, 1000))]
    cues = tuple(
        Caption(TimeRange(start, end), shot.alt or f"{number}")
        for number, (shot, start, end) in enumerate(zip(sequence.shots, starts, ends, strict=True), start=1)
    )
    return Track(_text(stem, bench.language, cues, bench), "chapters", bench.language, own_name(bench.language))


def _written(stem: str, found: list[tuple[Captions, tuple[Caption, ...]]], bench: Bench) -> tuple[Track, ...]:
    """Tracks whose texts are in the plan; the first in the language of the site is on by default."""
    tracks: list[Track] = []
    for given, cues in found:
        url = _text(stem, given.language, cues, bench)
        shown = given.kind in {"captions", "subtitles"} and primary(given.language) == primary(bench.language)
        first = shown and not any(track.default for track in tracks)
        tracks.append(Track(url, given.kind, given.language, _label(given), default=first))
    return tuple(tracks)


def _text(stem: str, language: str, cues: tuple[Caption, ...], bench: Bench) -> str:
    return bench.text(stem, f"{slug(language)}.vtt", to_vtt(cues))


def _moved(cue: Caption, by: Fraction) -> Caption:
    return Caption(TimeRange(cue.range.start + by, cue.range.end + by), cue.text)


def _label(given: Captions) -> str:
    """What players list: the language in itself, and whether sounds are told too."""
    name = own_name(given.language)
    return f"{name} (SDH)" if given.hearing else name
