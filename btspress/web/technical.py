"""What a technical drawer shows of a clip, still or sound: gear, picture, sound and time, in words.

Pure: facts of the source and what its sidecar says become lines of text. Nothing that names a file, a
folder or a device's number is ever among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from btspress.facts import Audio, Facts, Medium
from btspress.model import Clip, Frame, Slate, Sound, Source
from btspress.timecode import clock, smpte
from btspress.unchanging import unchanging
from btspress.web.in_words import (
    color_in_words,
    container_in_words,
    picture_codec_in_words,
    rate_in_words,
    scan_in_words,
    sound_in_words,
)
from btspress.web.media import player_of
from btspress.web.view import View
from btspress.web.words import phrase


@unchanging
class Row:
    """One line of a drawer."""

    key: str
    """Of its name in labels.toml."""
    text: str
    day: date | None = None
    """Where it is a day, which the page spells."""


@unchanging
class Group:
    """Lines that belong together."""

    key: str
    """`camera`, `time`, `picture` or `sound`."""
    rows: tuple[Row, ...]


@unchanging
class Technical:
    """All that a drawer shows."""

    groups: tuple[Group, ...]
    board: tuple[Row, ...] = ()
    """The cells of a slate; the words of one that is written as a text stand under `tech-board`."""


def technical_of(view: View, shown: object) -> Technical | None:
    """What is known of the source of `shown`; None where nothing is, or where the site does not want it told.

    A plain still of which neither gear nor slate is known has no drawer: its size is of no interest.
    """
    if not view.facts or not isinstance(shown, Clip | Frame | Sound) or not isinstance(shown.source, Source):
        return None
    source = shown.source
    if source.facts.medium is Medium.PICTURE and not any((*_gear(source), *_board(source.slate))):
        return None
    player = player_of(view, shown)
    return technical(source, shown, view.words, player.loudness if player else None)


def technical(
    source: Source, shown: Clip | Frame | Sound, words: Mapping[str, str], loudness: float | None = None
) -> Technical:
    """The drawer of `shown`, which is taken from `source`; `loudness` is that of the range, in LUFS."""
    facts = source.facts
    groups = (
        Group("camera", tuple(_gear(source))),
        Group("time", tuple(_time(facts, shown, words))),
        Group("picture", tuple(_picture(facts, words))),
        Group("sound", tuple(_sound(facts.audio, loudness, words)) if not isinstance(shown, Frame) else ()),
    )
    return Technical(tuple(group for group in groups if group.rows), tuple(_board(source.slate)))


def _gear(source: Source) -> Iterable[Row]:
    if source.camera:
        yield Row("tech-camera", source.camera)
    if source.lens:
        yield Row("tech-lens", source.lens)
    if source.on:
        yield Row("tech-on", source.on.isoformat(), source.on)
    if source.place:
        yield Row("tech-place", source.place)


def _board(slate: Slate) -> Iterable[Row]:
    if slate.words:
        yield Row("tech-board", slate.words)
    cells = (("scene", slate.scene), ("tech-shot", slate.shot), ("tech-take", slate.take), ("tech-roll", slate.camera))
    yield from (Row(key, text) for key, text in cells if text)


def _picture(facts: Facts, words: Mapping[str, str]) -> Iterable[Row]:
    if facts.width:
        yield Row("tech-size", f"{facts.width} × {facts.height}")
    video = facts.video
    if video is None:
        if facts.medium is Medium.PICTURE:
            yield Row("tech-format", facts.container)
        return
    yield Row("tech-rate", rate_in_words(video, words))
    yield Row("tech-scan", scan_in_words(video, words))
    yield Row("tech-codec", f"{picture_codec_in_words(video, words)}, {container_in_words(facts.container)}")
    if color := color_in_words(video.color, words):
        yield Row("tech-color", color)


def _sound(audio: Audio | None, loudness: float | None, words: Mapping[str, str]) -> Iterable[Row]:
    if audio is None:
        return
    yield Row("tech-sound", sound_in_words(audio, words))
    if loudness is not None:
        yield Row("tech-loudness", phrase(words, "tech-lufs", {"n": f"{loudness:.1f}".replace("-", "−")}))


def _time(facts: Facts, shown: Clip | Frame | Sound, words: Mapping[str, str]) -> Iterable[Row]:
    """Timecode of the first frame that is shown, and how much of the source that is."""
    start = (shown.at or Fraction(0)) if isinstance(shown, Frame) else shown.range.start
    if facts.timecode and facts.video:
        rate, zero = facts.video.rate, facts.timecode
        first = zero.frame(rate) + rate.nearest_frame(start)
        yield Row("tech-timecode", str(smpte(first, rate, drop=zero.drop)))
    if not isinstance(shown, Frame):
        part, whole = clock(shown.range.duration), clock(facts.duration)
        yield Row("tech-length", part if part == whole else phrase(words, "tech-of", {"part": part, "whole": whole}))
