"""Which clips a browser can play from the very file that was delivered: all of it, as it is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from btspress.facts import Audio, Facts, Video
from btspress.model import PictureRepair, SoundRepair, Source
from btspress.recipes.rendition import Rendition

_WIDEST: Final = 1920
"""Pixels of a side: more costs a browser too much on a page with several clips."""
_FASTEST: Final = Fraction(60)
_LATE: Final = Fraction(1, 10)
"""Seconds after the start of the file at which its pictures may begin."""


_PLAYED: Final[Mapping[str, tuple[str, frozenset[str], frozenset[str]]]] = MappingProxyType(
    {
        ".mp4": ("video/mp4", frozenset({"h264", "vp9", "av1"}), frozenset({"aac", "mp3", "opus"})),
        ".m4v": ("video/mp4", frozenset({"h264"}), frozenset({"aac"})),
        ".webm": ("video/webm", frozenset({"vp8", "vp9", "av1"}), frozenset({"opus", "vorbis"})),
    }
)
"""By ending: media type, codecs of pictures, codecs of sound."""
_CONTAINERS: Final = MappingProxyType({"video/mp4": "mov", "video/webm": "matroska"})


def direct(recipe: Rendition, source: Source) -> str:
    """The media type under which `source` itself can be served for `recipe`; empty where it must be encoded.

    Its whole length is shown, nothing is done to its pictures or its sound, and every browser plays such a file.
    """
    facts = source.facts
    media_type, codecs, sounds = _PLAYED.get(os.path.splitext(source.name)[1].lower(), ("", frozenset(), frozenset()))
    if facts.video is None or not media_type or facts.container != _CONTAINERS[media_type]:
        return ""
    played = facts.video.codec in codecs and (facts.audio is None or facts.audio.codec in sounds)
    fits = _plain(facts.video) and _as_it_is(recipe, facts.audio) and _whole(recipe, facts, facts.video)
    return media_type if played and fits else ""


def _plain(video: Video) -> bool:
    """Whether its pictures look in a browser as they do when they are encoded by us."""
    small = max(video.size) <= _WIDEST and video.rate.fps <= _FASTEST
    fields = video.interlaced or video.telecine or video.variable
    colours = video.pixel_format == "yuv420p" and not video.color.hdr
    return small and colours and not fields and not video.rotation and not video.decoder and video.sar == 1


def _as_it_is(recipe: Rendition, audio: Audio | None) -> bool:
    """Whether nothing is done to it, and nothing left out."""
    shown, heard = recipe.piece.look, recipe.piece.heard
    if shown.crop or shown.primaries or shown.repair != PictureRepair() or recipe.keys or recipe.rate > _FASTEST:
        return False
    if heard is None or audio is None:
        return heard is None and audio is None
    return heard.repair == SoundRepair() and not heard.side and heard.level is None and audio.channels <= 2


def _whole(recipe: Rendition, facts: Facts, video: Video) -> bool:
    piece, frame = recipe.piece, 1 / video.rate.fps
    begins = piece.seek + piece.lead <= video.start + frame and video.start <= _LATE
    return begins and piece.rate == video.rate.fps and facts.duration - piece.duration <= frame
