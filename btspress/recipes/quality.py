"""How good an encode must be, and which quality setting of the encoder gives it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from btspress.recipes.encode import AV1, H264

_USUAL = MappingProxyType({AV1: Fraction(32), H264: Fraction(22)})


@dataclass(frozen=True, slots=True)
class Quality:
    """What the pictures of an encode must reach when they are compared with their source."""

    target: int = 0
    """Mean VMAF; 0 for the usual setting, without looking."""
    floor: int = 0
    """VMAF that the worst twentieth of the frames stays above."""


FIXED: Final = Quality()


def crf_of(codec: str) -> Fraction:
    """The usual constant rate factor of an encoder, where nobody looks."""
    return _USUAL[codec]
