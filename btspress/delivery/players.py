"""The player of whatever is watched or heard: its files, its poster, its tracks, its other versions."""

from __future__ import annotations

from dataclasses import replace

from btspress.delivery import ladder, sequences, sounds, stills
from btspress.delivery.bench import Bench, file_of, slug, stem_of
from btspress.delivery.direct import direct
from btspress.delivery.extras import extras_of
from btspress.delivery.flashes import look_over
from btspress.delivery.tracks import chapters_of, lines_of, tracks_of, tracks_of_shots
from btspress.model import Clip, Sequence, Sound, Source
from btspress.planned import Player
from btspress.timecode import Rate


def clip_player(clip: Clip, bench: Bench, *, single: bool = False) -> Player | None:
    """The player of `clip`, in a `single` width where few will watch; None when there is nothing to play."""
    recipes, source = ladder.renditions_of(clip, bench, single=single), clip.source
    if not recipes or not isinstance(source, Source):
        return None
    stem = stem_of(source)
    jobs = tuple(bench.job(ladder.made_as(recipe, bench.delivery), (source,), stem, clip.span) for recipe in recipes)
    if bench.delivery.hasty and (media_type := direct(recipes[-1], source)):
        bench.direct[file_of(jobs[-1]).url] = media_type
    look_over(jobs, clip.span, bench)
    return Player(
        files=ladder.files_of((recipe.codec for recipe in recipes), jobs),
        duration=recipes[-1].piece.duration,
        width=recipes[-1].width,
        height=recipes[-1].height,
        poster=stills.picture(stills.poster_of(clip), bench, clip.span),
        tracks=(*tracks_of(source, clip.range, bench), *lines_of(clip, bench)),
        described=_described(clip, bench),
        untouched=_untouched(clip, bench),
        silent=recipes[0].piece.heard is None,
        loudness=sounds.loudness_of(source, clip.range, bench) if clip.sound else None,
        rate=Rate(recipes[-1].rate),
        extras=extras_of(clip, jobs, bench),
    )


def sound_player(shown: Sound, bench: Bench) -> Player | None:
    """The player of `shown`; None when there is nothing to hear."""
    recipe, source = sounds.recipe_of(shown, bench), shown.source
    if recipe is None or not isinstance(source, Source):
        return None
    job = bench.job(recipe, (source,), stem_of(source), shown.span)
    tracks = tracks_of(source, shown.range, bench)
    repaired = source.treatment.heard and not shown.untouched and bench.delivery.extras
    return Player(
        (file_of(job),),
        recipe.duration,
        tracks=tracks,
        untouched=sound_player(replace(shown, untouched=True), bench) if repaired else None,
        loudness=sounds.loudness_of(source, shown.range, bench),
        extras=extras_of(shown, (job,), bench),
    )


def sequence_player(sequence: Sequence, bench: Bench) -> Player | None:
    """The player of all shots in one; None when not one of them is there."""
    recipes, sources = sequences.recipes_of(sequence, bench)
    if not recipes:
        return None
    stem = slug(sequence.title or sequence.id)
    span = next((shot.clip.span for shot in sequence.shots if shot.clip.span), None)
    jobs = tuple(bench.job(ladder.made_as(recipe, bench.delivery), sources, stem, span) for recipe in recipes)
    look_over(jobs, span, bench)
    poster = stills.poster_of(sequence.shots[0].clip)
    chapters = chapters_of(sequence, stem, recipes[0].duration, bench)
    return Player(
        files=ladder.files_of((recipe.codec for recipe in recipes), jobs),
        duration=recipes[-1].duration,
        width=recipes[-1].width,
        height=recipes[-1].height,
        poster=stills.picture(poster, bench, span),
        tracks=(*tracks_of_shots(sequence, stem, bench), chapters),
        silent=recipes[0].silent,
        rate=Rate(recipes[-1].rate),
        extras=extras_of(sequence, jobs, bench),
    )


def _described(clip: Clip, bench: Bench) -> Player | None:
    """The version whose sound tells what is seen."""
    match sounds.described_of(clip):
        case Sound() as heard:
            return sound_player(heard, bench)
        case Clip() as shown:
            return clip_player(shown, bench, single=True)
        case _:
            return None


def _untouched(clip: Clip, bench: Bench) -> Player | None:
    """Its sound before it was cleaned up, so that both can be heard."""
    source = clip.source
    if not isinstance(source, Source) or not source.treatment.heard or clip.untouched or not clip.sound:
        return None
    return sound_player(Sound(source, clip.range, clip.span, untouched=True), bench) if bench.delivery.extras else None
