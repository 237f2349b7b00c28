"""Whether one picture is seen in another, and where: what the details of both say together."""

from __future__ import annotations

from typing import Any, Final

from btspress.unchanging import unchanging
from btspress.vision.features import Features, Matrix, moved, paired, plane, sane, vision

_EDGE: Final = (0.08, 0.2)
"""Shares of width and height along its edges where a picture may carry a running timecode, a label, or bars."""
_MOST_AT_EDGES = 2 / 3
"""Share of inliers that may lie along the edges of both pictures; there is more room in their middle."""


@unchanging
class Relation:
    """Where one picture lies in another."""

    matches: int
    """Details that look alike, each the best for the other."""
    inliers: int
    """Those of them that one plane explains."""
    homography: Matrix
    """From points of the first picture to those of the second, or of its mirror image."""
    error: float
    """Median distance in pixels of the second picture between where these are and where they should be."""

    @property
    def ratio(self) -> float:
        """Inliers of all matches."""
        return self.inliers / self.matches


def related(a: Features, b: Features, *, flipped: bool = False, tolerance: float = 3.0) -> Relation | None:
    """How the picture `a` lies in `b`, or in its mirror image; None where it does not.

    `tolerance` is how many pixels of `b` a detail may be away from where it should be.
    """
    first, second = paired(a, b, flipped=flipped)
    found = _laid(first, second, a, tolerance)
    if found is None:
        return None
    # What is burnt into both stands still while pictures change, and outvotes them: the middle has to agree.
    edges = _at_edges(first, a) & _at_edges(second, b)
    if edges[found[1]].mean() > _MOST_AT_EDGES:
        first, second = first[~edges], second[~edges]
        found = _laid(first, second, a, tolerance)
    if found is None:
        return None
    _, np = vision()
    homography, inside = found
    away = np.linalg.norm(moved(homography, first[inside]) - second[inside], axis=1)
    return Relation(len(first), int(inside.sum()), homography, float(np.median(away)))


def _laid(first: Any, second: Any, a: Features, tolerance: float) -> tuple[Matrix, Any] | None:
    """The homography that most pairs of points agree on, if a camera can have seen `a` so; and which they are."""
    found = plane(first, second, tolerance)
    return found if found and sane(found[0], a.width, a.height) else None


def _at_edges(points: Any, picture: Features) -> Any:
    """Which of these points lie along the edges of a picture."""
    _, np = vision()
    place = points / (picture.width, picture.height)
    return (np.minimum(place, 1 - place) < _EDGE).any(axis=1)
