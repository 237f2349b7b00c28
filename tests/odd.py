"""What is to come of every odd file: facts that were checked by eye and with other programs, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Film:
    """A file with moving pictures that are shown."""

    name: str
    size: tuple[int, int]
    """As shown: upright, square pixels."""
    rate: str
    """Frames a second; where they vary, the rate at which they are published."""
    frames: int
    """In the file."""
    seconds: str
    """Length of the pictures, to a millisecond."""
    channels: int = 0
    marks: str = ""
    """`varying`, `interlaced`, `bff`, `telecine`, `hdr`, `alpha`, and what it is turned by: `90`, `180`, `270`."""
    remark: str = ""
    """Code of what is told where it is shown."""
    newest: bool = False
    """Whether only the newer of two ffmpegs knows its codec."""

    @property
    def published(self) -> int:
        """How many frames the whole of it becomes."""
        film = Fraction(4, 5) if "telecine" in self.marks else 1
        return round(Fraction(self.seconds) * min(Fraction(self.rate), 60) * film)


@dataclass(frozen=True, slots=True)
class Photo:
    """A still picture."""

    name: str
    size: tuple[int, int]
    mean: tuple[int, int, int]
    """Mean colour, as other programs show it."""
    see_through: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be shown."""

    name: str
    words: str
    """What the author is told."""


FILMS = (
    Film("aac-5.1.mp4", (640, 360), "24", 72, "3", 6),
    Film("data-track-first-rot90-3frames.mp4", (1080, 1920), "45000/1501", 3, "0.100", 2, "90"),
    Film("dropframe-tc-2997.mov", (640, 360), "30000/1001", 30, "1.001"),
    Film("hdr10-av1-mdcv-clli.mp4", (1920, 1080), "60000/1001", 60, "1.001", 2, "hdr"),
    Film("one-frame.mp4", (800, 332), "24", 1, "0.042"),
    Film("rot90-tag.mov", (360, 640), "30000/1001", 45, "1.502", 2, "270"),
    Film("take 4.MP4", (160, 90), "30000/1001", 15, "0.501"),
    Film("tiny-16x10.mp4", (18, 10), "30000/1001", 30, "1.001"),
    Film("vfr-dropped-frames.mp4", (960, 540), "30000/1001", 58, "3.737", 2, "varying"),
    Film("odd/alpha-vp9.webm", (200, 200), "30", 150, "5", 2, "alpha"),
    Film("odd/audio-late-0.5s.mp4", (320, 180), "24", 48, "2", 2),
    Film("odd/bogus-duration-143165s.mp4", (1080, 720), "30000/1001", 30, "1.001", 1),
    Film("odd/chapters.mp4", (1080, 720), "30000/1001", 30, "1.001", 1),
    Film("odd/cover-art.mp4", (640, 360), "24", 26, "1.083", 2),
    Film("odd/cursed-vfr-3026x1386.mp4", (3026, 1386), "30000/1001", 63, "8.726", 0, "varying"),
    Film("odd/dnxhd36-op1a.mxf", (1920, 1080), "24", 3, "0.125", 1),
    Film("odd/dnxhr-hqx-10bit.mov", (960, 540), "30000/1001", 2, "0.067"),
    Film("odd/dv-ntsc-interlaced-bff.avi", (853, 480), "30000/1001", 6, "0.200", 2, "interlaced"),
    Film("odd/dvd-pal-anamorphic-51.vob", (1024, 576), "25", 19, "0.760", 6),
    Film("odd/failing-audio.mp4", (640, 360), "25", 77, "3.120", 2, "varying"),
    Film("odd/ffv1-10bit.mkv", (480, 200), "24", 4, "0.167"),
    Film("odd/fields-unmarked-bff.mp4", (768, 576), "25", 22, "0.880", 0, "interlaced bff"),
    Film("odd/h264-1080i25-mbaff-start10h.ts", (1920, 1080), "25", 40, "1.600", 1, "interlaced"),
    Film("odd/hdr10-av1-720x1280.mp4", (720, 1280), "30000/1001", 30, "1.001", 2, "hdr"),
    Film("odd/hlg10-colorchecker.mp4", (1920, 1080), "90000/3001", 9, "0.300", 2, "hdr"),
    Film("odd/hot-mono-left-only.mp4", (640, 360), "24", 50, "2.167", 2, "varying"),
    Film("odd/legacy-mjpeg-pcm.avi", (480, 200), "24", 12, "0.500", 2),
    Film("odd/legacy-mpeg1.mpg", (480, 200), "25", 30, "1.200", 2),
    Film("odd/legacy-theora.ogv", (480, 200), "24", 29, "1.208", 2),
    Film("odd/legacy-wmv.wmv", (480, 200), "24", 29, "1.208", 2),
    Film("odd/legacy.3gp", (692, 288), "15", 20, "1.333"),
    Film("odd/legacy.flv", (480, 200), "24", 29, "1.208", 2),
    Film("odd/long-gop-20s.mp4", (640, 360), "24", 194, "8.083", 2),
    Film("odd/missing-stsd.mp4", (1080, 720), "30000/1001", 30, "1.001", 0, remark="E227"),
    Film("odd/multitrack-chapters.mkv", (798, 332), "24", 119, "4.958", 2),
    Film("odd/no-duration.webm", (1280, 720), "15000/1001", 74, "4.938", 2),
    Film("odd/ntsc-sar-11-12-ac3.mp4", (660, 480), "30000/1001", 21, "0.701", 2),
    Film("odd/odd-641x265-yuv444.mp4", (641, 265), "24", 36, "1.500"),
    Film("odd/odd-853x479.webm", (853, 479), "24", 48, "2", 2),
    Film("odd/one-frame-two-seconds-audio.mov", (800, 332), "24", 1, "2", 2, "varying"),
    Film("odd/one-pixel.mp4", (1, 1), "1", 5, "5"),
    Film("odd/pgs-subs.mkv", (1080, 720), "600", 30, "0.050", 1),
    Film("odd/phone-hlg10-portrait-editlist.mp4", (1080, 1920), "30", 13, "0.467", 2, "varying hdr 90"),
    Film("odd/phone-portrait-4k60-rot90.mp4", (2160, 3840), "60", 5, "0.083", 2, "90"),
    Film("odd/prores422lt-10bit-tc.mov", (1280, 720), "24", 3, "0.125", 2),
    Film("odd/prores4444-alpha.mov", (319, 204), "24", 3, "0.125", 0, "alpha"),
    Film("odd/rot180-tag.mp4", (640, 360), "30000/1001", 45, "1.502", 2, "180"),
    Film("odd/rot270-tag.mp4", (360, 640), "30000/1001", 45, "1.502", 2, "90"),
    Film("odd/rot90-fragmented-5.1-bbb.mp4", (1080, 1920), "24", 45, "1.875", 6, "90"),
    Film("odd/rotate-and-reflect.mp4", (720, 1080), "30000/1001", 30, "1.001", 1, "90"),
    Film("odd/shorter-audio.mp4", (320, 240), "60", 72, "1.200", 1),
    Film("odd/silent-audio-track.mp4", (640, 360), "30000/1001", 60, "2.002", 2),
    Film("odd/srgb-transfer.mp4", (1080, 720), "30000/1001", 30, "1.001", 1),
    Film("odd/telecine-ntsc.mp4", (640, 480), "30000/1001", 45, "1.502", 0, "interlaced telecine", "E228"),
    Film("odd/telecine-unmarked.mkv", (640, 480), "30000/1001", 51, "1.702", 0, "interlaced telecine", "E228"),
    Film("odd/unknown-codec-vvc.mp4", (320, 180), "24", 120, "5", newest=True),
    Film("odd/video-only.mkv", (640, 360), "24", 72, "3"),
    Film("odd/xdcam-1080i5994-sar43.mxf", (1920, 1080), "30000/1001", 15, "0.501", 0, "interlaced"),
)

PHOTOS = (
    Photo("exif-gps-orient6.jpg", (267, 640), (125, 112, 123)),
    Photo("palette-alpha.png", (480, 200), (126, 113, 123), see_through=True),
    Photo("odd/16bit.png", (200, 100), (79, 81, 96)),
    Photo("odd/animated.webp", (320, 132), (131, 119, 90), remark="E229"),
    Photo("odd/cmyk.jpg", (1280, 533), (124, 112, 122)),
    Photo("odd/gainmap-hdr.jpg", (400, 300), (168, 167, 164)),
    Photo("odd/gray-alpha.png", (480, 200), (183, 183, 183), see_through=True),
    Photo("odd/multipage.tif", (240, 100), (109, 120, 96), remark="E229"),
    Photo("odd/one-bit.png", (960, 400), (117, 117, 117)),
    Photo("odd/phone.heic", (4032, 3024), (76, 85, 90)),
    Photo("odd/png-named.jpg", (320, 133), (125, 113, 123)),
    Photo("odd/progressive-gray.jpg", (1920, 800), (118, 118, 118)),
    Photo("odd/stage-linear.exr", (240, 120), (76, 75, 75)),
    Photo("odd/strip-3000x4.png", (3000, 4), (126, 114, 124)),
)

REFUSED = (
    Refused("truncated-half.mp4", "the file is cut off"),
    Refused("odd/bitrot.mp4", "the data are damaged"),
    Refused("odd/bomb-25000x25000-1bit.png", "larger than 200 megapixels"),
    Refused("odd/malformed-free-box.mp4", "the index of the file is missing"),
    Refused("odd/not-a-video.mp4", "neither a picture, a video nor a sound"),
    Refused("odd/truncated-annexb.mp4", "the file is cut off"),
    Refused("odd/truncated-moov-lost.mp4", "the index of the file is missing"),
    Refused("odd/truncated.jpg", "the picture is damaged"),
    Refused("odd/truncated.mkv", "the file is cut off"),
)
