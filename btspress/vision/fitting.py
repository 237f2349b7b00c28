"""Whether one picture, seen from a little elsewhere, is another one, and how exactly: judged by what both show.

A homography tells the truth of a flat scene, or of a camera that only turned. Where it moved through a room, what
is near lies differently from what is far, and no such map is true: that is found out here, and said.
All sizes of tolerance are pixels of a picture that is `UNIT` wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from btspress.perspective import Point, common_area
from btspress.unchanging import unchanging
from btspress.vision.features import Matrix, moved, paired, paired_near, plane, sane, vision
from btspress.vision.patches import View, patches

UNIT: Final = 800
"""Pixels across a picture as readers see it."""
LITTLE: Final = "too little of one is seen in the other"
NARROW: Final = "what both show lies in too small a part of them to tell how the rest fits"
DEEP: Final = "what is near lies differently in them from what is far: the camera stood elsewhere, or much has moved"
MOVING: Final = "one camera turns otherwise than the other, so that they fit at moments only"

FITTING_VERSION: Final = 1
"""Part of every key under which an answer is kept."""

_DRIFT = 2.0
"""How far corners may move from one moment to another."""
_FIRST, _THEN = 3.0, 1.5
"""How far a detail may be from where it should be, at first and in the end."""
_AROUND = 5.0
"""How far around its place a detail is looked for when that is known."""
_LIKE = 0.8
"""How like it must be there."""
_FEWEST = 30
_UNSURE = 0.9
"""How far a corner may be off, twice over, by the spread of what it was computed from."""
_NARROW = 1.35
"""The same for proofs all over the picture: the less of it they cover, the surer they must be."""
_SEARCH, _FAR = 10, 40
"""How far around patches are looked for; and at half the size, for what has moved a long way."""
_PROOFS = 20
_OFF, _MOST_OFF = 2.0, 0.13
"""A patch is off from so many pixels on; so large a share of them may be."""
_FIELDS = 6
"""Along each side of what both show, to see how far proofs are spread."""
_MOST_ELSEWHERE = 0.15
"""Details that move together, but otherwise than the picture, of those that move with it."""


@unchanging
class Fit:
    """How one picture lies in another."""

    homography: Matrix
    """From points of the second picture to points of the first."""
    inliers: int
    unsure: float
    """Two standard deviations of where the worst corner is."""
    proofs: int
    """Patches that were found again."""
    off: float
    """Share of them that lie elsewhere than they should."""
    elsewhere: float
    """Share of details that move together, but otherwise than the picture."""
    spread: float
    """Part of what both show over which the proofs are spread."""


def together_at(moments: Sequence[tuple[View, View]]) -> tuple[Point, ...] | str:
    """Where the corners of the last of two pictures lie in the first, in fractions of it; or why that is nowhere.

    Several `moments` of them must agree: what they show is laid over each other once and for all.
    """
    found = [(fit(first, last), first, last) for first, last in moments]
    fits = [(each, corners_of(each, first, last)) for each, first, last in found if isinstance(each, Fit)]
    reasons = [each for each, _, _ in found if isinstance(each, str)]
    if DEEP in reasons or len(fits) * 2 <= len(found):
        return DEEP if DEEP in reasons else reasons[0]
    best = min(fits, key=lambda pair: pair[0].unsure)[1]
    return best if all(_apart(best, each) <= _DRIFT / UNIT for _, each in fits) else MOVING


def _apart(one: tuple[Point, ...], other: tuple[Point, ...]) -> float:
    """The farthest that two corners are from each other, in fractions of the picture."""
    return max(abs(a - b) for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))


def fit(first: View, last: View) -> Fit | str:
    """Where the picture `last` lies in `first`; or why it cannot be laid over it."""
    found = measured(first, last)
    if found is None:
        return LITTLE
    if found.unsure > min(_UNSURE, _NARROW * found.spread) or found.proofs < _PROOFS:
        return NARROW
    if found.off > _MOST_OFF or found.elsewhere > _MOST_ELSEWHERE:
        return DEEP
    return found


def corners_of(found: Fit, first: View, last: View) -> tuple[Point, ...]:
    """Where the corners of the last picture lie in the first, in fractions of it, from the top left one clockwise."""
    _, np = vision()
    ends = np.array([(0, 0), (last.width, 0), (last.width, last.height), (0, last.height)], float)
    return tuple((x / first.width, y / first.height) for x, y in moved(found.homography, ends).tolist())


def measured(first: View, last: View) -> Fit | None:
    """The best homography, with all that tells whether it is true; None where there is none at all."""
    a, b = paired(last.features, first.features)
    start = plane(a, b, _FIRST * first.width / UNIT)
    if start is None or not sane(start[0], last.width, last.height):
        return None
    homography, inside = start
    grain = _grain(homography, last)
    elsewhere = _elsewhere(a, b, inside, grain)
    for _ in range(2):
        near, there = paired_near(last.features, first.features, homography, _AROUND * grain, _LIKE)
        better = plane(near, there, _THEN * grain)
        if better is None or not sane(better[0], last.width, last.height):
            return None
        homography, inside = better
    return _proved(homography, near[inside], there[inside], elsewhere, first, last)


def _proved(homography: Matrix, near: Any, there: Any, elsewhere: float, first: View, last: View) -> Fit | None:
    """The homography made exact by patches all over the picture, and how many of them it does not explain."""
    _, np = vision()
    unit, grain = last.width / UNIT, _grain(homography, last)
    ends = _ends(homography, first, last)
    if len(near) < _FEWEST or ends is None:
        return None
    places, shifts = patches(homography, first, last, UNIT, _SEARCH)
    fine = np.linalg.norm(shifts, axis=1) < _OFF
    known = np.concatenate([near, places[fine] * unit])
    wanted = np.concatenate([there, moved(homography, (places[fine] + shifts[fine]) * unit)])
    exact = plane(known, wanted, _THEN * grain)
    if exact is None:
        return None
    unsure = _unsure(exact[0], known[exact[1]], wanted[exact[1]], ends) / grain
    _, far = patches(exact[0], first, last, UNIT // 2, _FAR)
    away = np.linalg.norm(far, axis=1) > _OFF
    off = max(float(1 - each.mean()) if len(each) else 1.0 for each in (fine, ~away))
    return Fit(exact[0], len(near), unsure, len(fine), off, elsewhere, _spread(known[exact[1]], ends))


def _spread(points: Any, ends: Any) -> float:
    """How much of a rectangle, given by its corners, has one of `points` near: a share of its fields."""
    _, np = vision()
    fields = np.floor((points - ends[0]) / (ends[2] - ends[0]) * _FIELDS).astype(int)
    inside = ((fields >= 0) & (fields < _FIELDS)).all(axis=1)
    return len({tuple(field) for field in fields[inside].tolist()}) / _FIELDS**2


def _grain(homography: Matrix, last: View) -> float:
    """Pixels of the first picture for each of the last one where that is `UNIT` wide."""
    _, np = vision()
    corners = moved(homography, np.array([(0, 0), (last.width, 0), (last.width, last.height), (0, last.height)], float))
    after = np.roll(corners, -1, axis=0)
    area = float((corners[:, 0] * after[:, 1] - corners[:, 1] * after[:, 0]).sum()) / 2
    return float((area / (last.width * last.height)) ** 0.5 * last.width / UNIT)


def _ends(homography: Matrix, first: View, last: View) -> Any:
    """The corners, in pixels of the last picture, of the part that both show; None where there is none."""
    _, np = vision()
    size = (last.width, last.height)
    corners = moved(homography, np.array([(0, 0), (size[0], 0), size, (0, size[1])], float))
    shares = [(Fraction(x / first.width), Fraction(y / first.height)) for x, y in corners.tolist()]
    area = common_area(tuple(shares))
    if area is None:
        return None
    left, top, right, bottom = area
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) * size


def _elsewhere(a: Any, b: Any, inside: Any, tolerance: float) -> float:
    """Details that lie otherwise than the homography says, but as a second view of a room would have them.

    As a share of those that lie as it says.
    """
    cv2, _ = vision()
    if len(a) < 2 * _FEWEST:
        return 0.0
    found, mask = cv2.findFundamentalMat(a, b, cv2.USAC_MAGSAC, tolerance, 0.999, 3000)
    if found is None or mask is None:
        return 0.0
    return float((mask.ravel().astype(bool) & ~inside).sum() / max(int(inside.sum()), 1))


def _unsure(homography: Matrix, near: Any, there: Any, ends: Any) -> float:
    """Two standard deviations, in pixels, of where the worst of `ends` comes to lie."""
    _, np = vision()
    slope = _slope(homography, near)
    rest = (moved(homography, near) - there).ravel()
    scale = np.abs(slope).max(axis=0)
    freedom = max(len(rest) - slope.shape[1], 1)
    spread = np.linalg.pinv((slope / scale).T @ (slope / scale)) * (rest @ rest / freedom)
    way = (_slope(homography, ends) / scale).reshape(len(ends), 2, -1)
    return float(2 * np.sqrt(max(np.trace(each @ spread @ each.T) for each in way)))


def _slope(homography: Matrix, points: Any) -> Any:
    """How points move with each of the eight numbers of a homography: two rows a point."""
    _, np = vision()
    x, y = points[:, 0], points[:, 1]
    depth = homography[2][0] * x + homography[2][1] * y + 1
    u, v = moved(homography, points).T
    none, one = np.zeros(len(points)), np.ones(len(points))
    across = np.stack([x, y, one, none, none, none, -u * x, -u * y], axis=1)
    down = np.stack([none, none, none, x, y, one, -v * x, -v * y], axis=1)
    return (np.stack([across, down], axis=1) / depth[:, None, None]).reshape(-1, 8)
