"""What the recipes need of ffmpeg and Pillow, what for, and what is lost without: one visible table."""

from __future__ import annotations

from typing import Final

import PIL
from PIL import features

from btspress.unchanging import unchanging


@unchanging
class Need:
    """Something that a program must be built with."""

    kind: str
    """`encoder`, `decoder`, `filter`, `muxer` of ffmpeg, or `picture` for a format of Pillow."""
    names: tuple[str, ...]
    use: str
    """What it is for."""
    lost: str = ""
    """What does not work without it; empty where no build works."""


_PICTURES = (
    *("scale", "crop", "pad", "fps", "format", "setpts", "settb", "setsar", "setparams", "showinfo"),
    *("select", "split", "trim", "tpad", "framestep", "metadata"),
)
_SOUNDS = ("aresample", "aformat", "pan", "apad", "atrim", "asetpts", "volume")
_LOUDNESS = ("ebur128", "alimiter", "astats", "ametadata", "asetnsamples", "asplit")
_FILES = ("mp4", "framecrc", "ffmetadata", "image2", "null", "nut", "rawvideo", "s16le")

NEEDS: Final = (
    Need("encoder", ("libx264", "aac"), "clips that play everywhere"),
    Need("encoder", ("ppm", "rawvideo"), "posters and stills of clips, samples that encodes are compared with"),
    Need("filter", _PICTURES, "upright pictures of the right size and rate"),
    Need("filter", _SOUNDS, "stereo sound of the right length"),
    Need("filter", _LOUDNESS, "sounds that are equally loud"),
    Need("muxer", _FILES, "reading and writing files"),
    Need("filter", ("concat", "xfade", "acrossfade"), "sequences", "sequences cannot be made"),
    Need("encoder", ("libsvtav1",), "AV1, a third smaller than H.264", "clips cannot be made for readers"),
    Need("encoder", ("libopus",), "the sound of AV1 files", "clips with sound cannot be made for readers"),
    Need("filter", ("bwdif",), "interlaced footage", "interlaced clips cannot be made"),
    Need("filter", ("fieldmatch", "decimate"), "film in the fields of video", "such clips cannot be made"),
    Need("filter", ("idet",), "footage that does not say it is interlaced", "it is shown with combs"),
    Need("filter", ("zscale", "tonemap"), "HDR footage", "HDR clips cannot be made"),
    Need("filter", ("premultiply",), "clips that one can see through", "such clips cannot be made"),
    Need("filter", ("lut3d", "lut1d"), "`look:` of a sidecar", "clips with a look cannot be made"),
    Need("filter", ("waveform", "vectorscope"), "scopes of `[!grade]`", "grades cannot be compared"),
    Need("filter", ("nlmeans", "vaguedenoiser"), "`denoise:` of a sidecar", "such clips cannot be made"),
    Need("filter", ("cas",), "`sharpen:` of a sidecar", "such clips cannot be made"),
    Need("filter", ("vidstabdetect", "vidstabtransform"), "`stabilise:` of a sidecar", "such clips cannot be made"),
    Need("filter", ("afftdn", "highpass", "bandreject"), "cleaned-up speech", "such sounds cannot be made"),
    Need("filter", ("perspective",), "`align=` of clips", "clips cannot be aligned"),
    Need("filter", ("signalstats",), "the cuts of a finished film", "`btspress story` cannot tell its pace"),
    Need("filter", ("libvmaf",), "encodes that are as good as site.md asks", "the usual settings are taken"),
    Need("decoder", ("subrip", "ass", "mov_text", "webvtt"), "captions inside of clips", "they are not found"),
    Need("muxer", ("webvtt",), "captions inside of clips", "they are not found"),
    Need("picture", ("jpg", "webp", "avif"), "stills and posters"),
    Need("picture", ("littlecms2",), "pictures with colour profiles"),
)
"""All that recipes use, by what it is for; `btspress doctor` shows it."""

PILLOW: Final = PIL.__version__
"""Version of the picture library."""


def pictures_can(name: str) -> bool:
    """Whether Pillow was built with a format or a library."""
    return bool(features.check(name))
