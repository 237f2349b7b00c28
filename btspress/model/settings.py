"""What a site says of its media: sizes, quality, loudness."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """`sound:` of site.md."""

    loudness: int = -16
    """Target in LUFS (EBU R 128 s2 for streaming asks for -16 to -20)."""
    peak: int = -1
    """Highest true peak in dBTP."""
