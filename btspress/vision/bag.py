"""Which of many pictures may show what a picture shows: each detail votes for those that have one like it.

Comparing every detail with every other would take seconds for a film. So the details of all pictures are sorted
into words, and each keeps 64 bits that say where in its word it lies. A detail of a query looks up the words next
to it and votes for the pictures whose bits there are nearly its own. Neither size nor place of a detail plays a
part, so a punch-in finds its picture as an equal frame does. Who gets votes is only a suspect: `related` decides.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from btspress.unchanging import unchanging
from btspress.vision.features import Features, vision

_DETAIL, _BITS = 128, 64
_FULL_WORD = 400
"""Details a word should hold about."""
_MOST_WORDS = 2048
_TAUGHT = 16
"""Details for each word that it is learnt from."""
_ROUNDS = 4
_MOST_ASKED = 600
"""Details of a query that vote."""
_NEAR_WORDS = 2
"""Words that a detail of a query looks up."""
_NEAR_BITS: Final = 21
"""Bits that may differ: chance alone gives 32, with a spread of 4."""
_SOFT = 14.0
_SEED = 20120926
_HEAD = struct.Struct("<4sIII")
_MAGIC = b"BAG1"


@unchanging
class Bag:
    """The details of many pictures, sorted. All arrays are numpy's."""

    pictures: int
    words: Any
    """Rows of unit length."""
    middles: Any
    """For each word and bit, the number that is neither 0 nor 1."""
    starts: Any
    """Where the entries of each word start; one more than words."""
    owners: Any
    """For each entry, the number of its picture."""
    bits: Any
    """For each entry, its 64 bits."""

    def to_bytes(self) -> bytes:
        """For an index."""
        arrays = (self.words, self.middles, self.starts, self.owners, self.bits)
        head = _HEAD.pack(_MAGIC, self.pictures, len(self.words), len(self.owners))
        return head + b"".join(array.tobytes() for array in arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Bag | None:
        """What `to_bytes` wrote; None for anything else."""
        _, np = vision()
        if len(data) < _HEAD.size:
            return None
        magic, pictures, words, entries = _HEAD.unpack_from(data)
        forms = (
            (np.float32, (words, _DETAIL)),
            (np.float32, (words, _BITS)),
            (np.int64, (words + 1,)),
            (np.uint32, (entries,)),
            (np.uint64, (entries,)),
        )
        sizes = [int(np.prod(shape)) * np.dtype(kind).itemsize for kind, shape in forms]
        if magic != _MAGIC or len(data) != _HEAD.size + sum(sizes):
            return None
        at, arrays = _HEAD.size, []
        for (kind, shape), size in zip(forms, sizes, strict=True):
            arrays.append(np.frombuffer(data, kind, int(np.prod(shape)), at).reshape(shape))
            at += size
        return cls(pictures, *arrays)


def gathered(pictures: Sequence[Features]) -> Bag:
    """The bag of some pictures; equal ones give equal bags."""
    _, np = vision()
    details = [_unit(picture) for picture in pictures]
    owners = np.repeat(np.arange(len(details), dtype=np.uint32), [len(rows) for rows in details])
    rows = np.concatenate(details) if details else np.zeros((0, _DETAIL), np.float32)
    words = _learnt(rows)
    nearest = _nearest(rows, words, 1)[:, 0]
    sorted_ = np.argsort(nearest, kind="stable")
    rows, owners, nearest = rows[sorted_], owners[sorted_], nearest[sorted_]
    starts = np.searchsorted(nearest, np.arange(len(words) + 1)).astype(np.int64)
    projected = rows @ _directions()
    middles = np.zeros((len(words), _BITS), np.float32)
    for number, (start, end) in enumerate(pairwise(starts)):
        if end > start:
            middles[number] = np.median(projected[start:end], axis=0)
    return Bag(len(pictures), words, middles, starts, owners, _packed(projected > middles[nearest]))


def votes(bag: Bag, asked: Features) -> tuple[float, ...]:
    """For each picture of the bag how much speaks for it; no measure of likeness, but an order to look in."""
    _, np = vision()
    rows = _unit(asked)
    rows = rows[:: max(-(-len(rows) // _MOST_ASKED), 1)]
    if not len(rows) or not len(bag.owners):
        return (0.0,) * bag.pictures
    near = _nearest(rows, bag.words, _NEAR_WORDS)
    asking = np.repeat(np.arange(len(rows)), near.shape[1])
    words = near.ravel()
    bits = _packed((rows @ _directions())[asking] > bag.middles[words])
    lengths = bag.starts[words + 1] - bag.starts[words]
    first = np.cumsum(lengths) - lengths
    entries = np.arange(int(lengths.sum())) + np.repeat(bag.starts[words] - first, lengths)
    apart = np.bitwise_count(bag.bits[entries] ^ np.repeat(bits, lengths))
    close = np.flatnonzero(apart <= _NEAR_BITS)
    weights = np.exp(-((apart[close] / _SOFT) ** 2))
    # A detail that is everywhere, as of a brick or a burned-in number, says little about where we are.
    pairs = np.repeat(asking, lengths)[close]
    weights /= np.sqrt(np.bincount(pairs, minlength=len(rows)))[pairs]
    total = np.bincount(bag.owners[entries[close]], weights, bag.pictures)
    sizes = np.bincount(bag.owners, minlength=bag.pictures)
    return tuple(float(one) for one in total / np.sqrt(np.maximum(sizes, 30)))


def mirrored(features: Features) -> Features:
    """The details as a mirror would show them, for asking; where they are stays as it is."""
    _, np = vision()
    cells = np.frombuffer(features.details, np.uint8).reshape(-1, 4, 4, 8)
    turned = cells[:, ::-1][..., (-np.arange(8)) % 8]
    return replace(features, details=turned.tobytes())


def _learnt(rows: Any) -> Any:
    """The words of some details, by a few rounds of k-means from evenly spread ones."""
    _, np = vision()
    count = int(min(max(len(rows) // _FULL_WORD, 1), _MOST_WORDS))
    taught = rows[:: max(len(rows) // (count * _TAUGHT), 1)]
    if not len(taught):
        return np.zeros((1, _DETAIL), np.float32)
    words = taught[:: max(len(taught) // count, 1)][:count].copy()
    for _ in range(_ROUNDS):
        own = _nearest(taught, words, 1)[:, 0]
        order = np.argsort(own, kind="stable")
        present, starts = np.unique(own[order], return_index=True)
        sums = np.add.reduceat(taught[order], starts, axis=0)
        words[present] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    return words


def _nearest(rows: Any, words: Any, most: int) -> Any:
    """Numbers of the nearest words of each row, in blocks that fit into memory."""
    _, np = vision()
    most = min(most, len(words))
    found = np.zeros((len(rows), most), np.int64)
    for start in range(0, len(rows), 8192):
        alike = rows[start : start + 8192] @ words.T
        for place in range(most):
            best = alike.argmax(axis=1)
            found[start : start + 8192, place] = best
            alike[np.arange(len(best)), best] = -2
    return found


def _directions() -> Any:
    """The 64 directions in which details are cut in two; always the same."""
    _, np = vision()
    return np.random.RandomState(_SEED).standard_normal((_DETAIL, _BITS)).astype(np.float32)


def _packed(bits: Any) -> Any:
    _, np = vision()
    return np.packbits(bits, axis=1).view(np.uint64).ravel()


def _unit(features: Features) -> Any:
    """Its details as rows of length one."""
    _, np = vision()
    rows = np.frombuffer(features.details, np.uint8).reshape(-1, _DETAIL).astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
