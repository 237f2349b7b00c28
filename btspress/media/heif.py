"""HEIC, the pictures of phones: read where the package for it is installed.

Its decoder is large, patented in places and slow to load (a quarter of a second), so it is nobody's
burden who has no such picture.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final

HEIF: Final = "HEIF"
"""Name of the format, here and in Pillow."""

MISSING: Final = "it is HEIC: install btspress[heic] to have it read, or export it as JPEG"


@cache
def reads_heif() -> bool:
    """Whether Pillow opens HEIC from now on."""
    if find_spec("pillow_heif") is None:
        return False
    import_module("pillow_heif").register_heif_opener()
    return True
