"""Text tracks inside a media file, taken out once: what was found is kept with its facts."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from btspress.engine.job import RecipeError, Tools
from btspress.facts import EmbeddedText
from btspress.media.captions import read_captions
from btspress.media.graph import arguments, output, source
from btspress.media.packets import Stream
from btspress.media.tags import Tags

_TEXTS: Final = frozenset({"mov_text", "subrip", "srt", "webvtt", "ass", "ssa", "text", "eia_608"})
_PICTURES = MappingProxyType(
    {
        "hdmv_pgs_subtitle": "PGS",
        "dvd_subtitle": "DVD",
        "dvb_subtitle": "DVB",
        "xsub": "DivX",
        "dvb_teletext": "teletext",
    }
)
_FLIGHT = re.compile(r"(?i)\bgps\b|\blatitude\b|\blongitude\b|\bhome ?\(|\bSS ?[:/]? ?\d+.*\bISO\b")
_ROLES = (
    ("forced", "forced"),
    ("comment", "comment"),
    ("hearing impaired", "sdh"),
    ("captions", "sdh"),
    ("descriptions", "desc"),
    ("visual impaired", "desc"),
)
"""ffmpeg's word for a disposition, and ours; the first that a track has decides."""


def embedded_texts(
    open_file: Callable[[], BinaryIO],
    container: str,
    streams: Iterable[Stream],
    tags: Tags,
    said: str,
    start: Fraction,
    tools: Tools,
) -> tuple[EmbeddedText, ...]:
    """The text tracks of a file with these `streams` and `tags`; `said` is how ffmpeg described it.

    Times count from `start`, the first frame. A track that cannot become text says why; an empty one is none.
    """
    tracks = [stream for stream in streams if stream.kind == "subtitle" and stream.packets]
    wanted = [track.index for track in tracks if track.codec in _TEXTS]
    words = _taken(open_file, container, wanted, tools)
    made = (
        _text(track, tags.language(track.index), _role(track, said), words.get(track.index), start) for track in tracks
    )
    return tuple(text for text in made if text.cues or text.reason)


def _taken(
    open_file: Callable[[], BinaryIO], container: str, wanted: list[int], tools: Tools
) -> dict[int, bytes | str]:
    """Each track as WebVTT, or why ffmpeg cannot make that of it. One bad track does not spoil the others."""
    if not wanted:
        return {}
    try:
        return dict(_extract(open_file, container, wanted, tools))
    except RecipeError as error:
        if len(wanted) == 1:
            return {wanted[0]: str(error)}
    return {index: text for each in wanted for index, text in _taken(open_file, container, [each], tools).items()}


def _extract(
    open_file: Callable[[], BinaryIO], container: str, wanted: list[int], tools: Tools
) -> dict[int, bytes | str]:
    with tempfile.TemporaryDirectory(prefix="btspress-") as folder, open_file() as file:
        everything = source(0, container)
        paths = {index: Path(folder, f"{index}.vtt") for index in wanted}
        outputs = (output(path, everything[str(index)], f="webvtt") for index, path in paths.items())
        tools.ffmpeg(arguments(*outputs), (file,), seconds=0)
        return {index: path.read_bytes() for index, path in paths.items()}


def _text(track: Stream, language: str, role: str, words: bytes | str | None, start: Fraction) -> EmbeddedText:
    if words is None:
        kind = _PICTURES.get(track.codec)
        reason = f"{kind} subtitles are pictures, which cannot become text" if kind else f"{track.codec} is not read"
        return EmbeddedText(track.index, language, role, reason=reason)
    if isinstance(words, str):
        return EmbeddedText(track.index, language, role, reason=words)
    captions, _ = read_captions("", words, language, shown=False)
    if captions and sum(_FLIGHT.search(caption.text) is not None for caption in captions) * 2 > len(captions):
        return EmbeddedText(track.index, language, role, reason="it is a log of the flight, not captions")
    cues = tuple(
        (max(caption.range.start - start, Fraction(0)), caption.range.end - start, caption.text)
        for caption in captions
        if caption.range.end > start
    )
    return EmbeddedText(track.index, language, role, cues)


def _role(track: Stream, said: str) -> str:
    """What the track is for, by what ffmpeg says behind its codec: `Subtitle: mov_text … (hearing impaired)`."""
    described = re.search(rf"Stream #0:{track.index}\b[^\n]*?: Subtitle: ([^\n]*)", said)
    if track.codec == "eia_608":
        return "sdh"
    return next((ours for theirs, ours in _ROLES if described and f"({theirs})" in described[1]), "")
