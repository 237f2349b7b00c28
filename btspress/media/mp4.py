"""What an MP4 of ours says of itself: codec strings and the order of its parts; for checking."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

_HEADER = 8
_INDEX_LIMIT = 1 << 26


def parts(file: BinaryIO) -> tuple[str, ...]:
    """Names of the top-level boxes in order: `('ftyp', 'moov', 'mdat')` plays while it loads."""
    names = []
    while len(head := file.read(_HEADER)) == _HEADER:
        size, name = int.from_bytes(head[:4]), head[4:].decode("latin-1")
        names.append(name)
        skip = int.from_bytes(file.read(8)) - 2 * _HEADER if size == 1 else size - _HEADER
        if skip < 0:
            break
        file.seek(skip, 1)
    return tuple(names)


def codec_string(path: Path) -> str:
    """The `codecs=` that the file's index spells out: `avc1.640028, mp4a.40.2`."""
    with path.open("rb") as file:
        data = file.read(_INDEX_LIMIT)
    index = data[data.find(b"moov") :]
    found = [
        _avc(index),
        _av1(index),
        "mp4a.40.2" if b"mp4a" in index else "",
        "opus" if b"Opus" in index else "",
    ]
    return ", ".join(name for name in found if name)


def _avc(index: bytes) -> str:
    at = index.find(b"avcC")
    return f"avc1.{index[at + 5 : at + 8].hex()}" if at >= 0 else ""


def _av1(index: bytes) -> str:
    at = index.find(b"av1C")
    if at < 0:
        return ""
    _, profile_level, depth = index[at + 4 : at + 7]
    bits = 8 if not depth & 0x40 else 12 if depth & 0x20 else 10
    return f"av01.{profile_level >> 5}.{profile_level & 31:02}{'H' if depth & 0x80 else 'M'}.{bits:02}"
