"""How the colours of one picture become those of another: the linear map of least movement between two clouds.

Monge and Kantorovich in Lab, as Pitié and Kokaram (2007) have it: it takes mean and covariance of one cloud of
colours to those of the other, and turns no hue round as matching the channels one by one may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import copysign, sqrt
from typing import TypeAlias

from btspress.media.lab import Lab
from btspress.unchanging import unchanging

Matrix: TypeAlias = tuple[Lab, Lab, Lab]
"""Rows; all matrices here are symmetric."""

_SPREAD = 4.0
"""Added to every variance: a plain wall is not blown up into a cloud."""
_LEAST, _MOST = 0.6, 1.6
"""How far contrasts are lowered or raised at most."""
_TINY = 1e-12
_TURNS = 12
"""Rounds of rotations; four are enough for three rows."""


@unchanging
class Cloud:
    """Where colours lie, and how far they spread."""

    mean: Lab
    spread: Matrix
    """Covariance."""


@unchanging
class Map:
    """What is added to a colour: `matrix` times it, and `shift`."""

    matrix: Matrix
    shift: Lab

    def moved(self, colour: Lab) -> Lab:
        """By how much, not where to."""
        light, a, b = colour
        one, two, three = self.matrix
        return (
            one[0] * light + one[1] * a + one[2] * b + self.shift[0],
            two[0] * light + two[1] * a + two[2] * b + self.shift[1],
            three[0] * light + three[1] * a + three[2] * b + self.shift[2],
        )

    @property
    def in_lightness(self) -> Map:
        """The same without its colour: for pictures in black and white."""
        return Map(((self.matrix[0][0], 0, 0), (0, 0, 0), (0, 0, 0)), (self.shift[0], 0, 0))


def cloud_of(colours: Sequence[Lab]) -> Cloud:
    """Mean and covariance; there must be a colour."""
    count = len(colours)
    mean = _three(sum(axis) / count for axis in zip(*colours, strict=True))
    off = [(light - mean[0], a - mean[1], b - mean[2]) for light, a, b in colours]
    spread = [[sum(each[i] * each[j] for each in off) / count for j in range(3)] for i in range(3)]
    return Cloud(mean, _matrix(spread))


def towards(one: Cloud, other: Cloud) -> Map:
    """The movement of every colour that takes the cloud `one` to the `other`, as far as that is reasonable."""
    start, end = _raised(one.spread), _raised(other.spread)
    root = _power(start, sqrt)
    back = _power(start, lambda value: 1 / sqrt(value))
    whole = _times(back, _times(_power(_times(root, _times(end, root)), sqrt), back))
    matrix = _power(whole, lambda value: min(max(value, _LEAST), _MOST))
    moved = _three(sum(row[place] * one.mean[place] for place in range(3)) for row in matrix)
    shift = _three(there - here for there, here in zip(other.mean, moved, strict=True))
    added = [[value - (i == j) for j, value in enumerate(row)] for i, row in enumerate(matrix)]
    return Map(_matrix(added), shift)


def _raised(spread: Matrix) -> Matrix:
    return _matrix([[value + _SPREAD * (i == j) for j, value in enumerate(row)] for i, row in enumerate(spread)])


def _power(matrix: Matrix, change: Callable[[float], float]) -> Matrix:
    """The symmetric matrix with its stretches changed, along the same axes."""
    stretches, axes = _axes(matrix)
    changed = [change(max(value, _TINY)) for value in stretches]
    return _matrix([[sum(axes[i][k] * changed[k] * axes[j][k] for k in range(3)) for j in range(3)] for i in range(3)])


def _axes(matrix: Matrix) -> tuple[list[float], list[list[float]]]:
    """Eigenvalues, and eigenvectors as columns: one pair of axes after the other is turned until none is left."""
    rows = [list(row) for row in matrix]
    axes = [[float(i == j) for j in range(3)] for i in range(3)]
    for _ in range(_TURNS):
        for p, q in ((0, 1), (0, 2), (1, 2)):
            if abs(rows[p][q]) < _TINY:
                continue
            slope = (rows[q][q] - rows[p][p]) / (2 * rows[p][q])
            tangent = copysign(1.0, slope) / (abs(slope) + sqrt(slope * slope + 1))
            cosine = 1 / sqrt(tangent * tangent + 1)
            _turn(rows, axes, (p, q), cosine, tangent * cosine)
    return [rows[i][i] for i in range(3)], axes


def _turn(rows: list[list[float]], axes: list[list[float]], pair: tuple[int, int], c: float, s: float) -> None:
    p, q = pair
    for row in (*rows, *axes):
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
    rows[p], rows[q] = (
        [c * one - s * other for one, other in zip(rows[p], rows[q], strict=True)],
        [s * one + c * other for one, other in zip(rows[p], rows[q], strict=True)],
    )


def _times(one: Matrix, other: Matrix) -> Matrix:
    return _matrix([[sum(one[i][k] * other[k][j] for k in range(3)) for j in range(3)] for i in range(3)])


def _matrix(rows: Sequence[Sequence[float]]) -> Matrix:
    return _three(rows[0]), _three(rows[1]), _three(rows[2])


def _three(values: Iterable[float]) -> Lab:
    one, two, three = values
    return one, two, three
