"""A long clip as a stream: the encodes that it has anyway, in pieces, so that a player can change between them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import PurePosixPath

from btspress.delivery.bench import Bench
from btspress.diagnostics import Span
from btspress.engine.job import Job, Recipe
from btspress.model import Clip, Sequence, Sound
from btspress.planned import File, Stream
from btspress.recipes import encode
from btspress.recipes.playlist import MasterPlaylist, TrackPlaylist, Variant
from btspress.recipes.rendition import Rendition
from btspress.recipes.segments import Segments
from btspress.recipes.sequence import SequenceFile
from btspress.unchanging import unchanging

_FEWEST = 2
"""Rungs; with one there is nothing to choose, and its file can be sought in as well."""


@unchanging
class _Rung:
    """An encode that becomes a variant."""

    job: Job
    codec: str
    width: int
    height: int
    rate: Fraction
    frames: int
    heard: bool

    @property
    def seen(self) -> str:
        """Codec string of its pictures."""
        return encode.codecs(self.codec, self.width, self.height, self.rate, sound=False)


@unchanging
class _Made:
    """A track in pieces, and its playlist."""

    track: Job
    playlist: Job


def stream_of(shown: Clip | Sound | Sequence, jobs: tuple[Job, ...], bench: Bench) -> File | None:
    """The master playlist over the encodes `jobs`; None for what is short or has one width, and for clips in step.

    All variants share the AAC of the last encode: not every player that knows AV1 in MP4 knows Opus there.
    """
    rungs = [rung for job in jobs if (rung := _rung(job))]
    threshold = bench.delivery.stream
    if isinstance(shown, Clip) and shown.beat:
        return None  # it is played in step with another, each from one file
    if threshold is None or not rungs or rungs[-1].frames / rungs[-1].rate < threshold:
        return None
    best = rungs[-1]
    if sum(rung.codec == best.codec for rung in rungs) < _FEWEST:
        return None
    rungs.sort(key=lambda rung: rung.codec != best.codec)
    tracks = [_cut(rung, bench, sound=False) for rung in rungs]
    sound = [_cut(best, bench, sound=True)] if best.heard else []
    variants = tuple(map(_variant, rungs, tracks))
    recipe = MasterPlaylist(variants, best.rate, _published(sound[0].playlist) if sound else "")
    inputs = [(made.track, _output(made.track)) for made in (*tracks, *sound)]
    master = bench.job_of(recipe, inputs, best.job.stem, _span(best))
    plain, *mixed = recipe.outputs()
    every = (mixed or [plain])[0].name
    return Stream(master.url(plain.name), plain.media_type, best.width, best.height, mixed=master.url(every))


def _rung(job: Job) -> _Rung | None:
    recipe = job.recipe
    if isinstance(recipe, Rendition):
        frames, heard = recipe.piece.frames, recipe.piece.heard is not None
    elif isinstance(recipe, SequenceFile):
        frames, heard = recipe.frames, not recipe.silent
    else:
        return None
    return _Rung(job, recipe.codec, recipe.width, recipe.height, recipe.rate, frames, heard)


def _cut(rung: _Rung, bench: Bench, *, sound: bool) -> _Made:
    """One track of an encode in pieces, and the playlist that tells where they lie."""
    width, height = (0, 0) if sound else (rung.width, rung.height)
    codecs = encode.AAC_CODEC if sound else rung.seen
    recipe = Segments(codecs, rung.frames, rung.rate, width, height)
    track = _after(rung.job, recipe, rung, bench)
    return _Made(track, _after(track, TrackPlaylist(_published(track)), rung, bench))


def _after(job: Job, recipe: Recipe, rung: _Rung, bench: Bench) -> Job:
    return bench.job_of(recipe, [(job, _output(job))], rung.job.stem, _span(rung))


def _variant(rung: _Rung, made: _Made) -> Variant:
    codecs = f"{rung.seen}, {encode.AAC_CODEC}" if rung.heard else rung.seen
    return Variant(_published(made.playlist), codecs, rung.width, rung.height)


def _output(job: Job) -> str:
    return job.recipe.outputs()[0].name


def _published(job: Job) -> str:
    """Name of its file: everything of a stream lies in one folder, wherever that is put."""
    return PurePosixPath(job.url(_output(job))).name


def _span(rung: _Rung) -> Span | None:
    return next(iter(rung.job.spans), None)
