"""Where one shot ends and the next begins, told from how much each frame differs from the one before it.

A cut differs much more than the frames around it, which differ by what moves. So a change is not measured by itself
but against its neighbours: an explosion changes more than a cut between two faces, and lasts. A shot that fades to
black ends there too. What is dissolved into one another counts as one shot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

SHOTS_VERSION: Final = 1
"""Part of every key under which shots are kept."""

_NEAR = 3
"""Frames before and after one that it is measured against; what is shorter is no shot."""
_APART = 6
"""Frames within which only the greatest change can be a cut."""
_PLAIN, _MORE = 20.0, 1.8
"""Change, of 255, from which a frame that differs so many times more than its neighbours begins a shot."""
_FAINT, _MUCH_MORE = 6.0, 4.0
"""The same for pictures that are dark or alike: where next to nothing moves, little is a cut."""
_DARK = 20.0
"""Mean light, where 16 is black, up to which nothing is to be seen."""


def beginnings(changes: Sequence[float], light: Sequence[float]) -> tuple[int, ...]:
    """Numbers of the frames with which a new shot begins, in order; the first frame of all is not among them.

    `changes` tells for each frame how much it differs from the one before it, on average, of 255; `light` how light
    it is, where 16 is black.
    """
    hard = [at for at in range(_NEAR, len(changes) - _NEAR) if _is_cut(changes, at)]
    soft = [end for start, end in _dark(light) if not any(start <= at <= end for at in hard)]
    return tuple(sorted({*hard, *soft}))


def _is_cut(changes: Sequence[float], at: int) -> bool:
    change = changes[at]
    if change < _FAINT or change < max(changes[max(at - _APART, 1) : at + _APART + 1]):
        return False
    near = (*changes[at - _NEAR : at], *changes[at + 1 : at + 1 + _NEAR])
    usual = sum(near) / len(near)
    return (change >= _PLAIN and change >= _MORE * usual) or change >= _MUCH_MORE * usual


def _dark(light: Sequence[float]) -> Iterator[tuple[int, int]]:
    """First frame of each dark stretch between two lit ones, and the first lit one after it."""
    start = 0 if light and light[0] <= _DARK else None
    for at, level in enumerate(light):
        if level <= _DARK:
            start = at if start is None else start
        elif start is not None:
            if start > 0:
                yield start, at
            start = None
