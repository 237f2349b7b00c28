"""Pictures and players in a page: what was planned for them, or the slate that says what is missing."""

from __future__ import annotations

from fractions import Fraction

from btspress.model import Block, Captions, Clip, Frame, MissingSource, Sequence, Side, Sound, Source
from btspress.planned import File, Picture, Player
from btspress.timecode import smpte
from btspress.unchanging import unchanging
from btspress.web.said import Line, by_speaker
from btspress.web.view import View

Watched = Clip | Sound | Sequence


@unchanging
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


def timecodes_of(shown: object) -> tuple[str, str] | None:
    """From which frame of its file to which a clip plays, as `hh:mm:ss:ff`; None where there are no frames."""
    source = source_of(shown)
    if not isinstance(shown, Clip) or source is None or source.facts.video is None:
        return None
    rate = source.facts.video.rate
    first, after = rate.frame_at(shown.range.start), rate.frame_at(shown.range.end)
    return str(smpte(first, rate)), str(smpte(after, rate))


def transcript_of(view: View, shown: object) -> Transcript | None:
    """Description, described picture and captions of what is played, re-timed to it; or None."""
    source = source_of(shown)
    if source is None or not isinstance(shown, Clip | Sound):
        return None
    edited = _edited(source, view.language)
    spoken = _spoken(source, view.language)
    lines = lines_of(view.language, shown, heard=not edited)
    told = (*source.description, *edited)
    if not lines and not told:
        return None
    language = spoken[0].language if spoken else view.language
    return Transcript(told, lines, language)


def lines_of(language: str, shown: Clip | Sound, *, heard: bool = True) -> tuple[Line, ...]:
    """What is seen, and what is `heard`, at times of what is played; in `language` where there is a choice."""
    source = source_of(shown)
    if source is None:
        return ()
    seen = [found for found in source.captions if found.kind == "descriptions"]
    first, last = shown.range.start, shown.range.end
    lines = [
        line
        for found in (*seen, *(_spoken(source, language)[:1] if heard else ()))
        for cue in found.cues
        if cue.range.end > first and cue.range.start < last
        for line in by_speaker(
            max(cue.range.start, first) - first, min(cue.range.end, last) - first, cue.text, found.kind
        )
    ]
    return tuple(sorted(lines, key=lambda line: line.at))


def _spoken(source: Source, language: str) -> list[Captions]:
    """Captions and subtitles, the best for a reader of `language` first."""
    spoken = [found for found in source.captions if found.kind != "descriptions"]
    return sorted(spoken, key=lambda found: (found.language != language, found.kind != "captions"))


def _edited(source: Source, language: str) -> tuple[Block, ...]:
    """The transcript that an editor wrote: in the language of the page, else the first there is."""
    by_language = dict(source.transcripts)
    return by_language.get(language) or next(iter(by_language.values()), ())
