"""The pictures of an excerpt in a filter graph: upright, square, progressive, SDR, at a constant rate."""

from __future__ import annotations

from btspress.media.graph import Stream
from btspress.recipes.aids import Aids
from btspress.recipes.excerpt import Excerpt, Look


def pictures(file: Stream, piece: Excerpt, width: int, height: int, *, aids: Aids, rgb: bool = False) -> Stream:
    """The frames of `piece` at a constant rate, `width` by `height` square pixels, BT.709 or RGB."""
    shown = piece.look
    stream = file[str(shown.stream)]
    if shown.interlaced:
        stream = stream.filter("bwdif", mode="send_frame", parity="auto", deint="interlaced")
    stream = stream.filter("settb", "AVTB")  # old containers count whole frames, too coarse for half of one
    shown_late = {"round": "up"} if rgb and shown.variable else {}  # a still: what is on screen, not what is near
    moved = stream.filter("setpts", f"PTS-{piece.lead}/TB")
    stream = moved.filter("fps", str(piece.rate), start_time=0, **shown_late)
    matrix, full = shown.matrix, shown.full_range
    if shown.crop:
        if not shown.square:
            stream = stream.filter("scale", shown.width, shown.height, flags="lanczos+accurate_rnd")
        stream = stream.filter("crop", shown.crop.w, shown.crop.h, shown.crop.x, shown.crop.y)
    if shown.hdr:  # at the final size: linear light takes twelve bytes a pixel
        small = stream.filter("scale", width, height, flags="lanczos+accurate_rnd")
        stream, matrix, full = _tone_mapped(small, shown), "bt709", False
    to = {} if rgb else {"out_color_matrix": "bt709", "out_range": "tv"}
    came = {"in_color_matrix": matrix, "in_range": "pc" if full else "tv"}
    stream = stream.filter("scale", width, height, flags="lanczos+accurate_rnd+full_chroma_int", **came, **to)
    return stream.filter("setsar", 1)


def _tone_mapped(stream: Stream, shown: Look) -> Stream:
    """PQ or HLG to BT.709 in linear light."""
    reach = "full" if shown.full_range else "limited"
    came = {"tin": shown.hdr, "min": "2020_ncl", "pin": "2020", "rin": reach}
    whole = stream.filter("format", "yuv444p10le")  # zscale takes no odd sizes with shared colour
    linear = whole.filter("zscale", t="linear", npl=203, **came).filter("format", "gbrpf32le")
    mapped = linear.filter("zscale", p="bt709").filter("tonemap", tonemap="hable", desat=0)
    return mapped.filter("zscale", t="bt709", m="bt709", r="tv").filter("format", "yuv444p10le")
