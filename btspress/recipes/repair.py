"""Repairs of a picture in a filter graph: noise, shake, the look of a camera, edges. Gentle, and capped."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from btspress.media.graph import Stream, arguments, output
from btspress.recipes.excerpt import Excerpt, Look, opened
from btspress.recipes.frames import on_time, whole

DETECT = "vidstabdetect"
"""The filter that finds how a camera shakes; a program without it cannot stabilise."""

_EXACT = "lanczos+accurate_rnd+full_chroma_int"
_PLAIN = ("yuv420p", "yuv422p", "yuv444p")
_DEEP = tuple(f"{plain}{bits}le" for bits in (10, 12, 16) for plain in _PLAIN)

_NOISE = MappingProxyType({"gentle": 1.5, "strong": 2.5})
"""Of nlmeans: raises the PSNR of light noise (38 dB) by 4 to 7 dB, of heavy noise (30 dB) by 1 or 6; takes clean
pictures to 47 or 44 dB, where hqdn3d is at 46 and helps half as much. 19 megapixels a second."""
_DEEP_NOISE = MappingProxyType({"gentle": 4, "strong": 8})
"""Of vaguedenoiser, as nlmeans knows 8 bits only: a third less is won, at 38 megapixels a second."""
_EDGES = MappingProxyType({"gentle": 0.2, "strong": 0.7})
"""Of cas, which adapts to contrast: edges gain an eighth or a fourth. At 1 it would shout."""

_LOOK_AROUND = 2
"""The path is smoothed over half a second to each side: steps and breath go, a pan stays."""
_FURTHEST = 20
"""A frame is moved by a twentieth of the shorter side at most, so no more than a tenth of the picture is lost."""
_MOST_TURN = 0.02
"""Radians, a little more than a degree."""


def denoised(stream: Stream, shown: Look) -> Stream:
    """Less noise, in brightness and colour."""
    strength = shown.repair.denoise
    video = _as_video(stream, shown, _DEEP if shown.deep else _PLAIN)
    if shown.deep:
        return video.filter("vaguedenoiser", threshold=_DEEP_NOISE[strength])
    return video.filter("nlmeans", s=_NOISE[strength], p=3, r=5)


def shaking(container: str, piece: Excerpt, path: Path) -> list[str]:
    """The call of ffmpeg that looks how the camera shakes and writes it to `path`, for `steadied`.

    It sees the same frames, and half a second more where there is more.
    """
    shown = piece.look
    frames = on_time(whole(opened(0, container, piece)[str(shown.stream)], shown), piece)
    seen = _even(frames, shown).filter(DETECT, result=path, shakiness=6, accuracy=15)
    most = piece.frames + round(piece.rate / 2)
    return arguments(output(Path(os.devnull), seen, f="null", **{"frames:v": most}))


def steadied(stream: Stream, piece: Excerpt, motion: Path) -> Stream:
    """The frames held still; the picture is enlarged just so far that no border is seen."""
    shown = piece.look
    path = {"input": motion, "optalgo": "gauss", "smoothing": max(round(piece.rate / _LOOK_AROUND), 1)}
    most = {"maxshift": min(min(shown.width, shown.height) // _FURTHEST, 500), "maxangle": _MOST_TURN}
    filled = {"optzoom": 1, "crop": "keep", "interpol": "bicubic"}
    held = _even(stream, shown).filter("vidstabtransform", **path, **most, **filled)
    odd = shown.square and (shown.width % 2 or shown.height % 2)
    return held.filter("scale", shown.width, shown.height, flags=_EXACT) if odd else held


def graded(stream: Stream, shown: Look, width: int, height: int, cube: Path | None, curves: Path | None) -> Stream:
    """The picture as the look of its camera shows it, in RGB of 16 bits, `width` by `height`.

    The table gets the code values of the recording, stretched to full range, and nothing else was done to them:
    HDR is not tone-mapped before, as the table says what its light means. It is used at the final size.
    """
    if curves:
        return _deep(stream, width, height, _came(shown)).filter("lut1d", file=curves, interp="linear")
    if cube is None:
        raise ValueError("a look needs its table: see aids.prepared")
    return toned(stream, width, height, _came(shown), cube)


def toned(stream: Stream, width: int, height: int, came: Mapping[str, str], cube: Path) -> Stream:
    """The picture through a cube, in RGB of 16 bits, `width` by `height`; `came` says what the scaler gets."""
    return _deep(stream, width, height, came).filter("lut3d", file=cube, interp="tetrahedral")


def sharpened(video: Stream, shown: Look, *, rgb: bool) -> Stream:
    """Crisper edges of a BT.709 picture at its final size, in brightness only; `rgb` where that is wanted next."""
    if not rgb:
        return video.filter("cas", _EDGES[shown.repair.sharpen], planes=1)
    crisp = video.filter("format", "yuv444p16le").filter("cas", _EDGES[shown.repair.sharpen], planes=1)
    return crisp.filter("scale", flags=_EXACT, in_color_matrix="bt709", in_range="tv").filter("format", "gbrp16le")


def _deep(stream: Stream, width: int, height: int, came: Mapping[str, str]) -> Stream:
    """RGB of 16 bits at its final size."""
    return stream.filter("scale", width, height, flags=_EXACT, **came).filter("format", "gbrp16le")


def _even(stream: Stream, shown: Look) -> Stream:
    """What vidstab takes: 8 bits, and no odd sizes (it refuses them; that of ffmpeg 5.1 breaks down)."""
    return _as_video(stream, shown, _PLAIN, w="ceil(iw/2)*2", h="ceil(ih/2)*2")


def _as_video(stream: Stream, shown: Look, formats: tuple[str, ...], **size: str) -> Stream:
    """Luma and chroma as the source has them; RGB becomes what the steps after this take it for."""
    came = _came(shown)
    same = {"out_color_matrix": came["in_color_matrix"], "out_range": came["in_range"]}
    return stream.filter("scale", flags=_EXACT, **came, **same, **size).filter("format", "|".join(formats))


def _came(shown: Look) -> dict[str, str]:
    return {"in_color_matrix": shown.matrix, "in_range": "pc" if shown.full_range else "tv"}
