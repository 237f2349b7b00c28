"""Facts as the trade writes them: `ProRes 10-bit 4:2:2`, `23.976 fps (24000/1001)`, `HDR (HLG, BT.2020)`.

What a language has words for comes from the catalogue of the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from btspress.facts import Audio, Color, Video
from btspress.web.words import phrase

_CODECS: Mapping[str, str] = MappingProxyType(
    {
        "av1": "AV1",
        "dnxhd": "DNxHD",
        "dvvideo": "DV",
        "ffv1": "FFV1",
        "flv1": "Sorenson H.263",
        "h263": "H.263",
        "h264": "H.264",
        "hevc": "H.265",
        "mjpeg": "Motion JPEG",
        "mpeg1video": "MPEG-1",
        "mpeg2video": "MPEG-2",
        "mpeg4": "MPEG-4",
        "msmpeg4v3": "MPEG-4",
        "prores": "ProRes",
        "theora": "Theora",
        "vp8": "VP8",
        "vp9": "VP9",
        "vvc": "H.266",
        "wmv2": "Windows Media",
        "wmv3": "Windows Media",
        "aac": "AAC",
        "ac3": "Dolby Digital",
        "eac3": "Dolby Digital Plus",
        "alac": "ALAC",
        "flac": "FLAC",
        "mp2": "MPEG audio",
        "mp3": "MP3",
        "opus": "Opus",
        "vorbis": "Vorbis",
        "wmav2": "Windows Media",
    }
)
"""ffmpeg's names of codecs, as the trade writes them."""
_CONTAINERS: Mapping[str, str] = MappingProxyType(
    {
        "asf": "ASF",
        "avi": "AVI",
        "flv": "FLV",
        "matroska": "Matroska",
        "mov": "MOV/MP4",
        "mpeg": "MPEG-PS",
        "mpegts": "MPEG-TS",
        "mxf": "MXF",
        "ogg": "Ogg",
        "wav": "WAV",
    }
)
_PRIMARIES: Mapping[str, str] = MappingProxyType(
    {
        "bt709": "BT.709",
        "bt470bg": "BT.601",
        "smpte170m": "BT.601",
        "bt2020": "BT.2020",
        "smpte431": "DCI-P3",
        "smpte432": "Display P3",
    }
)
_TRANSFERS: Mapping[str, str] = MappingProxyType({"smpte2084": "PQ", "arib-std-b67": "HLG", "iec61966-2-1": "sRGB"})
_CHANNELS: Mapping[int, str] = MappingProxyType(
    {1: "tech-mono", 2: "tech-stereo", 6: "tech-surround", 8: "tech-surround-7"}
)
_PLANAR = re.compile(r"(?:yuv[aj]?|nv|p0|p2|p4|gbra?p|gray|ya|rgb|bgr|x2)(.*)")
_CHROMA = re.compile(r"4(?:20|22|44|11|10|40)")
_DEPTH = re.compile(r"(?:p|gray|ya|0|2)(9|10|12|14|16)(?:le|be)?$")


def rate_in_words(video: Video, words: Mapping[str, str]) -> str:
    """`25 fps`, `23.976 fps (24000/1001)`, `29.97 fps, varying`."""
    fps = video.rate.fps
    exact = f" ({fps.numerator}/{fps.denominator})" if fps.denominator == 1001 else ""
    return phrase(words, "tech-varying" if video.variable else "tech-fps", {"rate": video.rate, "exact": exact})


def scan_in_words(video: Video, words: Mapping[str, str]) -> str:
    """Whether its frames are whole pictures."""
    if video.telecine:
        return words["tech-telecine"]
    return words["tech-interlaced" if video.interlaced else "tech-progressive"]


def picture_codec_in_words(video: Video, words: Mapping[str, str]) -> str:
    """`H.264 8-bit 4:2:0`."""
    return " ".join((_CODECS.get(video.codec, video.codec), *samples_in_words(video.pixel_format, words)))


def sound_in_words(audio: Audio, words: Mapping[str, str]) -> str:
    """`AAC, 48 kHz, stereo`."""
    codec = "PCM" if audio.codec.startswith("pcm_") else _CODECS.get(audio.codec, audio.codec)
    channels = phrase(words, _CHANNELS.get(audio.channels, "tech-channels"), {"n": audio.channels})
    return f"{codec}, {audio.sample_rate / 1000:g} kHz, {channels}"


def color_in_words(color: Color, words: Mapping[str, str]) -> str:
    """`BT.709, limited range`, `HDR (HLG, BT.2020), limited range`, or nothing where it is not tagged."""
    primaries = _PRIMARIES.get(color.primaries, "" if color.primaries == "unknown" else color.primaries)
    named = primaries or _PRIMARIES.get(color.matrix, "")
    transfer = _TRANSFERS.get(color.transfer, "")
    if color.hdr:
        named = f"HDR ({', '.join(filter(None, (transfer, named)))})"
    elif transfer:
        named = ", ".join(filter(None, (named, transfer)))
    span = {"tv": words["tech-limited"], "pc": words["tech-full"]}.get(color.range, "")
    return ", ".join(filter(None, (named, span))) if named else ""


def samples_in_words(pixel_format: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """`yuv422p10le` → `10-bit`, `4:2:2`; nothing for a form that is not known."""
    if not _PLANAR.fullmatch(pixel_format):
        return ()
    depth, chroma = _DEPTH.search(pixel_format), _CHROMA.search(pixel_format)
    if pixel_format.startswith(("nv", "p0")):
        layout = "4:2:0"
    elif chroma:
        layout = ":".join(chroma[0])
    else:
        layout = {"gb": "RGB", "rg": "RGB", "bg": "RGB", "gr": words["tech-grey"]}.get(pixel_format[:2], "")
    return tuple(filter(None, (phrase(words, "tech-bit", {"n": depth[1] if depth else 8}), layout)))


def container_in_words(container: str) -> str:
    """`mov` → `MOV/MP4`."""
    return _CONTAINERS.get(container, container.upper())
