"""What a finished file carries besides pictures and sound: tags of devices, places, edits, hidden frames.

Nothing that btspress makes carries any of it, but the credit that a site chooses to put into a press picture.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from btspress.media.mp4 import BoxError, inside, places

_PICTURES: Final = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG", "PNG"), (b"RIFF", "WEBP"), (b"GIF8", "GIF"))
_SHAPE: Final = frozenset(
    (
        *("jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "adobe", "interlace"),
        *("adobe_transform", "dpi", "gamma", "srgb", "transparency", "icc_profile", "chromaticity"),
        *("background", "loop", "timestamp", "duration", "version"),
    )
)
"""What Pillow tells of a picture that says how it is drawn, and nothing about who made it, where and with what."""
_CREDITS: Final = frozenset({0x010E, 0x013B, 0x8298})
"""EXIF tags that a site may choose: description, artist, copyright."""
_IPTC: Final = frozenset({(1, 90), (2, 0), (2, 5), (2, 55), (2, 80), (2, 105), (2, 110), (2, 115), (2, 116), (2, 120)})
"""IPTC fields that a site may choose: title, date created, by-line, headline, credit, source, copyright, caption."""
_XMP: Final = (b"exif:", b"tiff:", b"xmpMM:", b"aux:", b"crs:", b"CreatorTool", b"GPS", b"History", b"xmp:CreateDate")
"""Names that no XMP of ours holds."""
_TRACKS: Final = frozenset({"vide", "soun", "text", "sbtl", "subt"})
_HANDLERS: Final = frozenset({"VideoHandler", "SoundHandler", "SubtitleHandler", ""})
_BOXES: Final = frozenset({"moov", "trak", "mdia", "minf", "udta", "edts"})
_DELAY: Final = 0.5
"""Seconds that an edit list may skip: what an encoder puts before the first frame."""


def carried(data: bytes) -> tuple[str, ...]:
    """What the picture or MP4 file `data` tells that it should not, in words; nothing for other files."""
    kind = next((name for magic, name in _PICTURES if data.startswith(magic)), "")
    brand = data[8:12] if data[4:8] == b"ftyp" else b""
    try:
        if kind or brand in {b"avif", b"avis"}:
            return tuple(_pictured(data, kind or "AVIF"))
        return tuple(_boxed(_index(data), 0, 0)) if brand else ()
    except (BoxError, OSError, ValueError, UnidentifiedImageError, struct.error) as error:
        return (f"it cannot be read: {error}",)


def _pictured(data: bytes, kind: str) -> Iterator[str]:
    with Image.open(BytesIO(data), formats=(kind,)) as image:
        exif = image.getexif()
        for tag in sorted(set(exif) - _CREDITS):
            yield "a GPS position" if tag == 0x8825 else f"EXIF tag {tag:#06x}"
        for name in sorted(set(image.info) - _SHAPE - {"exif"}, key=str):
            value = image.info[name]
            if name in {"xmp", "XML:com.adobe.xmp"}:
                text = value.encode() if isinstance(value, str) else value
                yield from (f"XMP with '{each.decode()}'" for each in _XMP if each in text)
            elif name == "photoshop":
                yield from _iptc(value.get(0x0404, b""))
            else:
                yield f"a '{name}' of {len(value) if hasattr(value, '__len__') else 1} characters"


def _iptc(data: bytes) -> Iterator[str]:
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        field = (data[at + 1], data[at + 2])
        if field not in _IPTC:
            yield f"IPTC field {field[0]}:{field[1]}"
        at += 5 + int.from_bytes(data[at + 3 : at + 5])


def _index(data: bytes) -> bytes:
    """All of an MP4 but its pictures and sound."""
    kept = []
    for name, at, size in places(BytesIO(data)):
        if name not in {"mdat", "free", "skip"}:
            kept.append(data[at : at + size])
    return b"".join(kept)


def _boxed(data: bytes, scale: int, depth: int) -> Iterator[str]:
    """What the boxes in `data` tell; `scale` are the ticks a second of the track that they belong to."""
    for name, content in inside(data):
        if name == "udta" or name == "meta":
            yield from _told(name, content)
        elif name == "uuid" or name.startswith("\xa9"):
            yield f"a box '{name}'"
        elif name == "hdlr":
            yield from _handled(content)
        elif name == "elst":
            yield from _hidden(content, scale)
        elif name in _BOXES and depth < 6:
            yield from _boxed(content, _scale(content) or scale, depth + 1)


def _told(name: str, content: bytes) -> Iterator[str]:
    """Tags; what ffmpeg writes when there are none is an empty list."""
    skip = 0 if name == "udta" else 4
    for inner, value in inside(content, skip):
        if inner == "meta":
            yield from _told(inner, value)
        elif inner == "ilst":
            yield from (f"a tag '{tag}'" for tag, _ in inside(value))
        elif inner != "hdlr":
            yield f"a tag '{inner}'"


def _handled(content: bytes) -> Iterator[str]:
    kind = content[8:12].decode("latin-1")
    named = content[24:].split(b"\0")[0].decode("utf-8", "replace")
    if kind not in _TRACKS:
        yield f"a track '{kind}'"
    if named not in _HANDLERS:
        yield f"the name '{named}' of a track"


def _scale(track: bytes) -> int:
    """Ticks a second of a track."""
    for name, content in inside(track):
        if name == "mdia":
            header = next((each for inner, each in inside(content) if inner == "mdhd"), b"")
            at = 20 if header[:1] == b"\1" else 12
            return int.from_bytes(header[at : at + 4])
    return 0


def _hidden(content: bytes, scale: int) -> Iterator[str]:
    """An edit list that skips more than an encoder's delay hides frames that anybody can take out again."""
    count = int.from_bytes(content[4:8])
    layout = ">QqI" if content[:1] == b"\1" else ">IiI"
    size = struct.calcsize(layout)
    for number in range(min(count, 64)):
        _, start, _ = struct.unpack_from(layout, content, 8 + number * size)
        if scale and start > _DELAY * scale:
            yield f"{start / scale:.1f} s of frames that are stored and not shown"
