"""The light of a source brought to that of a page: nothing shines through, nothing is brighter than white."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import Final

from btspress.media.graph import Stream
from btspress.recipes.excerpt import Look
from btspress.timecode import decimal

WHITE: Final = 203
"""Candela a square metre of paper white in HDR pictures (ITU-R BT.2408)."""

_USUAL_PEAK = 1000
"""Of HLG by definition, and of nearly all PQ."""
_KNEE = "0.3"
"""Light up to three tenths of white stays as it is: faces are not darkened for the sake of the sun."""
_PRIMARIES = MappingProxyType({"bt2020": "2020", "smpte431": "smpte431", "smpte432": "smpte432"})
"""zscale's names of primaries that reach beyond BT.709."""


def on_black(stream: Stream, shown: Look) -> Stream:
    """What shines through becomes black, as behind a projector; its colour there may be anything."""
    came = {"in_color_matrix": shown.matrix, "in_range": "pc" if shown.full_range else "tv"}
    solid = stream.filter("scale", flags="accurate_rnd+full_chroma_int", **came).filter("format", "gbrap16le")
    return solid.filter("premultiply", inplace=1).filter("format", "gbrp16le")


def tone_mapped(stream: Stream, shown: Look) -> Stream:
    """PQ or HLG to BT.709 in linear light; the highlights are pressed together, the rest keeps its light."""
    peak = shown.peak if shown.hdr == "smpte2084" and shown.peak > WHITE else _USUAL_PEAK
    came = {"tin": shown.hdr, "min": "2020_ncl", "pin": "2020", "rin": _reach(shown)}
    whole = stream.filter("format", "yuv444p10le")  # zscale takes no odd sizes with shared colour
    linear = whole.filter("zscale", t="linear", npl=WHITE, **came).filter("format", "gbrpf32le")
    curve = {"tonemap": "mobius", "param": _KNEE, "desat": 0, "peak": decimal(Fraction(peak, WHITE))}
    return _as_video(linear.filter("zscale", p="bt709").filter("tonemap", **curve))


def narrowed(stream: Stream, shown: Look) -> Stream:
    """Colours of wider primaries as BT.709 has them; those that it lacks are clipped."""
    matrix = {"bt2020": "2020_ncl", "bt709": "709"}.get(shown.matrix, "709")
    came = {"tin": "709", "min": matrix, "pin": _PRIMARIES[shown.primaries], "rin": _reach(shown)}
    linear = stream.filter("format", "yuv444p10le").filter("zscale", t="linear", **came)
    return _as_video(linear.filter("format", "gbrpf32le").filter("zscale", p="bt709"))


def _as_video(linear: Stream) -> Stream:
    return linear.filter("zscale", t="bt709", m="bt709", r="tv").filter("format", "yuv444p10le")


def _reach(shown: Look) -> str:
    return "full" if shown.full_range else "limited"
