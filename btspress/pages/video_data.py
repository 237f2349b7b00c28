"""What a page says to machines of its clips: `VideoObject` of schema.org, the moments inside, and the way to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from btspress.model import Chapter, Clip, Figure, Film, Rights, Sequence, Sound, Soundbite, Source
from btspress.model.words import plain
from btspress.pages.embed import Embed
from btspress.pages.plain import told
from btspress.pages.things import Desk, Thing, rights_data, without_gaps
from btspress.planned import Player
from btspress.timecode import TimeRange, decimal, iso_duration
from btspress.unchanging import unchanging
from btspress.walk import walk

Played: TypeAlias = Clip | Sound | Sequence
"""What can be played."""


@unchanging
class Part:
    """A moment inside a clip."""

    start: Fraction
    """Seconds after the start of the clip, as `end`."""
    end: Fraction
    name: str


@unchanging
class Screened:
    """What can be played, as a chapter shows it first."""

    shown: Played
    name: str
    description: str
    anchor: str = ""
    """Id of what shows it; empty where nothing leads to it."""
    parts: tuple[Part, ...] = ()


def videos(desk: Desk, film: Film, chapter: Chapter, embeds: Mapping[str, Embed]) -> Iterator[Thing]:
    """Each clip and sequence of the chapter that can be played, once, under its caption."""
    for screened in screenings(chapter):
        player = desk.plan.players.get(screened.shown)
        if player and player.files:
            page = desk.at(chapter.address)
            made = _video(desk, screened, player, film)
            made["uploadDate"] = day.isoformat() if (day := chapter.published or film.released) else None
            yield without_gaps({**made, **_ways_in(page, screened, player, embeds)})


def trailer(desk: Desk, film: Film) -> Thing | None:
    """The trailer of a film."""
    player = desk.plan.players.get(film.trailer) if film.trailer else None
    if film.trailer is None or player is None or not player.files:
        return None
    made = _video(desk, Screened(film.trailer, film.title, film.logline), player, film)
    made["uploadDate"] = film.released.isoformat() if film.released else None
    return without_gaps(made)


def screenings(chapter: Chapter) -> Iterator[Screened]:
    """Each clip and sequence of a chapter, once, as it is shown first; those of comparisons too."""
    found = {screened.shown: screened for screened in captioned(chapter)}
    played: Iterator[Clip | Sequence] = walk((chapter.opening, chapter.blocks), Clip, Sequence)
    for shown in dict.fromkeys(played):
        yield found.get(shown) or Screened(shown, chapter.title, chapter.summary)


def captioned(chapter: Chapter) -> Iterator[Screened]:
    """What a chapter plays under a caption of its own, once, in its order."""
    found: dict[Played, Screened] = {}
    nodes: Iterator[Figure | Soundbite | Sequence] = walk(chapter.blocks, Figure, Soundbite, Sequence)
    for node in nodes:
        if isinstance(node, Sequence):
            parts = tuple(_shots(node))
            found.setdefault(node, Screened(node, node.title or chapter.title, told(node.body), node.id, parts))
        elif isinstance(node.shown, Clip | Sound):
            found.setdefault(node.shown, _screened(node, node.shown, chapter))
    yield from found.values()


def _screened(node: Figure | Soundbite, shown: Clip | Sound, chapter: Chapter) -> Screened:
    if isinstance(node, Soundbite):
        return Screened(shown, node.signed.name, told(node.body) or node.alt, node.id, tuple(_marks(shown)))
    name = node.title or node.legend or node.alt or chapter.title
    return Screened(shown, name, node.alt, node.id, tuple(_noted(node, shown)) or tuple(_marks(shown)))


def _noted(figure: Figure, clip: Clip | Sound) -> Iterator[Part]:
    notes = sorted(figure.annotations, key=lambda note: note.start)
    ends = [*(note.start for note in notes[1:]), clip.range.duration]
    for note, after in zip(notes, ends, strict=False):
        end = note.end if note.end is not None else after
        if name := plain(note.parts):
            yield Part(note.start, max(end, note.start), name)


def _marks(clip: Clip | Sound) -> Iterator[Part]:
    """Named moments of the source that lie inside the clip."""
    source = _source(clip)
    marks = source.marks if source else ()
    start, end = clip.range.start, clip.range.end
    inside = sorted((at - start, name) for name, at in marks if start <= at < end)
    for (at, name), (after, _) in pairwise([*inside, (end - start, "")]):
        yield Part(at, after, name.replace("-", " "))


def _shots(sequence: Sequence) -> Iterator[Part]:
    ends = [*(shot.starts for shot in sequence.shots[1:]), sequence.duration]
    for shot, end in zip(sequence.shots, ends, strict=True):
        yield Part(shot.starts, end, plain(shot.parts) or shot.alt)


def _video(desk: Desk, screened: Screened, player: Player, film: Film) -> Thing:
    shown = screened.shown
    source = _source(shown.shots[0].clip if isinstance(shown, Sequence) else shown)
    return {
        "@type": "VideoObject",
        "name": screened.name,
        "description": (told(source.description) if source else "") or screened.description or screened.name,
        "duration": iso_duration(player.duration),
        "thumbnailUrl": desk.at(player.poster.fallback.url) if player.poster else None,
        "contentUrl": desk.at(player.files[-1].url),
        "encodingFormat": player.files[-1].media_type.partition(";")[0],
        "width": player.width or None,
        "height": player.height or None,
        "caption": _captions(desk, player),
        "transcript": _transcript(shown),
        "isBasedOn": {"@id": desk.at(film.address) + "#film"},
        **rights_data(source.rights if source else Rights()),
    }


def _ways_in(page: str, screened: Screened, player: Player, embeds: Mapping[str, Embed]) -> Thing:
    """Its address and frame, and its moments, or how any time of it is reached: search engines read one of the two."""
    if not screened.anchor:
        return {}
    embed = embeds.get(screened.anchor)
    anchor = f"#{screened.anchor}"
    made: Thing = {"url": f"{page}{anchor}", "embedUrl": embed.url or None if embed else None}
    parts = [_clip(page, anchor, part) for part in screened.parts if part.start < player.duration]
    if parts:
        return {**made, "hasPart": parts}
    action = {
        "@type": "SeekToAction",
        "target": f"{page}?t={{seek_to_second_number}}{anchor}",
        "startOffset-input": "required name=seek_to_second_number",
    }
    return {**made, "potentialAction": action}


def _clip(page: str, anchor: str, part: Part) -> Thing:
    at = decimal(part.start)
    offsets = {"startOffset": _number(part.start), "endOffset": _number(part.end)}
    return {"@type": "Clip", "name": part.name, **offsets, "url": f"{page}?t={at}{anchor}"}


def _number(seconds: Fraction) -> float | int:
    """Seconds as JSON writes them: whole ones without a point."""
    return int(seconds) if seconds == int(seconds) else float(decimal(seconds))


def _captions(desk: Desk, player: Player) -> list[Thing] | None:
    return [
        {"@type": "MediaObject", "contentUrl": desk.at(track.url), "inLanguage": track.language}
        for track in player.tracks
        if track.kind in {"captions", "subtitles"}
    ] or None


def _transcript(shown: Played) -> str | None:
    """What is said in the clip, in the language that is spoken where that is known."""
    if isinstance(shown, Sequence) or (source := _source(shown)) is None:
        return None
    spoken = sorted(
        (each for each in source.captions if each.kind == "captions"), key=lambda each: each.language != source.speech
    )
    inside = (cue for cue in spoken[0].cues if _overlaps(cue.range, shown.range)) if spoken else ()
    return " ".join(" ".join(cue.text.split()) for cue in inside) or None


def _overlaps(cue: TimeRange, shown: TimeRange) -> bool:
    return cue.end > shown.start and cue.start < shown.end


def _source(clip: Clip | Sound) -> Source | None:
    return clip.source if isinstance(clip.source, Source) else None
