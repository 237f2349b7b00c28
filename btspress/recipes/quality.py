"""How good an encode must be, and the search for the setting of its encoder that makes it so. Runs nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from btspress.recipes.encode import AV1, H264
from btspress.unchanging import unchanging

STEP: Final = Fraction(1, 4)
"""Distance of two constant rate factors that is worth an encode; both encoders take fractions."""

_USUAL = MappingProxyType({AV1: Fraction(32), H264: Fraction(22)})
_START = MappingProxyType({AV1: Fraction(37), H264: Fraction(25)})
"""Where most clips come near VMAF 93: eleven clips came to it between 26 and 42, and between 20 and 28."""
_FINEST = MappingProxyType({AV1: Fraction(18), H264: Fraction(14)})
_COARSEST = MappingProxyType({AV1: Fraction(55), H264: Fraction(34)})
_LAST = MappingProxyType({AV1: Fraction(63), H264: Fraction(51)})
"""The end of what each encoder takes."""
_SLOPE = MappingProxyType({AV1: 0.08, H264: 0.17})
"""How `_missing` grows from one CRF to the next. Of eleven clips: 0.035 to 0.19, and 0.08 to 0.44."""
_STEEPER = 4.0
"""So many times steeper or flatter than usual may two trials look; beyond that they were too near each other."""
_LEAST_GAIN = 0.1
"""VMAF that each finer CRF must bring, where the target is out of reach: a bit rate cap, a worn source."""
_HALVING = MappingProxyType({AV1: 8, H264: 6})
"""CRF that halves a file, or nearly; a limit of bytes is met in one or two steps."""


@unchanging
class Quality:
    """What the pictures of an encode must reach when they are compared with their source."""

    target: int = 0
    """Mean VMAF; 0 for the usual setting, without looking."""
    floor: int = 0
    """VMAF that the worst twentieth of the frames stays above."""


FIXED: Final = Quality()


@unchanging
class Score:
    """VMAF of an encode: 100 is like its source."""

    mean: float
    low: float
    """A twentieth of the frames lies at or below."""


@unchanging
class Trial:
    """An encode that was made to see how good it becomes."""

    crf: Fraction
    score: Score


@unchanging
class Search:
    """What is looked for, and how long."""

    codec: str
    quality: Quality
    most: int
    """Trials at most."""
    start: Fraction | None = None
    """CRF of the first trial; None for where most clips end."""
    beyond: float = 0.5
    """How far above the target it aims, in VMAF: to fall short costs another encode."""
    slack: float = 1.0
    """How far above the target is near enough."""
    unsure: float = 0.0
    """How far below it is, where scores are not exact."""
    hints: tuple[Trial, ...] = ()
    """Trials of another kind, which tell how steep it goes and no more."""

    def reached(self, trial: Trial) -> bool:
        """Whether it is as good as it must be."""
        return self._margin(trial) >= -self.unsure

    def next(self, trials: Sequence[Trial]) -> Fraction | None:
        """The CRF to try; None when one of `trials` is near enough, or no other is worth it."""
        if not trials:
            return self._bounded(self.start or _START[self.codec])
        if len(trials) >= self.most or any(self._near(trial) for trial in trials):
            return None
        crf = self.predicted(trials)
        return None if any(abs(crf - trial.crf) < STEP for trial in trials) else crf

    def predicted(self, trials: Sequence[Trial]) -> Fraction:
        """The CRF that will be good enough, as far as `trials` tell; in doubt the finer one. One at least."""
        means = self._meets(trials, self.quality.target + self.beyond, lambda score: score.mean)
        lows = self._meets(trials, self.quality.floor + self.beyond, lambda score: score.low)
        good = max((trial.crf for trial in trials if self.reached(trial)), default=Fraction(0))
        short = (float(trial.crf) for trial in trials if trial.crf > good)
        return self._bounded(Fraction(math.floor(min(means, lows, *short) / STEP)) * STEP)

    def best(self, trials: Sequence[Trial]) -> Trial:
        """The coarsest of `trials` that is good enough; where none is, the finest that was worth its bytes."""
        good = [trial for trial in trials if self.reached(trial)]
        if good:
            return max(good, key=lambda trial: trial.crf)
        found, *finer = sorted(trials, key=lambda trial: -trial.crf)
        for trial in finer:
            if self._margin(trial) - self._margin(found) >= _LEAST_GAIN * float(found.crf - trial.crf):
                found = trial
        return found

    def _near(self, trial: Trial) -> bool:
        return -self.unsure <= self._margin(trial) <= self.slack

    def _margin(self, trial: Trial) -> float:
        return min(trial.score.mean - self.quality.target, trial.score.low - self.quality.floor)

    def _bounded(self, crf: Fraction) -> Fraction:
        return min(max(crf, _FINEST[self.codec]), _COARSEST[self.codec])

    def _meets(self, trials: Sequence[Trial], goal: float, kind: Callable[[Score], float]) -> float:
        """Where a curve through `trials` meets `goal`: between two of them, or beyond the nearest."""
        wanted = _missing(min(goal, 99.5))
        points = sorted((float(trial.crf), _missing(kind(trial.score))) for trial in trials)
        fine = [point for point in points if point[1] <= wanted]
        coarse = [point for point in points if point[1] > wanted]
        if fine and coarse and fine[-1][0] >= coarse[0][0]:
            return fine[-1][0]  # noise: the coarser one came out better, and it was measured
        if fine and coarse:
            (left, above), (right, below) = fine[-1], coarse[0]
            return left + (right - left) * (wanted - above) / (below - above)
        at, value = fine[-1] if fine else coarse[0]
        shape = points if len(points) > 1 else [(float(one.crf), _missing(kind(one.score))) for one in self.hints]
        return at + (wanted - value) / self._slope(shape, at)

    def _slope(self, points: Sequence[tuple[float, float]], at: float) -> float:
        """How steep the curve is near `at`; as usual where fewer than two points tell."""
        usual = _SLOPE[self.codec]
        near = sorted(sorted(points, key=lambda point: abs(point[0] - at))[:2])
        if len(near) < 2 or near[0][0] == near[1][0]:
            return usual
        (left, above), (right, below) = near
        return min(max((below - above) / (right - left), usual / _STEEPER), usual * _STEEPER)


def crf_of(codec: str) -> Fraction:
    """The usual constant rate factor of an encoder, where nobody looks."""
    return _USUAL[codec]


def coarser(codec: str, crf: Fraction, times: float) -> Fraction | None:
    """The CRF that makes a file smaller by so many `times`, and a little more; None when there is none."""
    steps = Fraction(math.ceil((math.log2(times) + 0.1) * _HALVING[codec]))
    return min(crf + max(steps, STEP), _LAST[codec]) if crf < _LAST[codec] else None


def _missing(score: float) -> float:
    """What is missing to 100, as a figure that grows about evenly from CRF to CRF."""
    return math.sqrt(max(100 - score, 0))
