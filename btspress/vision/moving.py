"""How pictures move: where a film is cut, and how much later one clip shows the same movement as another.

Two renderings of one shot look alike in no detail, but what moves in them moves at the same time and place.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from btspress.unchanging import unchanging
from btspress.vision.features import vision

_CELLS = 4
"""Parts that a picture is divided into each way."""
_CUT, _STANDS_OUT = 14.0, 2.5
"""Mean difference of neighbours from which there may be a cut, and how much more than around it that must be."""
_AROUND = 6
"""Pictures before and after that are meant by around."""
_SHORTEST = 36
"""Pictures that must overlap: less movement than in a second and a half is nobody's own."""
_USUAL, _MOST = 13, 0.5
"""Pictures that say how much a cell usually moves, and by what factor (as a logarithm) it may move more or less."""
_APART = 8
"""Pictures between two answers that are not the same one."""


@unchanging
class Lag:
    """Where the movement of one clip is found in another."""

    pictures: int
    """How many pictures later it comes there; negative where it comes earlier."""
    overlap: int
    """Pictures that both have."""
    alike: float
    """Correlation of the movements: 1 for the same."""
    second: float
    """Correlation at the best other place."""


def cuts(flow: bytes, pixels: int) -> tuple[int, ...]:
    """Numbers of the pictures that start a shot; the first always does. `flow` has grey pictures of `pixels` bytes."""
    _, np = vision()
    tiny = np.frombuffer(flow, np.uint8).reshape(-1, pixels).astype(np.float32)
    if len(tiny) < 2:
        return (0,)
    steps = np.abs(np.diff(tiny, axis=0)).mean(axis=1)
    found = [0]
    for number in np.flatnonzero(steps > _CUT):
        around = np.concatenate((steps[max(number - _AROUND, 0) : number], steps[number + 1 : number + 1 + _AROUND]))
        calm = np.sort(around)[: max(len(around) * 3 // 4, 1)].max() if len(around) else 0
        if steps[number] > _STANDS_OUT * max(calm, 2.0):
            found.append(int(number) + 1)
    return tuple(found)


def lag(one: bytes, rate: Fraction, other: bytes, other_rate: Fraction, size: tuple[int, int]) -> Lag | None:
    """Where the movement of the clip `one` is found in `other`; None where one of them is too short, or still.

    Both are grey pictures of this width and height, so many a second; the lag counts pictures of `other`.
    """
    _, np = vision()
    first, second = _movement(one, size), _movement(other, size)
    if len(first) and rate != other_rate:
        times = np.arange(int(len(first) * other_rate / rate)) * float(rate / other_rate)
        first = np.stack([np.interp(times, np.arange(len(first)), cell) for cell in first.T], axis=1)
    if min(len(first), len(second)) < _SHORTEST:
        return None
    least = max(_SHORTEST, min(len(first), len(second)) // 2)
    places, scores, overlaps = _correlated(first, second, least)
    if not len(places) or scores.max() <= 0:
        return None
    best = int(scores.argmax())
    others = scores[np.abs(places - places[best]) > _APART]
    beaten = float(others.max()) if len(others) else 0.0
    return Lag(int(places[best]), int(overlaps[best]), float(scores[best]), beaten)


def _movement(flow: bytes, size: tuple[int, int]) -> Any:
    """For each step how much each cell moves, against how much it usually does."""
    _, np = vision()
    wide, high = size
    tiny = np.frombuffer(flow, np.uint8).reshape(-1, high, wide).astype(np.float32)
    if len(tiny) < 2:
        return np.zeros((0, _CELLS * _CELLS), np.float32)
    steps = np.abs(np.diff(tiny, axis=0))
    rows = np.array_split(np.arange(high), _CELLS)
    columns = np.array_split(np.arange(wide), _CELLS)
    cells = [steps[:, row][:, :, column].mean(axis=(1, 2)) for row in rows for column in columns]
    loud = np.log1p(np.stack(cells, axis=1))
    # What changes slowly is the picture, not its movement; what jumps is a cut, and no more than a movement.
    padded = np.pad(loud, ((_USUAL // 2, _USUAL // 2), (0, 0)), mode="edge")
    sums = np.cumsum(np.pad(padded, ((1, 0), (0, 0))), axis=0, dtype=np.float64)
    usual = (sums[_USUAL:] - sums[:-_USUAL]) / _USUAL
    return np.clip(loud - usual, -_MOST, _MOST)


def _correlated(first: Any, second: Any, least: int) -> tuple[Any, Any, Any]:
    """Every place where both overlap enough, with the correlation and the length of the overlap there.

    At place p, step i of the first is compared with step i + p of the second.
    """
    _, np = vision()
    size = 1 << (len(first) + len(second) - 1).bit_length()

    def crossed(a: Any, b: Any) -> Any:
        spectrum = np.conj(np.fft.rfft(a, size, axis=0)) * np.fft.rfft(b, size, axis=0)
        return np.fft.irfft(spectrum.sum(axis=1), size)

    places = np.arange(least - len(first), len(second) - least + 1)
    product = crossed(first, second)[places]
    power_first = crossed(first**2, np.ones_like(second))[places]
    power_second = crossed(np.ones_like(first), second**2)[places]
    overlaps = np.minimum(len(first), len(second) - places) - np.maximum(0, -places)
    scores = product / np.sqrt(np.maximum(power_first * power_second, 1e-6))
    return places, scores, overlaps
