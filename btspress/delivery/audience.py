"""Sizes, codecs and quality for one audience: readers of the site, or its author."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from btspress.model import Config
from btspress.recipes.encode import AV1, H264
from btspress.recipes.quality import FIXED, Quality
from btspress.unchanging import unchanging


@unchanging
class Delivery:
    """What every noun of a site is made into."""

    name: str
    codecs: tuple[str, ...]
    """Best first; the last plays everywhere."""
    video_widths: tuple[int, ...]
    """Rungs that a ladder may have, ascending; the last is the widest."""
    picture_widths: tuple[int, ...]
    largest_picture: int
    picture_formats: tuple[str, ...]
    quality: Quality = FIXED
    stream: Fraction | None = None
    """Seconds from which a clip is streamed too; None for never."""
    loudness: int | None = None
    """LUFS that every sound is brought to; None to leave it as it is."""
    peak: int = -1
    """Highest true peak in dBTP."""
    extras: bool = False
    """Whether clips get what makes them comfortable: contact sheets, hover loops, waveforms."""
    host: str = ""
    """Web address of the host that pictures, clips and sounds come from; empty where it is the site's own."""
    hasty: bool = False
    """Whether a clip is to be there at once, and played while it is made, rather than as small as it can be."""


_RUNGS = (480, 640, 1280, 1920, 2560, 3840)
"""Usual widths; of these a ladder has those that are far enough apart."""

WEB = Delivery("web", (AV1, H264), (480, 640, 1280), (480, 960, 1600), 2560, ("avif", "webp", "jpg"), extras=True)
"""For readers."""

PREVIEW = Delivery("preview", (H264,), (640,), (480, 960), 960, ("webp", "jpg"), hasty=True)
"""For the author: quick to make. There is no better encode of a clip in a preview: nobody would wait for it."""


def for_readers(config: Config) -> Delivery:
    """What site.md asks for."""
    video, sound = config.video, config.sound
    return replace(
        WEB,
        video_widths=(*(width for width in _RUNGS if width < video.widest), video.widest),
        quality=Quality(video.quality, video.floor) if video.quality else FIXED,
        stream=video.stream,
        loudness=sound.loudness,
        peak=sound.peak,
        host=config.publish.media_url,
    )
