"""What a site says of its media, and of where it is published: sizes, quality, loudness, places."""

from __future__ import annotations

from fractions import Fraction

from btspress.unchanging import unchanging


@unchanging
class VideoSettings:
    """`video:` of site.md."""

    quality: int = 93
    """Mean VMAF that every encode reaches; 0 for a fixed quality, without looking."""
    floor: int = 80
    """VMAF that the worst twentieth of the frames stays above."""
    widest: int = 1280
    """Pixels; no rendition is wider."""
    stream: Fraction | None = Fraction(60)
    """Seconds from which a clip is streamed too; None for never."""
    facts: bool = True
    """Whether pages show camera, lens, rate and loudness of a clip."""


@unchanging
class SoundSettings:
    """`sound:` of site.md."""

    loudness: int = -16
    """Target in LUFS (EBU R 128 s2 for streaming asks for -16 to -20)."""
    peak: int = -1
    """Highest true peak in dBTP."""


@unchanging
class PublishSettings:
    """`publish:` of site.md."""

    to: str = ""
    """Where `btspress deploy` sends the site: a folder, `me@host:folder`, `s3://bucket/folder`."""
    media_to: str = ""
    """Where pictures, clips and sounds are sent, when that is another place."""
    media_url: str = ""
    """The web address of that place, without a slash at its end."""
    rules: str = "netlify"
    """For which kind of host headers and redirects are written."""
