"""File → `Facts`: exact rates, times and sizes, from ffmpeg's machine-readable output alone.

Two runs tell everything: a listing of all packets with the tags (`listing`) and one decoded frame (`frame`).
A third takes out the text tracks, where there are any, and one looks at fields, where there may be some.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import BinaryIO, Final

from btspress.engine.job import RecipeError, Tools
from btspress.facts import Audio, Facts, Medium, Remark
from btspress.media.develop import developed_size
from btspress.media.embedded import embedded_texts
from btspress.media.frame import look_at
from btspress.media.listing import Listing, listed
from btspress.media.packets import Stream
from btspress.media.pictures import how_many
from btspress.media.sniff import EXR, PICTURES
from btspress.media.tags import Tags, gear_of, gear_of_picture
from btspress.timecode import Smpte, parse_smpte

PROBE_VERSION: Final = 4
"""Part of every key under which facts are kept."""

_SEES_THROUGH = MappingProxyType({"vp8": "libvpx", "vp9": "libvpx-vp9"})
"""Decoders that know of transparency, by codecs whose usual decoder does not."""


def probe(open_file: Callable[[], BinaryIO], container: str, tools: Tools) -> Facts:
    """What the file is that `open_file` opens anew at each call; `container` is its sniffed kind.

    Raises `RecipeError`, with a reason for the author, for a file that is damaged, cut off or empty.
    """
    if not container:
        with open_file() as file:
            empty = not file.read(1)
        raise RecipeError("it is empty" if empty else "it is neither a picture, a video nor a sound that is known here")
    if container in PICTURES:
        return _pictured(open_file, container, tools)
    listing = listed(open_file, container, tools)
    facts = _played(open_file, container, tools, listing)
    start = facts.video.start if facts.video else Fraction(0)
    gear = gear_of(listing.tags)
    texts = embedded_texts(open_file, container, listing.streams, listing.tags, listing.said, start, tools)
    return replace(facts, camera=gear.camera, lens=gear.lens, texts=texts, remarks=_remarks(facts, listing))


def _pictured(open_file: Callable[[], BinaryIO], container: str, tools: Tools) -> Facts:
    """What a still picture is."""
    width, height = developed_size(open_file, container, tools)
    facts = Facts(Medium.PICTURE, container, Fraction(0), width, height)
    if container == EXR:
        return facts
    with open_file() as file:
        gear = gear_of_picture(file, container)
        pictures = how_many(file, container)
    words = f"of its {pictures} pictures the first is shown"
    remarks = (Remark("E229", words),) if pictures > 1 else ()
    return replace(facts, camera=gear.camera, lens=gear.lens, remarks=remarks)


def _played(open_file: Callable[[], BinaryIO], container: str, tools: Tools, listing: Listing) -> Facts:
    """What is seen and heard of a file with these streams."""
    timecode = _timecode(listing.tags)
    heard = next((stream for stream in listing.streams if _sounds(stream)), None)
    seen = next((stream for stream in listing.streams if _shows(stream)), None)
    audio = Audio(heard.index, heard.codec, heard.sample_rate, heard.channels) if heard else None
    length = _sound_length(heard) if heard else Fraction(0)
    if seen:
        decoder = _decoder(seen, listing.tags, tools)
        video, duration = look_at(open_file, container, tools, seen, decoder=decoder, sound=length)
        width, height = video.size
        return Facts(Medium.VIDEO, container, duration, width, height, video, audio, timecode)
    if not heard:
        raise RecipeError("there is neither picture nor sound in it")
    return Facts(Medium.SOUND, container, length, audio=audio, timecode=timecode)


def _remarks(facts: Facts, listing: Listing) -> tuple[Remark, ...]:
    remarks = []
    silent = facts.audio is None and (listing.lost or any(stream.kind == "audio" for stream in listing.streams))
    if silent:
        remarks.append(Remark("E227", listing.lost or "ffmpeg does not know the codec of its sound"))
    if facts.video and facts.video.telecine:
        remarks.append(Remark("E228", f"its {facts.video.rate} frames a second are made of 24 by 3:2 pulldown"))
    return tuple(remarks)


def _decoder(stream: Stream, tags: Tags, tools: Tools) -> str:
    """The decoder to name for a stream that is tagged as transparent; empty for the usual one."""
    own = tags.streams[stream.index] if stream.index < len(tags.streams) else {}
    wanted = _SEES_THROUGH.get(stream.codec, "") if own.get("alpha_mode") == "1" else ""
    return wanted if wanted and tools.has(wanted) else ""


def _sounds(stream: Stream) -> bool:
    return stream.kind == "audio" and stream.codec != "none" and bool(stream.packets) and stream.sample_rate > 0


def _shows(stream: Stream) -> bool:
    return stream.kind == "video" and bool(stream.packets) and not stream.cover


def _sound_length(stream: Stream) -> Fraction:
    first, last = min(stream.packets), max(stream.packets)
    return (last[0] + last[1] - first[0]) * stream.tick


def _timecode(tags: Tags) -> Smpte | None:
    written = (found["timecode"] for found in (tags.file, *tags.streams) if "timecode" in found)
    return parse_smpte(next(written, ""))
