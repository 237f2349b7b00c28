"""Patches of one picture found again in another that is laid over it: what proves a fit, or disproves it."""

from __future__ import annotations

from typing import Any, Final

from btspress.unchanging import unchanging
from btspress.vision.features import Features, Matrix, describe, vision

MOST: Final = 3000
"""Details of each picture."""

_CELL, _PATCH = 24, 41
"""Pixels: a patch in every cell."""
_PROVEN = 0.6
"""Correlation from which a patch was found."""
_BLUR, _BETTER = 4, 0.1
"""So many pixels away nothing may be nearly as like."""
_FLAT = 0.35
"""Standard deviation of edges below which there is nothing to find."""


@unchanging
class View:
    """A picture to be looked at."""

    grey: bytes
    """A byte a pixel, row by row."""
    width: int
    height: int
    features: Features

    @classmethod
    def of(cls, grey: bytes, width: int, height: int) -> View:
        """The picture with its details."""
        return cls(grey, width, height, describe(grey, width, height, MOST))


def patches(homography: Matrix, first: View, last: View, wide: int, search: int) -> tuple[Any, Any]:
    """Places all over the last picture and how far from where it should be each is found in the first.

    In pixels of pictures that are `wide` across, looking no farther than `search` around. Only what can be found
    again at all: what was replaced says nothing about the camera.
    """
    cv2, np = vision()
    here, there, seen = _laid_over(homography, first, last, wide)
    half, reach = _PATCH // 2, _PATCH // 2 + search
    there = cv2.copyMakeBorder(there * seen, search, search, search, search, cv2.BORDER_CONSTANT)
    places, shifts = [], []
    for y in range(half, here.shape[0] - half, _CELL):
        for x in range(half, here.shape[1] - half, _CELL):
            patch = here[y - half : y + half + 1, x - half : x + half + 1]
            around = there[y - half : y - half + 2 * reach + 1, x - half : x - half + 2 * reach + 1]
            whole = seen[y - half : y + half + 1, x - half : x + half + 1].all()
            if not whole or patch.std() < _FLAT or around.std() < _FLAT:
                continue
            shift = _shift(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED), search)
            if shift is not None:
                places.append((x + 0.5, y + 0.5))
                shifts.append(shift)
    return np.array(places).reshape(-1, 2), np.array(shifts).reshape(-1, 2)


def _shift(alike: Any, search: int) -> tuple[float, float] | None:
    """Where a patch was found, to a part of a pixel: None along an edge, at the rim, and where it is not at all."""
    row, column = divmod(int(alike.argmax()), alike.shape[1])
    best, size = alike[row, column], alike.shape[0] - 1
    if best < _PROVEN or not (0 < row < size and 0 < column < size):
        return None
    others = alike.copy()
    others[max(row - _BLUR, 0) : row + _BLUR + 1, max(column - _BLUR, 0) : column + _BLUR + 1] = -1
    if others.max() > best - _BETTER:
        return None
    down = _summit(alike[row - 1, column], best, alike[row + 1, column])
    across = _summit(alike[row, column - 1], best, alike[row, column + 1])
    return column + across - search, row + down - search


def _summit(before: float, best: float, after: float) -> float:
    """Where between its neighbours a curve through three values is highest."""
    bend = before - 2 * best + after
    return float((before - after) / (2 * bend)) if bend < 0 else 0.0


def _laid_over(homography: Matrix, first: View, last: View, wide: int) -> tuple[Any, Any, Any]:
    """Edges of the last picture, `wide` across, and of the first as seen from there; and where there is any of it."""
    cv2, np = vision()
    high = max(round(last.height * wide / last.width), 1)
    grow = np.diag([last.width / wide, last.height / high, 1.0])
    centre = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    back = np.linalg.inv(centre) @ np.array(homography) @ grow @ centre
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    one = np.frombuffer(first.grey, np.uint8).reshape(first.height, first.width)
    other = np.frombuffer(last.grey, np.uint8).reshape(last.height, last.width)
    seen = cv2.warpPerspective(np.full_like(one, 255), back, (wide, high), flags=flags) == 255
    there = cv2.warpPerspective(one, back, (wide, high), flags=flags)
    here = cv2.resize(other, (wide, high), interpolation=cv2.INTER_AREA)
    return _edges(here), _edges(there), seen


def _edges(picture: Any) -> Any:
    """How much brightness changes at each place, whatever the grade: relative to what is around it."""
    cv2, np = vision()
    soft = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 1.2)
    steep = cv2.magnitude(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    return steep / (cv2.GaussianBlur(steep, (0, 0), 20) + 2.0)
