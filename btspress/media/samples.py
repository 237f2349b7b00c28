"""The samples of a track in an MP4: when each is decoded and shown, where its bytes lie (ISO/IEC 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import accumulate, chain, repeat
from typing import BinaryIO, Final

from btspress.media.mp4 import BoxError, child, content, inside
from btspress.unchanging import unchanging

PICTURES: Final = "vide"
SOUND: Final = "soun"


@unchanging
class Sample:
    """One picture, or one packet of sound; times in ticks of its track."""

    at: int
    """When it is decoded."""
    length: int
    late: int
    """How much after `at` it is shown; may be negative."""
    key: bool
    offset: int
    """Where its bytes lie in the file."""
    size: int


@unchanging
class Track:
    """Everything about a track but its bytes."""

    kind: str
    """`vide` or `soun`."""
    scale: int
    """Ticks a second."""
    start: int
    """Tick at which it is first shown or heard; what comes before only prepares the decoder."""
    box: bytes
    """Its `trak` as it stands in the file."""
    samples: tuple[Sample, ...]


def track(file: BinaryIO, kind: str) -> Track:
    """The first track of a kind in an MP4 that is not fragmented. Raises `BoxError`."""
    for name, box in inside(content(file, "moov")):
        if name == "trak" and child(box, "mdia/hdlr")[8:12].decode("latin-1") == kind:
            table = child(box, "mdia/minf/stbl")
            return Track(kind, scale_of(box), _start(box), box, tuple(_samples(table)))
    raise BoxError(f"there is no track '{kind}'")


def scale_of(box: bytes) -> int:
    """Ticks a second, from the content of a `trak`."""
    told = child(box, "mdia/mdhd")
    return int.from_bytes(told[20:24] if told[0] else told[12:16])


def _start(box: bytes) -> int:
    """From the one edit that an encoder's delay makes; 0 without."""
    edits = [found for name, found in inside(box) if name == "edts"]
    if not edits:
        return 0
    told = child(edits[0], "elst")
    count = int.from_bytes(told[4:8])
    start = int.from_bytes(told[16:24] if told[0] else told[12:16], signed=True)
    if count != 1 or start < 0:
        raise BoxError("its edit list does more than to skip the start")
    return start


def _samples(table: bytes) -> Iterator[Sample]:
    boxes = dict(inside(table))
    sizes = _sizes(boxes["stsz"])
    lengths = _runs(boxes["stts"], ">II")
    late = _runs(boxes["ctts"], ">Ii" if boxes["ctts"][0] else ">II") if "ctts" in boxes else repeat(0)
    keys = frozenset(_numbers(boxes["stss"], ">I")) if "stss" in boxes else None
    at = 0
    offsets = _offsets(boxes, sizes)
    for number, (size, length, after, offset) in enumerate(zip(sizes, lengths, late, offsets, strict=False), start=1):
        yield Sample(at, length, after, keys is None or number in keys, offset, size)
        at += length


def _numbers(box: bytes, form: str) -> Iterator[int]:
    """Each row of a table with one column, behind version, flags and a count."""
    return (row[0] for row in struct.iter_unpack(form, box[8 : 8 + struct.calcsize(form) * int.from_bytes(box[4:8])]))


def _runs(box: bytes, form: str) -> Iterator[int]:
    """Values of a table of (how often, value), each as often as it says."""
    rows = struct.iter_unpack(form, box[8 : 8 + 8 * int.from_bytes(box[4:8])])
    return chain.from_iterable(repeat(value, count) for count, value in rows)


def _sizes(box: bytes) -> tuple[int, ...]:
    one, count = struct.unpack(">II", box[4:12])
    return (one,) * count if one else struct.unpack(f">{count}I", box[12 : 12 + 4 * count])


def _offsets(boxes: dict[str, bytes], sizes: tuple[int, ...]) -> Iterator[int]:
    """Where each sample lies: chunks have an offset, samples in a chunk lie one behind the other."""
    chunks = [*(_numbers(boxes["stco"], ">I") if "stco" in boxes else _numbers(boxes["co64"], ">Q"))]
    count = int.from_bytes(boxes["stsc"][4:8])
    rows = [*struct.iter_unpack(">III", boxes["stsc"][8 : 8 + 12 * count])]
    ends = [*(row[0] for row in rows[1:]), len(chunks) + 1]
    held = chain.from_iterable(repeat(row[1], end - row[0]) for row, end in zip(rows, ends, strict=True))
    number = 0
    for chunk, inner in zip(chunks, held, strict=True):
        yield from accumulate(sizes[number : number + inner - 1], initial=chunk)
        number += inner
