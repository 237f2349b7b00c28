"""An album: what is kept of a picture or a film to find frames in it. Made once in the life of a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from btspress.digest import Digest, digest
from btspress.engine.job import Tools
from btspress.engine.store import Store
from btspress.matching.footage import Item
from btspress.matching.sampling import FLOW, Grey, Stretch, still_frame, stretches
from btspress.unchanging import unchanging
from btspress.vision.burnt import burnt_in, without
from btspress.vision.features import Features, describe
from btspress.vision.moving import cuts

ALBUM_VERSION = 2
"""Part of every key under which an album is kept."""
MOST_DETAILS = 1000
"""Of a frame that is asked about."""
KEPT_DETAILS = 400
"""Of each frame of a film."""
_SAME = 2.5
"""Mean difference of two tiny frames below which they are one."""


@unchanging
class Leaf:
    """One frame of an album."""

    at: Fraction
    """Seconds after the first frame; 0 for a picture."""
    shot: int
    features: Features


@unchanging
class Album:
    """What is known of the frames of one file."""

    leaves: tuple[Leaf, ...]
    flow: bytes
    """All movement, tiny; empty for a picture."""
    rate: Fraction
    """Pictures of the movement a second."""
    shots: tuple[Fraction, ...]
    """Seconds at which shots start."""


def key_of(item: Item, toolchain: str) -> Digest:
    """Everything that decides an album."""
    return digest("album", ALBUM_VERSION, item.digest, item.facts.container, toolchain)


def album_of(item: Item, store: Store, toolchain: str, tools: Tools) -> Album:
    """The album of an item, from the store if it is there. Raises `RecipeError` and `OSError`."""
    key = key_of(item, toolchain)
    kept = store.memo(key)
    known = from_bytes(kept) if kept is not None else None
    if known:
        return known
    album = _made(item, store, tools)
    store.remember(key, to_bytes(album))
    return album


def _made(item: Item, store: Store, tools: Tools) -> Album:
    if not item.moving:
        leaf = Leaf(Fraction(0), 0, described(still_frame(item, tools)))
        return Album((leaf,), b"", Fraction(0), (Fraction(0),))
    with store.workspace() as folder:
        return _filmed(item, folder, tools)


def _filmed(item: Item, folder: Path, tools: Tools) -> Album:
    found: list[tuple[Fraction, int, Features]] = []
    flow, rate = b"", Fraction(1)
    for stretch in stretches(item, folder, tools):
        for frame in _kept(stretch, len(flow) // _PIXELS):
            found.append((frame.at, frame.flow, described(frame, KEPT_DETAILS)))
        flow, rate = flow + stretch.flow, stretch.rate
    starts = cuts(flow, _PIXELS)
    leaves = tuple(Leaf(at, sum(start <= number for start in starts) - 1, features) for at, number, features in found)
    return Album(_bared(leaves), flow, rate, tuple(start / rate for start in starts))


def _bared(leaves: tuple[Leaf, ...]) -> tuple[Leaf, ...]:
    """The frames without what is burnt into all shots."""
    shots = {leaf.shot: leaf.features for leaf in reversed(leaves)}
    burnt = burnt_in([shots[shot] for shot in sorted(shots)])
    return tuple(replace(leaf, features=without(leaf.features, burnt)) for leaf in leaves) if burnt else leaves


def described(frame: Grey, most: int = MOST_DETAILS) -> Features:
    """The details of a frame, at most so many."""
    return describe(frame.pixels, *frame.size, most)


_PIXELS = FLOW[0] * FLOW[1]


def _kept(stretch: Stretch, before: int) -> Iterable[Grey]:
    """The frames of a piece that show something new; `before` is how much movement precedes it."""
    fresh = frozenset(before + number for number in cuts(stretch.flow, _PIXELS))
    last: Grey | None = None
    for frame in stretch.frames:
        cut = last is None or any(last.flow < start <= frame.flow for start in fresh)
        if cut or last is None or _changed(stretch.flow, before, last, frame):
            last = frame
            yield frame


def _changed(flow: bytes, before: int, one: Grey, other: Grey) -> bool:
    first, second = (flow[(each.flow - before) * _PIXELS :][:_PIXELS] for each in (one, other))
    return sum(abs(a - b) for a, b in zip(first, second, strict=False)) > _SAME * _PIXELS


# ---- kept ----


def to_bytes(album: Album) -> bytes:
    """For the store."""
    leaves = [leaf.features.to_bytes() for leaf in album.leaves]
    head = {
        "rate": str(album.rate),
        "shots": [str(start) for start in album.shots],
        "leaves": [[str(leaf.at), leaf.shot, len(data)] for leaf, data in zip(album.leaves, leaves, strict=True)],
        "flow": len(album.flow),
    }
    return b"".join((json.dumps(head).encode(), b"\n", album.flow, *leaves))


def from_bytes(data: bytes) -> Album | None:
    """What `to_bytes` wrote; None for anything else."""
    text, _, rest = data.partition(b"\n")
    head = json.loads(text)
    lengths = [head["flow"], *(length for _, _, length in head["leaves"])]
    places = [0]
    for length in lengths:
        places.append(places[-1] + length)
    flow, *leaves = (rest[start:end] for start, end in pairwise(places))
    features = [Features.from_bytes(leaf) for leaf in leaves]
    if len(rest) != places[-1] or None in features:
        return None
    told = zip(head["leaves"], features, strict=True)
    return Album(
        tuple(Leaf(Fraction(at), shot, each) for (at, shot, _), each in told if each),
        flow,
        Fraction(head["rate"]),
        tuple(map(Fraction, head["shots"])),
    )
