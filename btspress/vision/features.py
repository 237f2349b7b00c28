"""The details of a picture, which of another are alike, and the homography they agree on: RootSIFT and MAGSAC.

The libraries for it belong to an extra; they are loaded when somebody looks, and nothing else needs them.
Points count in pixels from the top left corner of the picture: the centre of its first pixel is (½, ½).
"""

from __future__ import annotations

import os
import struct
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, TypeAlias

from btspress.unchanging import unchanging

Matrix: TypeAlias = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
"""A homography, row by row."""

MISSING: Final = "looking at pictures needs a library that is not installed: install btspress[match]"

_HEAD = struct.Struct("<4sIII")
_MAGIC = b"RSF1"
_POINT, _DETAIL = 8, 128
"""Bytes of two coordinates, and of what surrounds them."""
_STRENGTH = 512
"""RootSIFT numbers are a tenth or two: so many times larger they fill a byte."""
_NEXT_BEST = 0.85
"""How much nearer the best detail must be than the second best."""
_FEWEST = 8
"""Pairs of details below which nobody can say anything."""
_LARGEST_SCALE = 8.0
_LARGEST_SLANT = 3.0
"""How much longer an edge may become than the one opposite."""


@unchanging
class Features:
    """The details of a picture."""

    width: int
    """Pixels of the picture that was looked at."""
    height: int
    points: bytes
    """Where they are: pairs of 32-bit floats."""
    details: bytes
    """What they look like: 128 bytes each."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self.details) // _DETAIL

    def to_bytes(self) -> bytes:
        """For an index."""
        return _HEAD.pack(_MAGIC, self.width, self.height, len(self)) + self.points + self.details

    @classmethod
    def from_bytes(cls, data: bytes) -> Features | None:
        """What `to_bytes` wrote; None for anything else."""
        if len(data) < _HEAD.size:
            return None
        magic, width, height, count = _HEAD.unpack_from(data)
        middle = _HEAD.size + count * _POINT
        if magic != _MAGIC or len(data) != middle + count * _DETAIL:
            return None
        return cls(width, height, data[_HEAD.size : middle], data[middle:])


def available() -> bool:
    """Whether pictures can be looked at here."""
    return find_spec("cv2") is not None and find_spec("numpy") is not None


@cache
def vision() -> tuple[Any, Any]:
    """The modules cv2 and numpy, with one thread: jobs run side by side, and sums must not depend on it."""
    # BLAS asks once, when it is loaded; its idle threads would spin, and made small products ten times slower.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    cv2, numpy = import_module("cv2"), import_module("numpy")
    cv2.setNumThreads(1)
    return cv2, numpy


def describe(grey: bytes, width: int, height: int, most: int = 1500) -> Features:
    """The strongest details of a picture, at most so many; `grey` has a byte a pixel, row by row."""
    cv2, np = vision()
    sift = cv2.SIFT_create(nfeatures=most, contrastThreshold=0.02, enable_precise_upscale=True)
    found, details = sift.detectAndCompute(np.frombuffer(grey, np.uint8).reshape(height, width), None)
    if details is None:
        return Features(width, height, b"", b"")
    found, details = found[:most], details[:most]
    rooted = np.sqrt(details / np.maximum(details.sum(axis=1, keepdims=True), 1e-6))
    points = np.array([one.pt for one in found], np.float32).reshape(-1, 2) + np.float32(0.5)
    packed = np.minimum(rooted * _STRENGTH + 0.5, 255).astype(np.uint8)
    return Features(width, height, points.tobytes(), packed.tobytes())


def paired(a: Features, b: Features, *, flipped: bool = False) -> tuple[Any, Any]:
    """Points of `a` and of `b` with the same details: two arrays of as many rows. Each is the best for the other."""
    _, np = vision()
    points, others = _points(a), _points(b)
    if len(points) < 2 or len(others) < 2:
        return points[:0], others[:0]
    left, right = _unit(_details(a)), _unit(_mirrored(_details(b)) if flipped else _details(b))
    if flipped:
        others = np.stack([b.width - others[:, 0], others[:, 1]], axis=1)
    alike = left @ right.T
    best, back = alike.argmax(axis=1), alike.argmax(axis=0)
    rows = np.arange(len(best))
    near = 1 - alike[rows, best]
    alike[rows, best] = -1
    next_best = 1 - alike.max(axis=1)
    good = (back[best] == rows) & (near < next_best * _NEXT_BEST**2)
    return points[good].astype(np.float64), others[best[good]].astype(np.float64)


def paired_near(a: Features, b: Features, homography: Matrix, around: float, like: float) -> tuple[Any, Any]:
    """As `paired`, but only pairs no more than `around` pixels of `b` from where `homography` takes them.

    `like` is how like each other they must be, from 0 to 1: there need be no second best to compare with.
    """
    _, np = vision()
    points, others = _points(a), _points(b)
    if not len(points) or not len(others):
        return points, others
    there = moved(homography, points).astype(np.float32)
    away = (there[:, :1] - others[:, 0]) ** 2
    away += (there[:, 1:] - others[:, 1]) ** 2
    alike = _unit(_details(a)) @ _unit(_details(b)).T
    alike[away > around * around] = -1
    best, back = alike.argmax(axis=1), alike.argmax(axis=0)
    rows = np.arange(len(best))
    good = (back[best] == rows) & (alike[rows, best] > like)
    return points[good].astype(np.float64), others[best[good]].astype(np.float64)


def alike_at(a: Features, b: Features, around: float, like: float) -> Any:
    """For each detail of `a` whether `b` has the same no more than `around` pixels from its place.

    `like` is how like each other they must be, from 0 to 1.
    """
    points, others = _points(a), _points(b)
    near = (points[:, :1] - others[:, 0]) ** 2 + (points[:, 1:] - others[:, 1]) ** 2 <= around * around
    return ((_unit(_details(a)) @ _unit(_details(b)).T > like) & near).any(axis=1)


def kept(picture: Features, which: Any) -> Features:
    """Some of the details of a picture: an array says which."""
    points, details = _points(picture)[which], _details(picture)[which]
    return Features(picture.width, picture.height, points.tobytes(), details.tobytes())


def plane(first: Any, second: Any, tolerance: float) -> tuple[Matrix, Any] | None:
    """The homography that explains most pairs of points, and which they are; None where there is none.

    The same points give the same answer: its random numbers always start alike.
    """
    if len(first) < _FEWEST:
        return None
    cv2, _ = vision()
    found, mask = cv2.findHomography(first, second, cv2.USAC_MAGSAC, tolerance, maxIters=5000, confidence=0.9999)
    if found is None or mask is None or int(mask.sum()) < _FEWEST:
        return None
    return matrix_of(found), mask.ravel().astype(bool)


def moved(homography: Matrix, points: Any) -> Any:
    """Where a homography takes points: an array of as many rows."""
    _, np = vision()
    whole = np.c_[points, np.ones(len(points))] @ np.array(homography).T
    return whole[:, :2] / whole[:, 2:]


def matrix_of(found: Any) -> Matrix:
    """An array of three by three as a value, with 1 at its end."""
    one, two, three = (tuple(float(number) for number in row) for row in found / found[2, 2])
    return (one[0], one[1], one[2]), (two[0], two[1], two[2]), (three[0], three[1], three[2])


def sane(homography: Matrix, width: int, height: int) -> bool:
    """Whether a camera can have seen a picture of this size so: not mirrored, not folded, not slanted or far away."""
    _, np = vision()
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    if ((np.c_[corners, np.ones(4)] @ np.array(homography)[2]) <= 0).any():
        return False
    there = moved(homography, corners)
    edges = np.roll(there, -1, axis=0) - there
    after = np.roll(edges, -1, axis=0)
    if ((edges[:, 0] * after[:, 1] - edges[:, 1] * after[:, 0]) <= 0).any():
        return False
    long = np.linalg.norm(edges, axis=1)
    scales = long / (width, height, width, height)
    slant = max(long[0] / long[2], long[2] / long[0], long[1] / long[3], long[3] / long[1])
    return bool(slant <= _LARGEST_SLANT and scales.min() >= 1 / _LARGEST_SCALE and scales.max() <= _LARGEST_SCALE)


def _points(features: Features) -> Any:
    _, np = vision()
    return np.frombuffer(features.points, np.float32).reshape(-1, 2)


def _details(features: Features) -> Any:
    _, np = vision()
    return np.frombuffer(features.details, np.uint8).reshape(-1, _DETAIL)


def _unit(details: Any) -> Any:
    """As rows of length one."""
    _, np = vision()
    rows = details.astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def _mirrored(details: Any) -> Any:
    """What would be seen of the same details in a mirror: cells across the direction of a detail change places."""
    _, np = vision()
    cells = details.reshape(-1, 4, 4, 8)
    return cells[:, ::-1][..., (-np.arange(8)) % 8].reshape(-1, _DETAIL)
