"""What a file is, by its first bytes: names and endings are never believed.

Only kinds that can be read without opening anything else are known. Playlists, manifests, SVG and
text have no row, so no demuxer that follows references is ever started.
"""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 4096
"""How many bytes `sniff` wants to see."""

EXR: Final = "exr_pipe"
"""The one kind of picture that is read by ffmpeg."""

PICTURES: Final = frozenset({"JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF", "HEIF", EXR})
"""Names that mean a still picture (Pillow's, and `EXR`); all others are ffmpeg demuxers."""

_MAGIC = (
    (rb"\xff\xd8\xff", "JPEG"),
    (rb"\x89PNG\r\n\x1a\n", "PNG"),
    (rb"GIF8[79]a", "GIF"),
    (rb"II\*\x00|MM\x00\*", "TIFF"),
    (rb"RIFF....WEBP", "WEBP"),
    (rb"RIFF....AVI ", "avi"),
    (rb"(?:RIFF|RF64|BW64)....WAVE", "wav"),
    (rb"....ftyp(?:avif|avis)", "AVIF"),
    (rb"....ftypmi[af]1.{4}(?:.{4}){0,8}avi[fs]", "AVIF"),
    (rb"....ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)", "HEIF"),
    (rb"....ftyp", "mov"),
    (rb"v/1\x01[\x02\x03]", EXR),
    (rb"....(?:moov|mdat|wide|free|skip|pnot)", "mov"),
    (rb"\x1aE\xdf\xa3", "matroska"),
    (rb"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02", "mxf"),
    (rb"\x00\x00\x01\xba", "mpeg"),
    (rb"OggS", "ogg"),
    (rb"FLV\x01", "flv"),
    (rb"0&\xb2u\x8ef\xcf\x11\xa6\xd9\x00\xaa\x00b\xcel", "asf"),
    (rb"fLaC", "flac"),
    (rb"FORM....AIF[FC]", "aiff"),
    (rb"ID3", "mp3"),
    (rb"G(?:.{187}G){4}", "mpegts"),
    (rb"....G(?:.{191}G){4}", "mpegts"),
    (rb"\xff[\xf0\xf1\xf8\xf9]", "aac"),
    (rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", "mp3"),
)


def sniff(head: bytes) -> str:
    """Demuxer (`mov`, `matroska` …) or picture format (`JPEG` …) of a file that starts with `head`.

    Empty when the kind is unknown, and for kinds that are refused.
    """
    for pattern, name in _MAGIC:
        if re.match(pattern, head, re.DOTALL):
            return name
    return ""
