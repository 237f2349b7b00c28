"""What probing told about a media file: exact, typed, and all that a plan may rest on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from btspress.timecode import Rate, Smpte
from btspress.unchanging import unchanging


class Medium(StrEnum):
    """What a file shows or plays."""

    VIDEO = "video"
    SOUND = "sound"
    PICTURE = "picture"


_ENDINGS = (
    (Medium.VIDEO, "mp4 mov m4v mkv webm mxf avi mpg mpeg ts mts m2ts vob dv wmv flv 3gp ogv"),
    (Medium.SOUND, "m4a mp3 wav bwf flac ogg oga opus aac aif aiff"),
    (Medium.PICTURE, "jpg jpeg jfif png webp avif gif tif tiff heic heif hif exr"),
)
MEDIUM_OF: Mapping[str, Medium] = MappingProxyType(
    {ending: medium for medium, endings in _ENDINGS for ending in endings.split()}
)
"""What a file should be, by the end of its name without the dot; what it is shows only when it is probed."""


_SEE_THROUGH = ("yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya8", "ya16", "pal8")
"""Starts of the names of pixel formats that know transparency."""


@unchanging
class Color:
    """Colour tags by their ffmpeg names (`bt709`, `smpte2084`, `tv` …); `unknown` where untagged."""

    primaries: str = "unknown"
    transfer: str = "unknown"
    matrix: str = "unknown"
    range: str = "unknown"
    peak: int = 0
    """Brightest light of HDR pictures in candela a square metre, as the file declares it; 0 where it does not."""

    @property
    def hdr(self) -> bool:
        """Whether the transfer is PQ or HLG (ITU-R BT.2100)."""
        return self.transfer in {"smpte2084", "arib-std-b67"}


@unchanging
class Video:
    """The picture stream that is used: the first that is no cover art."""

    stream: int
    """Index in the file, for `-map 0:N`."""
    codec: str
    coded_width: int
    coded_height: int
    sar: Fraction
    """Shape of a coded pixel: width over height."""
    rotation: int
    """Degrees clockwise that a player turns the picture by: 0, 90, 180 or 270."""
    rate: Rate
    """Frames a second; where they have different lengths, the rate at which none of them is lost."""
    frames: int
    """How many there are in the file."""
    variable: bool
    """Whether the frames have different lengths."""
    interlaced: bool
    """Whether its frames are woven of two fields that were taken one after the other."""
    pixel_format: str
    color: Color = Color()
    start: Fraction = Fraction(0)
    """Seconds from the start of the file, as ffmpeg seeks, to the first frame."""
    order: str = ""
    """Which field comes first, `tff` or `bff`, where the frames themselves say nothing or the wrong thing."""
    telecine: bool = False
    """Whether it is 24 frames of film spread over the fields of 30 (3:2 pulldown)."""
    longest: Fraction = Fraction(0)
    """Seconds that the longest frame is on screen, where they vary."""
    decoder: str = ""
    """The decoder that sees all of it, where the usual one does not; empty for the usual one."""

    @property
    def alpha(self) -> bool:
        """Whether something may shine through."""
        return self.pixel_format.startswith(_SEE_THROUGH)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as shown: upright, square pixels."""
        wide, high = round(self.coded_width * self.sar), self.coded_height
        return (high, wide) if self.rotation % 180 else (wide, high)


@unchanging
class Audio:
    """The sound stream that is used: the first."""

    stream: int
    codec: str
    sample_rate: int
    channels: int


@unchanging
class EmbeddedText:
    """A text track inside the file."""

    stream: int
    language: str
    """As it is tagged (ISO 639-2: `eng`); empty where nobody said."""
    role: str = ""
    """`sdh`, `desc`, `forced` or `comment`; empty for plain captions."""
    cues: tuple[tuple[Fraction, Fraction, str], ...] = ()
    """Start and end in seconds from the first frame, and the words."""
    reason: str = ""
    """Why there are no cues."""


@unchanging
class Remark:
    """Something about a file that whoever shows it should know; told at the line that does."""

    code: str
    """Of a diagnostic: `E227`."""
    words: str


@unchanging
class Facts:
    """One media file."""

    medium: Medium
    container: str
    """Name of the demuxer or picture format that our own sniff chose: `mov`, `matroska`, `JPEG` …"""
    duration: Fraction
    """Seconds of the picture stream, or of the sound where there is no picture; 0 for a picture."""
    width: int = 0
    """Upright, square pixels."""
    height: int = 0
    video: Video | None = None
    audio: Audio | None = None
    timecode: Smpte | None = None
    """Of the first frame, from the file's timecode track."""
    camera: str = ""
    """Maker and model as the file says; no other metadata of a device is ever read."""
    lens: str = ""
    texts: tuple[EmbeddedText, ...] = ()
    remarks: tuple[Remark, ...] = ()
