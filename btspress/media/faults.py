"""What ffmpeg complains of, in the author's words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

_HARMLESS: tuple[str, ...] = ()

_NO_ROOM = r"No space left|Disk quota exceeded"

_PLAIN = (
    (r"moov atom not found", "the index of the file is missing; it was probably not copied to its end"),
    (r"partial file|ended prematurely|[Tt]runcat|End of file", "the file is cut off"),
    (_NO_ROOM, "the disk is full"),
    (r"Permission denied", "a file may not be read or written"),
    (r"[Dd]ecoder .*not found|no decoder found|Unknown decoder|find codec", "ffmpeg does not know its codec"),
    (r"Invalid data|rror while decoding|corrupt|nvalid NAL|concealing", "the data are damaged"),
    (r"Cannot allocate memory", "it takes more memory than there is"),
    (r"whitelist", "it refers to other files, which is refused"),
    (r"sample rate not set", "its sound track does not say what it is; export the file again"),
    (r"matches no streams", "a stream that was counted on is not there"),
)
"""In the order of how much they explain: the first that fits any line wins."""

_SIGNALS = MappingProxyType(
    {
        6: "it broke down over this file",
        11: "it broke down over this file",
        9: "it was killed, perhaps for want of memory",
        24: "it used more processor time than allowed",
        25: "what it wrote grew larger than allowed",
    }
)


def out_of_room(complaints: Iterable[str]) -> bool:
    """Whether the disk was full."""
    return any(re.search(_NO_ROOM, line) for line in complaints)


def fault(complaints: list[str], code: int) -> str:
    """Why a run is not to be believed; empty when nothing was wrong.

    ffmpeg returns 0 for half a file, so each line that is not known to be harmless counts.
    """
    lines = [line for line in complaints if not any(re.search(known, line) for known in _HARMLESS)]
    if not lines and code == 0:
        return ""
    for pattern, plain in _PLAIN:
        for line in lines:
            if re.search(pattern, line):
                return f"{plain} ({line})"
    if lines:
        return f"ffmpeg says: {lines[0]}"
    return _SIGNALS.get(-code, f"ffmpeg ended with code {code} and said nothing")
