"""The pictures of an excerpt in a filter graph: upright, square, progressive, SDR, at a constant rate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from btspress.media.graph import Stream
from btspress.model import Crop, Warp
from btspress.recipes.aids import Aids
from btspress.recipes.excerpt import Excerpt, Look
from btspress.recipes.frames import on_time, whole
from btspress.recipes.light import narrowed, on_black, tone_mapped
from btspress.recipes.repair import denoised, graded, sharpened, steadied, toned
from btspress.recipes.warped import warped

_EXACT: Final = "lanczos+accurate_rnd+full_chroma_int"
_BT709: Final = (("color_matrix", "bt709"), ("range", "tv"))


def pictures(
    file: Stream, piece: Excerpt, width: int, height: int, *, aids: Aids, rgb: bool = False, every: int = 1
) -> Stream:
    """The frames of `piece` at a constant rate, `width` by `height` square pixels, BT.709 or RGB.

    `every` takes one of so many frames; 0 takes those that come, at their own times. Repairs come in this order:
    fields, noise, shake, then, at the final size, the look and the edges.
    """
    shown, repair = piece.look, piece.look.repair
    if isinstance(shown.crop, Warp):
        return _through(file, piece, shown.crop, (width, height), aids=aids, rgb=rgb, every=every)
    stream = on_time(whole(file[str(shown.stream)], shown), piece, every=every, late=rgb)
    if shown.alpha:
        stream = on_black(stream, shown)
    if repair.denoise:
        stream = denoised(stream, shown)
    if aids.motion and every == 1:
        stream = steadied(stream, piece, aids.motion)
    stream = _cropped(stream, shown)
    came: dict[str, Any] = {"in_color_matrix": shown.matrix, "in_range": "pc" if shown.full_range else "tv"}
    if repair.look and not repair.look.ours:
        stream, came = graded(stream, shown, width, height, aids.look, aids.curves), {}
    elif shown.hdr or shown.primaries:  # at the final size: linear light takes twelve bytes a pixel
        small = stream.filter("scale", width, height, flags="lanczos+accurate_rnd")
        stream = tone_mapped(small, shown) if shown.hdr else narrowed(small, shown)
        came = {"in_color_matrix": "bt709", "in_range": "tv"}
    if aids.look and repair.look and repair.look.ours:
        stream, came = toned(stream, width, height, came, aids.look), {}
    to = {} if rgb and not repair.sharpen else {"out_color_matrix": "bt709", "out_range": "tv"}
    stream = stream.filter("scale", width, height, flags=_EXACT, **came, **to)
    if repair.sharpen:
        stream = sharpened(stream, shown, rgb=rgb)
    return stream.filter("setsar", 1)


def _through(
    file: Stream, piece: Excerpt, warp: Warp, size: tuple[int, int], *, aids: Aids, rgb: bool, every: int
) -> Stream:
    """The whole picture made ready, then seen through `warp`: the filter for that takes eight bits only."""
    shown = piece.look
    sharpen, straight = shown.repair.sharpen, rgb and not shown.repair.sharpen
    plain = replace(shown, crop=None, repair=replace(shown.repair, sharpen=""))
    whole = (shown.width, shown.height)
    stream = pictures(file, replace(piece, look=plain), *whole, aids=aids, rgb=straight, every=every)
    same = {} if straight else {f"{way}_{what}": value for way in ("in", "out") for what, value in _BT709}
    seen = warped(stream, warp, whole, rgb=straight).filter("scale", *size, flags=_EXACT, **same)
    return (sharpened(seen, shown, rgb=rgb) if sharpen else seen).filter("setsar", 1)


def _cropped(stream: Stream, shown: Look) -> Stream:
    """The part that is shown, in square pixels; the whole picture as it comes."""
    if not isinstance(shown.crop, Crop):
        return stream
    if not shown.square:
        stream = stream.filter("scale", shown.width, shown.height, flags="lanczos+accurate_rnd")
    return stream.filter("crop", shown.crop.w, shown.crop.h, shown.crop.x, shown.crop.y)
