"""Which clips are drawn gently to the finished film, and the jobs of their looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from btspress.delivery.bench import Bench, stem_of
from btspress.delivery.sheets import calm
from btspress.diagnostics import Diagnostic, Span, problem
from btspress.engine.job import Job
from btspress.facts import Medium
from btspress.model import Chapter, Clip, Comparison, Config, Film, Frame, Site, Source
from btspress.recipes.excerpt import excerpt
from btspress.recipes.palette import PALETTE, Palette
from btspress.recipes.unify import Unify
from btspress.timecode import TimeRange
from btspress.walk import walk

_FRAMES: Final = 12
"""Looked at of a clip; twice as many differ from these by less than can be seen."""


def unify(site: Site, bench: Bench) -> tuple[Diagnostic, ...]:
    """Tell `bench` the looks of all clips that are drawn to a finished film; what was found on the way.

    A clip's own word counts before that of its film, and that before the site's. A clip with a look of its own,
    and what stands for the finished film anywhere, is shown as it is. One that two films show follows the first.
    """
    found = []
    told = {film.address: tuple(_translations(site, film)) for film in site.films}
    finished = {source.digest for film in site.films for source in _finished(film, told[film.address])}
    for film in site.films:
        spans = _clips(film, told[film.address])
        wished = [source for source in spans if _wished(source, film, site.config)]
        aims = [film.finished] if film.finished else _finished(film, told[film.address])
        free = [source for source in wished if source.digest not in finished and not bench.is_drawn(source)]
        if free and not aims:
            words = f"{film.title}: nothing says which clip is finished"
            found.append(problem("E241", words, Span(film.file, 1, 1, 2)))
        if aims:
            goals = tuple((_palette(aim, bench, spans.get(aim)), PALETTE) for aim in aims)
            for source in free:
                parts = ((_palette(source, bench, spans[source]), PALETTE), *goals)
                bench.draw(source, bench.job_of(Unify(), parts, stem_of(source), spans[source]))
    return tuple(found)


def palette_of(source: Source) -> Palette:
    """What is looked at of `source`, which can be seen: evenly spread frames, without a look."""
    facts = source.facts
    if facts.video is None:
        return Palette(None, 1)
    repair = replace(calm(source.treatment.picture), look=None, strength=Fraction(1))
    whole = TimeRange(Fraction(0), facts.duration)
    return Palette(excerpt(facts, whole, facts.video.rate.fps, repair=repair), _FRAMES)


def _palette(source: Source, bench: Bench, span: Span | None) -> Job:
    return bench.job(palette_of(source), (source,), stem_of(source), span)


def _translations(site: Site, film: Film) -> Iterator[Chapter]:
    addresses = {address for chapter in film.chapters for _, address in chapter.translations}
    return (chapter for chapter in site.translations if chapter.address in addresses)


def _clips(film: Film, translations: tuple[Chapter, ...]) -> Mapping[Source, Span | None]:
    """All moving pictures that the film's pages show, in reading order, and where each is shown first."""
    found: dict[Source, Span | None] = {}
    for shown in walk((film, translations), Clip, Frame):
        if isinstance(shown.source, Source) and shown.source.facts.video:
            found.setdefault(shown.source, shown.span)
    return found


def _wished(source: Source, film: Film, config: Config) -> bool:
    """What is not from the film stays as it is, unless its own sidecar asks."""
    asked = source.treatment.look or ("none" if source.stand_in else film.look or config.look)
    return asked == "unify" and source.treatment.picture.look is None


def _finished(film: Film, translations: tuple[Chapter, ...]) -> list[Source]:
    """What stands for the finished film: the file that film.md names, and the finished side of every comparison.

    A side that shows the same file as another is a state of it, and not finished for that.
    """
    found = [film.finished] if film.finished else []
    for comparison in walk((film, translations), Comparison):
        others = [side.shown.source for side in comparison.sides if not side.finished and not side.absent]
        sides = (side.shown.source for side in comparison.sides if side.finished)
        found.extend(source for source in sides if isinstance(source, Source) and source not in others)
    return [source for source in dict.fromkeys(found) if source.facts.medium is not Medium.SOUND]
