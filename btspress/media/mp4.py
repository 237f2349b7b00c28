"""What an MP4 of ours says of itself: its boxes, codec strings and the order of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO

_HEADER = 8
_INDEX_LIMIT = 1 << 26


class BoxError(Exception):
    """The bytes are no MP4 of ours; the text says what is wrong."""


def parts(file: BinaryIO) -> tuple[str, ...]:
    """Names of the top-level boxes in order: `('ftyp', 'moov', 'mdat')` plays while it loads."""
    return tuple(name for name, _, _ in places(file))


def places(file: BinaryIO) -> Iterator[tuple[str, int, int]]:
    """Name, offset and size in bytes of each top-level box; `file` is read from its start."""
    at = 0
    file.seek(at)
    while len(head := file.read(_HEADER)) == _HEADER:
        size, name = int.from_bytes(head[:4]), head[4:].decode("latin-1")
        large = size == 1
        size = int.from_bytes(file.read(8)) if large else size
        yield name, at, size
        if size < (2 * _HEADER if large else _HEADER):
            return
        at += size
        file.seek(at)


def is_cut(file: BinaryIO) -> bool:
    """Whether a box says that it is longer than `file`; it is left at its start."""
    said = max((at + size for _, at, size in places(file)), default=0)
    there = file.seek(0, SEEK_END)
    file.seek(0)
    return said > there


def inside(data: bytes, skip: int = 0) -> Iterator[tuple[str, bytes]]:
    """Name and content of each box in the content of another; `skip` bytes before the first are no box."""
    at = skip
    while at + _HEADER <= len(data):
        size = int.from_bytes(data[at : at + 4])
        if size < _HEADER or at + size > len(data):
            raise BoxError(f"a box of {size} bytes does not fit")
        yield data[at + 4 : at + 8].decode("latin-1"), data[at + _HEADER : at + size]
        at += size


def child(data: bytes, path: str) -> bytes:
    """Content of the first box at `path` (`mdia/minf/stbl`) in the content of another."""
    for wanted in path.split("/"):
        found = next((content for name, content in inside(data) if name == wanted), None)
        if found is None:
            raise BoxError(f"there is no box '{wanted}'")
        data = found
    return data


def content(file: BinaryIO, name: str) -> bytes:
    """Content of the first top-level box called `name`."""
    for found, at, size in places(file):
        if found == name:
            if size > _INDEX_LIMIT:
                raise BoxError(f"'{name}' has {size} bytes")
            file.seek(at + _HEADER)
            return file.read(size - _HEADER)
    raise BoxError(f"there is no box '{name}'")


def stretched(head: bytes, seconds: Fraction) -> bytes:
    """`head`, the start of an MP4 in fragments, with the length that the whole will have in its index.

    Raises `BoxError` when the index is not all in it.
    """
    for name, at, size in places(BytesIO(head)):
        if name == "moov" and at + size <= len(head):
            return head[:at] + _lengthened(head[at : at + size], seconds) + head[at + size :]
    raise BoxError("the index is not there")


def _lengthened(index: bytes, seconds: Fraction) -> bytes:
    """The index with that length for the whole and for each track: players believe the tracks."""
    changed = bytearray(index)
    for name in (b"mvhd", b"mdhd"):
        at = index.find(name)
        while at >= 0:
            fields = at + len(name)
            if index[fields]:
                raise BoxError(f"'{name.decode()}' has another form")
            scale = int.from_bytes(index[fields + 12 : fields + 16])
            changed[fields + 16 : fields + 20] = min(round(seconds * scale), (1 << 32) - 1).to_bytes(4)
            at = index.find(name, fields)
    return bytes(changed)


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
