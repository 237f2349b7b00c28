"""How moving pictures and sound are encoded for the web, and how browsers name the result beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from btspress.media.graph import ANONYMOUS, BT709, Stream
from btspress.timecode import decimal

H264: Final = "h264"
AV1: Final = "av1"

AAC_CODEC: Final = "mp4a.40.2"
"""Codec string of the sound that plays everywhere."""

AV1_SMALLEST: Final = 64
"""Pixels: SVT-AV1 of ffmpeg 5.1 refuses smaller pictures."""

_H264_LEVELS = (
    # level, code, macroblocks a frame, macroblocks a second (ITU-T H.264 table A-1)
    ("4.0", 0x28, 8192, 245_760),
    ("4.2", 0x2A, 8704, 522_240),
    ("5.0", 0x32, 22_080, 589_824),
    ("5.1", 0x33, 36_864, 983_040),
    ("5.2", 0x34, 36_864, 2_073_600),
    ("6.2", 0x3E, 139_264, 16_711_680),
)
_AV1_LEVELS = (
    # code, pixels, width, height, pixels a second (AV1 specification, annex A)
    (0, 147_456, 2048, 1152, 4_423_680),
    (1, 278_784, 2816, 1584, 8_363_520),
    (4, 665_856, 4352, 2448, 19_975_680),
    (5, 1_065_024, 5504, 3096, 31_950_720),
    (8, 2_359_296, 6144, 3456, 70_778_880),
    (9, 2_359_296, 6144, 3456, 141_557_760),
    (12, 8_912_896, 8192, 4352, 267_386_880),
    (13, 8_912_896, 8192, 4352, 534_773_760),
    (14, 8_912_896, 8192, 4352, 1_069_547_520),
    (16, 35_651_584, 16384, 8704, 1_069_547_520),
)
_AV1_PRESET = 5
"""The knee of four clips of 4 to 6 s at VMAF 93.5 (SVT-AV1 4.2; bytes and processor time of those of preset 8):
6 takes 0.88 of the bytes in 1.8 times the time, 5 0.83 in 2.3, 4 0.81 in 2.7. From 6 to 5 a per cent of bytes costs
6 per cent of time, from 5 to 4 it costs 9."""
_AV1_PROOF = 8
"""Of the presets that score as 5 does at the same CRF (0.2 lower on the average of eight clips, 0.8 at most), the
quickest: 0.45 of the time. 10 takes 0.27 and scores 0.7 to 3.6 lower, each clip otherwise."""
_H264_PRESET, _H264_PROOF = "medium", "faster"
"""The proof takes 0.7 of the time and scores 0.5 lower on the average of twelve clips, 0.1 to 0.9; `veryfast` takes
0.45 and scores 1.3 to 4.8 lower."""
_BITS_PER_PIXEL = Fraction(12, 100)
_LEAST_BITS = 400_000
_MOST_BITS = 16_000_000
_SECONDS_BETWEEN_KEYS = 2
_SECONDS_IN_STEP = Fraction(1, 2)


def codecs(codec: str, width: int, height: int, rate: Fraction, *, sound: bool) -> str:
    """The codec string of a rendition: `avc1.640028, mp4a.40.2` or `av01.0.05M.10, opus`."""
    if codec == AV1:
        pictures = f"av01.0.{_av1_level(width, height, rate):02}M.10"
        return f"{pictures}, opus" if sound else pictures
    pictures = f"avc1.6400{_h264_level(width, height, rate)[1]:02x}"
    return f"{pictures}, {AAC_CODEC}" if sound else pictures


def tagged(stream: Stream, codec: str) -> Stream:
    """The last filters before an encoder: its pixel format, and BT.709 said on every frame."""
    deep = stream.filter("format", pixels(codec))
    return deep.filter("setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709", range="tv")


def pixels(codec: str) -> str:
    """Format of the pictures that an encoder gets: ten bits keep AV1 from banding, and cost no bytes."""
    return "yuv420p10le" if codec == AV1 else "yuv420p"


def options(
    codec: str,
    width: int,
    height: int,
    rate: Fraction,
    frames: int,
    *,
    crf: Fraction,
    sound: bool,
    threads: int,
    proof: bool = False,
    keys: int = 0,
    hasty: int = 0,
) -> Mapping[str, object]:
    """Output options of an MP4. `threads` is for AV1, and is never read from the machine.

    A `proof` is for looking at: as good as the true encode, in less time where that can be had, and without a
    highest bit rate, as it may have many more key frames. `keys` are frames from one key frame to the next where
    these are not the usual ones: for pictures that are searched and stepped through. `hasty` is a number of
    threads, for H.264 that is played while it is written.
    """
    if hasty:
        return _hasty(width, height, rate, frames, crf=crf, sound=sound, threads=hasty, keys=keys)
    preset = _AV1_PROOF if proof else _AV1_PRESET
    pictures = _av1(crf, threads, preset) if codec == AV1 else _h264(crf, width, height, rate, proof=proof)
    return {
        **ANONYMOUS,
        **BT709,
        **pictures,
        **(heard(codec) if sound else {}),
        "g": keys or keys_every(rate),
        **({"bf": 0} if keys and codec == H264 else {}),
        "frames:v": frames,
        "flags:v": "+bitexact",
        **mp4(),
    }


def keys_every(rate: Fraction) -> int:
    """Frames from one key frame to the next: the same in all encodes of a clip, so that a player may change."""
    return max(round(rate * _SECONDS_BETWEEN_KEYS), 1)


def keys_in_step(rate: Fraction) -> int:
    """The same for clips that are played side by side: a search decodes no more than half a second in each."""
    return max(round(rate * _SECONDS_IN_STEP), 1)


def mp4() -> Mapping[str, object]:
    """An MP4 whose index stands first, so that it plays before it is all there."""
    return {"f": "mp4", "movflags": "+faststart", "write_tmcd": 0}


def heard(codec: str, *, steady: bool = False) -> Mapping[str, object]:
    """The sound that goes with the pictures of `codec`; `steady` as for `aac`."""
    return _opus() if codec == AV1 else aac(steady=steady)


def aac(*, steady: bool = False) -> Mapping[str, object]:
    """Sound that plays everywhere; `steady` where peaks matter more than what nobody hears.

    The usual search hides noise under what is loud, and then a bang may come out 3 dB higher than it went in (4.9
    in one excerpt of a battle); an even noise and no temporal shaping kept all that were tried to 1.2.
    """
    keeps_peaks = {"aac_coder": "fast", "aac_tns": 0} if steady else {}
    return {"c:a": "aac", "b:a": "128k", "ar": 48000, "ac": 2, "flags:a": "+bitexact", **keeps_peaks}


def most_bits(codec: str, width: int, height: int, rate: Fraction) -> int:
    """Bits a second that pictures may take over a while; 0 where there is no limit."""
    if codec == AV1:
        return 0
    return min(max(int(width * height * rate * _BITS_PER_PIXEL), _LEAST_BITS), _MOST_BITS)


def _h264(crf: Fraction, width: int, height: int, rate: Fraction, *, proof: bool) -> Mapping[str, object]:
    bits = most_bits(H264, width, height, rate)
    cap = {} if proof else {"maxrate": bits, "bufsize": 2 * bits}
    return {
        "c:v": "libx264",
        "profile:v": "high",
        "level:v": _h264_level(width, height, rate)[0],
        "preset": _H264_PROOF if proof else _H264_PRESET,
        "crf": decimal(crf),
        **cap,
        "refs": 3,
        "sc_threshold": 0,  # a key frame at each cut would lie elsewhere in each width; for that, 0.7 % more bytes
        "bsf:v": "filter_units=remove_types=6",  # a note by x264 about its settings
        # With a bit rate cap and two threads, x264 writes other bytes on each run: its rate control asks
        # how far the other thread has come. Six runs of one clip gave six files; with one thread, one.
        "threads:v": 1,
    }


def _hasty(
    width: int, height: int, rate: Fraction, frames: int, *, crf: Fraction, sound: bool, threads: int, keys: int
) -> Mapping[str, object]:
    """H.264 in fragments of half a second, quick to make and as large as it becomes; no frame waits for a later one."""
    pictures = dict(_h264(crf, width, height, rate, proof=True)) | {"preset": "superfast", "threads:v": threads}
    return {
        **ANONYMOUS,
        **BT709,
        **pictures,
        **(aac() if sound else {}),
        "refs": 1,
        "bf": 0,
        "g": keys or keys_every(rate),
        "frames:v": frames,
        "flags:v": "+bitexact",
        "f": "mp4",
        "movflags": "+frag_keyframe+empty_moov+delay_moov+default_base_moof",
        "frag_duration": 500_000,
        "flush_packets": 1,
        "write_tmcd": 0,
    }


def _av1(crf: Fraction, threads: int, preset: int) -> Mapping[str, object]:
    return {
        "c:v": "libsvtav1",
        "preset": preset,
        "crf": round(crf),  # whole numbers only, as ffmpeg has it: 37.5 to 38.5 gave one and the same file
        "svtav1-params": f"crf={decimal(crf)}:lp={threads}",
    }


def _opus() -> Mapping[str, object]:
    return {"c:a": "libopus", "b:a": "96k", "ar": 48000, "ac": 2, "flags:a": "+bitexact"}


def _h264_level(width: int, height: int, rate: Fraction) -> tuple[str, int]:
    blocks = -(-width // 16) * -(-height // 16)
    for level, code, most, most_a_second in _H264_LEVELS:
        if blocks <= most and blocks * rate <= most_a_second:
            return level, code
    return _H264_LEVELS[-1][:2]


def _av1_level(width: int, height: int, rate: Fraction) -> int:
    pixels = width * height
    for code, most, widest, highest, most_a_second in _AV1_LEVELS:
        if pixels <= most and width <= widest and height <= highest and pixels * rate <= most_a_second:
            return code
    return _AV1_LEVELS[-1][0]
