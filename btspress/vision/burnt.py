"""What is burnt into pictures and is not what they show: running timecode, labels, logos.

Two clips that show nothing in common may both carry it, at the same place and in the same letters: by its details
alone one would be found in the other, for certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from btspress.vision.features import Features, alike_at, kept, vision

_SHOTS = 4
"""Shots from which it can be told: what is the same in all of them is on top of them."""
_LOOKED_AT = 12
_WHERE, _LIKE = 2.5, 0.9
"""Pixels by which a detail may move from shot to shot, and how like itself it must stay."""
_BESIDE = 24
"""Pixels around such a detail that belong to it: a figure of the clock that it is part of, or two."""
_FIELDS: Final = (12, 8)
"""Across and down, to see over how much of the picture such details lie."""
_MOST = 0.25
"""Share of these fields: more is a camera that stands still between cuts, and looks at a room."""


def burnt_in(shots: Sequence[Features]) -> Features | None:
    """The details that most shots have at the same place, from a frame of each; None where nothing is burnt in."""
    if len(shots) < _SHOTS:
        return None
    shots = shots[:: -(-len(shots) // _LOOKED_AT)]
    first = shots[0]
    parts = [kept(shot, _often(shot, [other for other in shots if other is not shot])) for shot in shots]
    points, details = b"".join(part.points for part in parts), b"".join(part.details for part in parts)
    found = Features(first.width, first.height, points, details)
    return found if len(found) and _spread(found) <= _MOST else None


def without(picture: Features, burnt: Features | None) -> Features:
    """A picture without the details that lie where something is burnt in: the last figures of a clock change."""
    return kept(picture, ~alike_at(picture, burnt, _BESIDE, -1)) if burnt and len(picture) else picture


def _often(shot: Features, others: Sequence[Features]) -> Any:
    """Which of its details at least half of the others have too."""
    _, np = vision()
    count = sum((alike_at(shot, other, _WHERE, _LIKE).astype(int) for other in others), np.zeros(len(shot), int))
    return count >= max(len(others) / 2, _SHOTS - 1)


def _spread(found: Features) -> float:
    _, np = vision()
    points = np.frombuffer(found.points, np.float32).reshape(-1, 2)
    fields = np.floor(points / (found.width, found.height) * _FIELDS)
    return len(np.unique(fields, axis=0)) / (_FIELDS[0] * _FIELDS[1])
