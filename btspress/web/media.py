"""Pictures and players in a page: what was planned for them, or the slate that says what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from btspress.model import Block, Clip, Frame, MissingSource, Sequence, Side, Sound, Source
from btspress.planned import File, Picture, Player
from btspress.web.view import View

Watched = Clip | Sound | Sequence


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript: seconds after the start of the clip, and what is heard or seen."""

    at: Fraction
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """The text alternative of a clip."""

    description: tuple[Block, ...]
    lines: tuple[Line, ...]
    language: str


def picture_of(view: View, shown: object) -> Picture | None:
    """The planned picture of a frame, or the poster of what is played; None when there is none."""
    if isinstance(shown, Picture):
        return shown
    if isinstance(shown, Frame):
        return view.pictures.get(shown)
    player = player_of(view, shown)
    return player.poster if player else None


def hover_of(view: View, shown: object) -> File | None:
    """What moves on a card of a clip, or of a picture that stands for one."""
    picture, player = picture_of(view, shown), player_of(view, shown)
    return player.extras.get("hover") if player else picture.hover if picture else None


def player_of(view: View, shown: object) -> Player | None:
    """What was planned for a clip, sound or sequence."""
    if isinstance(shown, Player):
        return shown
    return view.players.get(shown) if isinstance(shown, Watched) else None


def missing_name(shown: object) -> str:
    """Name of the file that is not there; empty when there is one."""
    source = getattr(shown, "source", None)
    return source.name if isinstance(source, MissingSource) else ""


def source_of(shown: object) -> Source | None:
    """The file that is shown, where there is exactly one."""
    source = getattr(shown, "source", None)
    return source if isinstance(source, Source) else None


def credit_of(view: View, shown: object) -> str:
    """The credit that must be shown with this, unless the whole page already says it."""
    parts: list[object] = [shot.clip for shot in shown.shots] if isinstance(shown, Sequence) else [shown]
    owed = [source.rights.credit for part in parts if (source := source_of(part))]
    return " · ".join(dict.fromkeys(text for text in owed if text and text != view.rights.credit))


def credits_of(view: View, sides: object) -> tuple[str, ...]:
    """The credits that a comparison must show, each once."""
    found = (
        (credit_of(view, side.shown) for side in sides if isinstance(side, Side)) if isinstance(sides, tuple) else ()
    )
    return tuple(dict.fromkeys(text for text in found if text))


def seconds_of(view: View, shown: object) -> Fraction | None:
    """How long it plays; None for a still or a missing file."""
    if missing_name(shown):
        return None
    player = player_of(view, shown)
    if player:
        return player.duration
    return shown.range.duration if isinstance(shown, Clip | Sound) else None


def transcript_of(view: View, shown: object) -> Transcript | None:
    """Description, described picture and captions of what is played, re-timed to it; or None."""
    source = source_of(shown)
    if source is None or not isinstance(shown, Clip | Sound):
        return None
    chosen = [found for found in source.captions if found.kind == "descriptions"]
    spoken = [found for found in source.captions if found.kind != "descriptions"]
    spoken.sort(key=lambda found: (found.language != view.language, found.kind != "captions"))
    edited = _edited(source, view.language)
    heard = () if edited else spoken[:1]
    lines = tuple(
        Line(max(cue.range.start - shown.range.start, Fraction(0)), cue.text, found.kind)
        for found in (*chosen, *heard)
        for cue in found.cues
        if cue.range.end > shown.range.start and cue.range.start < shown.range.end
    )
    told = (*source.description, *edited)
    if not lines and not told:
        return None
    language = spoken[0].language if spoken else view.language
    return Transcript(told, tuple(sorted(lines, key=lambda line: line.at)), language)


def _edited(source: Source, language: str) -> tuple[Block, ...]:
    """The transcript that an editor wrote: in the language of the page, else the first there is."""
    by_language = dict(source.transcripts)
    return by_language.get(language) or next(iter(by_language.values()), ())
