"""Site × delivery → `Plan`: every job once, and what each shown thing will be. Pure: nothing is opened."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final, TypeAlias

from btspress.diagnostics import Diagnostic, Span, ordered, problem
from btspress.digest import digest
from btspress.engine.job import KEY_LENGTH, Ingredient, Job, Recipe
from btspress.facts import Medium
from btspress.media.captions import cut, to_vtt
from btspress.model import Caption, Captions, Clip, Frame, Sequence, Site, Sound, Source
from btspress.planned import File, Picture, Plan, Player, SourceSet, Track
from btspress.recipes.delivery import (
    WEB,
    Delivery,
    pictures_of,
    renditions_of,
    sequence_of,
    sound_of,
)
from btspress.recipes.encode import work
from btspress.recipes.picture import TINY, Still
from btspress.recipes.placeholders import placeholder_class
from btspress.recipes.rendition import Rendition
from btspress.recipes.sequence import SequenceFile
from btspress.timecode import TimeRange
from btspress.walk import walk

Shown: TypeAlias = Frame | Clip | Sound | Sequence

_STEM: Final = 60
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


def plan(site: Site, toolchain: str, delivery: Delivery = WEB) -> Plan:
    """All jobs of `site`, and the addresses of what they will make, as `delivery` wants it.

    `toolchain` names the programs that will do the work. What has no source, or a source that does
    not fit, is not in the plan: templates show that it is missing.
    """
    desk = _Desk(toolchain, delivery, site.config.language)
    for shown in _alone(tuple(walk(site, Frame, Clip, Sound, Sequence))):
        match shown:
            case Frame():
                desk.picture(shown)
            case Clip():
                desk.player(shown)
            case Sound():
                desk.sound(shown)
            case Sequence():
                desk.sequence(shown)
    return Plan(
        jobs=tuple(desk.jobs.values()),
        pictures=MappingProxyType(desk.pictures),
        players=MappingProxyType(desk.players),
        problems=ordered(_late_captions(site)),
        texts=MappingProxyType(desk.texts),
    )


class _Desk:
    """Where a plan is put together: what was asked for so far, by key."""

    def __init__(self, toolchain: str, delivery: Delivery, language: str) -> None:
        self.jobs: dict[str, Job] = {}
        self.pictures: dict[Frame, Picture] = {}
        self.players: dict[Clip | Sound | Sequence, Player] = {}
        self.texts: dict[str, str] = {}
        self._toolchain = toolchain
        self._delivery = delivery
        self._language = language

    def picture(self, frame: Frame, span: Span | None = None) -> Picture | None:
        """The picture of `frame`; None when there is nothing to show."""
        recipe = pictures_of(frame, self._delivery)
        if recipe is None or not isinstance(frame.source, Source):
            return None
        job = self._job(recipe, (frame.source,), _stem(frame.source.name), span or frame.span)
        if frame not in self.pictures:
            self.pictures[frame] = _picture(recipe, job)
        return self.pictures[frame]

    def player(self, clip: Clip) -> Player | None:
        """The player of `clip`; None when there is nothing to play."""
        recipes, source = renditions_of(clip, self._delivery), clip.source
        if not recipes or not isinstance(source, Source):
            return None
        stem = _stem(source.name)
        files = tuple(_file(self._job(recipe, (source,), stem, clip.span)) for recipe in recipes)
        if clip not in self.players:
            poster = clip.poster or Frame(source, automatic=clip.range, crop=clip.crop)
            self.players[clip] = Player(
                files=files,
                duration=recipes[0].piece.duration,
                width=recipes[0].width,
                height=recipes[0].height,
                poster=self.picture(poster, clip.span),
                tracks=self._tracks(source, clip.range),
                described=self._described(clip),
                silent=recipes[0].piece.audio is None,
            )
        return self.players[clip]

    def sound(self, shown: Sound) -> Player | None:
        """The player of `shown`; None when there is nothing to hear."""
        recipe, source = (
            sound_of(
                shown,
            ),
            shown.source,
        )
        if recipe is None or not isinstance(source, Source):
            return None
        job = self._job(recipe, (source,), _stem(source.name), shown.span)
        tracks = self._tracks(source, shown.range)
        self.players.setdefault(shown, Player((_file(job),), recipe.duration, tracks=tracks))
        return self.players[shown]

    def sequence(self, sequence: Sequence) -> None:
        """The one file that the shots of `sequence` become."""
        recipes, sources = sequence_of(sequence, self._delivery)
        if not recipes:
            return
        stem = _slug(sequence.title or sequence.id)
        span = next((shot.clip.span for shot in sequence.shots if shot.clip.span), None)
        files = tuple(_file(self._job(recipe, sources, stem, span)) for recipe in recipes)
        first = sequence.shots[0].clip
        poster = first.poster or Frame(first.source, automatic=first.range, crop=first.crop)
        self.players[sequence] = Player(
            files=files,
            duration=recipes[0].duration,
            width=recipes[0].width,
            height=recipes[0].height,
            poster=self.picture(poster, span),
            tracks=(*self._shot_tracks(sequence, stem), self._chapters(sequence, stem, recipes[0])),
            silent=recipes[0].silent,
        )

    def _job(self, recipe: Recipe, sources: tuple[Source, ...], stem: str, span: Span | None) -> Job:
        """The job, made once however often it is asked for; it remembers where."""
        ingredients = tuple(Ingredient(source.digest, source.name, source.facts.container) for source in sources)
        job = Job(recipe, ingredients, self._toolchain, stem, weight=_weight(recipe))
        known = self.jobs.get(job.key, job)
        spans = tuple(sorted({*known.spans, span})) if span else known.spans
        self.jobs[job.key] = replace(known, spans=spans)
        return self.jobs[job.key]

    def _described(self, clip: Clip) -> Player | None:
        """The version whose sound tells what is seen, over the same range."""
        described = clip.source.described if isinstance(clip.source, Source) else None
        if described is None or described.facts.duration <= clip.range.start:
            return None
        wanted = TimeRange(clip.range.start, min(clip.range.end, described.facts.duration))
        if described.facts.medium is Medium.SOUND:
            return self.sound(Sound(described, wanted, clip.span))
        return self.player(Clip(described, wanted, sound=True, crop=clip.crop, span=clip.span))

    def _tracks(self, source: Source, wanted: TimeRange) -> tuple[Track, ...]:
        cuts = [(given, cut(given.cues, wanted)) for given in source.captions]
        return self._written(_stem(source.name), [pair for pair in cuts if pair[1]])

    def _shot_tracks(self, sequence: Sequence, stem: str) -> tuple[Track, ...]:
        """The captions of all shots, moved to where their shot stands; one track a language and kind."""
        found: dict[tuple[str, str], tuple[Captions, list[Caption]]] = {}
        for shot in sequence.shots:
            for given in shot.clip.source.captions if isinstance(shot.clip.source, Source) else ():
                cues = found.setdefault((given.language, given.kind), (given, []))[1]
                cues.extend(_moved(cue, shot.starts) for cue in cut(given.cues, shot.clip.range))
        return self._written(stem, [(given, tuple(cues)) for given, cues in found.values() if cues])

    def _written(self, stem: str, found: list[tuple[Captions, tuple[Caption, ...]]]) -> tuple[Track, ...]:
        """Tracks whose texts are in the plan; the first in the language of the site is on by default."""
        tracks: list[Track] = []
        for given, cues in found:
            url = self._text(stem, given.language, cues)
            shown = given.kind in {"captions", "subtitles"} and _primary(given.language) == _primary(self._language)
            first = shown and not any(track.default for track in tracks)
            tracks.append(Track(url, given.kind, given.language, _label(given.language), default=first))
        return tuple(tracks)

    def _chapters(self, sequence: Sequence, stem: str, recipe: SequenceFile) -> Track:
        """One chapter a shot, so that players and readers can jump."""
        starts = [shot.starts for shot in sequence.shots]
        ends = [*starts[1:], max(recipe.duration, starts[-1] + Fraction(1, 1000))]
        cues = tuple(
            Caption(TimeRange(start, end), shot.alt or f"{number}")
            for number, (shot, start, end) in enumerate(zip(sequence.shots, starts, ends, strict=True), start=1)
        )
        url = self._text(stem, self._language, cues)
        return Track(url, "chapters", self._language, _label(self._language))

    def _text(self, stem: str, language: str, cues: tuple[Caption, ...]) -> str:
        text = to_vtt(cues)
        url = f"/media/{stem}.{digest(text)[:KEY_LENGTH]}.{_slug(language)}.vtt"
        self.texts[url] = text
        return url


def _alone(found: tuple[Shown, ...]) -> Iterable[Shown]:
    """What is shown by itself; a shot of a sequence is part of the sequence's file."""
    inside = Counter(shot.clip for sequence in found if isinstance(sequence, Sequence) for shot in sequence.shots)
    for shown in found:
        if isinstance(shown, Clip) and inside[shown] > 0:
            inside[shown] -= 1
        else:
            yield shown


def _picture(recipe: Still, job: Job) -> Picture:
    by_type: dict[str, list[File]] = {}
    for made in recipe.outputs():
        if made.name != TINY:
            file = File(job.url(made.name), made.media_type, made.width, made.height)
            by_type.setdefault(made.media_type, []).append(file)
    sets = tuple(SourceSet(media_type, tuple(files)) for media_type, files in by_type.items())
    last = sets[-1].files
    fallback = next((file for file in last if file.width >= recipe.width // 2), last[-1])
    return Picture(recipe.width, recipe.height, sets, fallback, placeholder_class(job))


def _file(job: Job) -> File:
    made = job.recipe.outputs()[0]
    return File(job.url(made.name), made.media_type, made.width, made.height)


def _weight(recipe: Recipe) -> float:
    if isinstance(recipe, (Rendition, SequenceFile)):
        frames = recipe.frames if isinstance(recipe, SequenceFile) else recipe.piece.frames
        return work(recipe.codec, recipe.width, recipe.height, frames)
    if isinstance(recipe, Still):
        pixels = sum(made.width * made.height for made in recipe.outputs())
        return 0.1 + 0.1 * len(recipe.frames) + pixels / 6e6
    return 0.3


def _late_captions(site: Site) -> Iterable[Diagnostic]:
    """E803, once for each file of captions."""
    for source in dict.fromkeys(walk(site, Source)):
        for given in source.captions:
            late = [cue for cue in given.cues if cue.range.start >= source.facts.duration]
            if late:
                count = "a caption lies" if len(late) == 1 else f"{len(late)} captions lie"
                length = f"{float(source.facts.duration):.1f} s"
                message = f"{count} after the end of {PurePosixPath(source.name).name} ({length})"
                yield problem("E803", message, Span(given.name, 1, 1, 2))


def _moved(cue: Caption, by: Fraction) -> Caption:
    return Caption(TimeRange(cue.range.start + by, cue.range.end + by), cue.text)


def _stem(name: str) -> str:
    return _slug(PurePosixPath(name).stem)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_STEM].strip("-") or "media"


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _label(language: str) -> str:
    return _LABELS.get(_primary(language), language)
