"""One track of an MP4 as fragments in a single file (CMAF, ISO/IEC 23000-19): written by copy, and read again.

ffmpeg can do that too, but its versions disagree about an encoder's delay: 5.1 drops the edit list.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import BinaryIO

from btspress.media.mp4 import BoxError, child, content, inside, places
from btspress.media.samples import Sample, Track, scale_of
from btspress.unchanging import unchanging

_KEY, _OTHER = 0x0200_0000, 0x0101_0000
"""What a decoder needs before a sample: nothing, or others."""
_RUN = 0x0F01
"""A run of samples gives its place, and of each sample length, size, flags and delay."""
_OWN_PLACE = 0x2_0000
"""Offsets count from the start of the fragment."""
_EMPTY = ("stts", "stsc", "stco")


@unchanging
class Fragment:
    """A piece that can be fetched and played by itself."""

    start: Fraction
    """Seconds, in the clock of its samples."""
    duration: Fraction
    offset: int
    size: int
    """Bytes."""
    key: bool
    """Whether it starts with a key frame."""
    samples: int


@unchanging
class Fragmented:
    """What lies where in a file of fragments."""

    head: int
    """Bytes before the first fragment: what a player needs once."""
    fragments: tuple[Fragment, ...]

    @property
    def duration(self) -> Fraction:
        """Seconds."""
        return sum((each.duration for each in self.fragments), Fraction(0))


def write(track: Track, cuts: Sequence[int], source: BinaryIO, into: BinaryIO) -> None:
    """Copy `track` of `source` as fragments; `cuts` are the numbers of the samples that each starts with."""
    into.write(_box("ftyp", b"cmfc\0\0\0\0", b"iso6", b"cmfc", b"mp41"))
    into.write(_head(track))
    ends = [*cuts[1:], len(track.samples)]
    for number, (first, end) in enumerate(zip(cuts, ends, strict=True), start=1):
        samples = track.samples[first:end]
        into.write(_fragment(number, samples))
        into.write(_box("mdat", *(_bytes(source, each) for each in samples)))


def read(file: BinaryIO) -> Fragmented:
    """What lies where in a file that `write` wrote. Raises `BoxError`."""
    boxes = [*places(file)]
    index = content(file, "moov")
    scale = scale_of(child(index, "trak"))
    starts = [(at, size, after) for (name, at, size), (_, _, after) in pairwise(boxes) if name == "moof"]
    if not starts:
        raise BoxError("there is no fragment")
    return Fragmented(starts[0][0], tuple(_read(file, at, size, after, scale) for at, size, after in starts))


def _read(file: BinaryIO, at: int, size: int, after: int, scale: int) -> Fragment:
    file.seek(at + 8)
    run = child(file.read(size - 8), "traf")
    start = int.from_bytes(child(run, "tfdt")[4:12])
    table = child(run, "trun")
    rows = [*struct.iter_unpack(">IIIi", table[12:])]
    seconds = Fraction(sum(row[0] for row in rows), scale)
    return Fragment(Fraction(start, scale), seconds, at, size + after, rows[0][2] == _KEY, len(rows))


def _bytes(source: BinaryIO, sample: Sample) -> bytes:
    source.seek(sample.offset)
    found = source.read(sample.size)
    if len(found) != sample.size:
        raise BoxError("a sample lies beyond the end of the file")
    return found


def _fragment(number: int, samples: Sequence[Sample]) -> bytes:
    flags = (_KEY if each.key else _OTHER for each in samples)
    rows = b"".join(
        struct.pack(">IIIi", each.length, each.size, flag, each.late) for each, flag in zip(samples, flags, strict=True)
    )
    where = _full("tfhd", _OWN_PLACE, struct.pack(">I", 1))
    when = _full("tfdt", 0x0100_0000, struct.pack(">Q", samples[0].at))

    def moof(data: int) -> bytes:
        run = _full("trun", 0x0100_0000 | _RUN, struct.pack(">Ii", len(samples), data), rows)
        return _box("moof", _full("mfhd", 0, struct.pack(">I", number)), _box("traf", where, when, run))

    return moof(len(moof(0)) + 8)


def _head(track: Track) -> bytes:
    """`moov` without samples: what is in the fragments is said there."""
    length = sum(sample.length for sample in track.samples)
    film = struct.pack(">IIII", 0, 0, track.scale, 0) + struct.pack(">IH10x9I24xI", 1 << 16, 1 << 8, *_UPRIGHT, 2)
    whole = _full("mehd", 0x0100_0000, struct.pack(">Q", length))
    usual = _full("trex", 0, struct.pack(">5I", 1, 1, 0, 0, 0))
    return _box("moov", _full("mvhd", 0, film), _track(track), _box("mvex", whole, usual))


_UPRIGHT = (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)


def _track(track: Track) -> bytes:
    """The `trak` of the source, its number 1, its lengths 0, its tables empty."""
    made = []
    for name, inner in inside(track.box):
        if name == "tkhd":
            made.append(_box(name, _cleared(inner, number=True)))
        elif name == "mdia":
            made.append(_box(name, *(_media(*each) for each in inside(inner))))
    if track.start:
        made.insert(1, _box("edts", _full("elst", 0, struct.pack(">IIiI", 1, 0, track.start, 1 << 16))))
    return _box("trak", *made)


def _media(name: str, inner: bytes) -> bytes:
    if name == "mdhd":
        return _box(name, _cleared(inner, number=False))
    if name == "minf":
        return _box(name, *(_tables(inside(each)) if box == "stbl" else _box(box, each) for box, each in inside(inner)))
    return _box(name, inner)


def _tables(boxes: Iterable[tuple[str, bytes]]) -> bytes:
    described = next(inner for name, inner in boxes if name == "stsd")
    empty = (_full(name, 0, bytes(4)) for name in _EMPTY)
    return _box("stbl", _box("stsd", described), *empty, _full("stsz", 0, bytes(8)))


def _cleared(box: bytes, *, number: bool) -> bytes:
    """A `tkhd` or `mdhd` whose length is 0, because fragments come; `number` to make it track 1."""
    long = bool(box[0])
    at = (20 if long else 12) + (8 if number else 4)
    length = 8 if long else 4
    cleared = box[:at] + bytes(length) + box[at + length :]
    place = 20 if long else 12
    return cleared[:place] + struct.pack(">I", 1) + cleared[place + 4 :] if number else cleared


def _full(name: str, told: int, *inner: bytes) -> bytes:
    """A box with version (the highest byte of `told`) and flags."""
    return _box(name, struct.pack(">I", told), *inner)


def _box(name: str, *inner: bytes) -> bytes:
    body = b"".join(inner)
    return struct.pack(">I", len(body) + 8) + name.encode() + body
