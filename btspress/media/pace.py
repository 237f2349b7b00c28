"""How the frames of a stream follow each other: a rate that is exact, or the steps of one that is not."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Final

from btspress.media.packets import Stream
from btspress.unchanging import unchanging

FASTEST: Final = Fraction(60)
"""Frames a second of the fastest rate at which varying frames are shown."""

_COMMON = tuple(
    sorted(
        Fraction(*rate)
        for rate in (
            *((n, 1) for n in (5, 10, 12, 15, 24, 25, 30, 48, 50, 60, 100, 120)),
            *((n * 1000, 1001) for n in (24, 30, 48, 60, 120)),
        )
    )
)
_CLOSE = Fraction(1, 10)
"""Of a frame: how far a time may be from where a rate puts it."""
_SHAKY = Fraction(2, 5)
"""The same for a second and more of frames: phones shake so much, and film in the fields of video. Below half a
frame each is still found at its own place."""
_ENOUGH = 24
_MOST = Fraction(95, 100)
"""Of the frames: so many must start where a rate puts them, for a stream that has left some out."""


@unchanging
class Pace:
    """How the frames of a stream follow each other."""

    rate: Fraction
    """Frames a second; where they differ, the rate at which none of them is lost."""
    frames: int
    variable: bool
    duration: Fraction
    """Seconds."""
    longest: Fraction = Fraction(0)
    """Seconds that the longest frame is on screen, where they vary."""


def pace(stream: Stream, guess: Fraction | None, sound: Fraction = Fraction(0)) -> Pace:
    """Rate and length of a picture stream that has packets; `guess` is what its file declares.

    A single frame is on screen as long as there is `sound`, in seconds.
    """
    times = sorted(time for time, _ in stream.packets)
    count, usual = len(times), _usual(times)
    last = _last(stream.packets, usual) or (round(1 / (guess * stream.tick)) if guess else 1)
    span = (times[-1] + last - times[0]) * stream.tick
    if count == 1 and sound > span:
        return Pace(guess or _COMMON[0], 1, variable=True, duration=sound, longest=sound)
    average = count / span
    rate = _rate(times, stream.tick, average, guess)
    if rate:
        return Pace(rate, count, variable=False, duration=count / rate)
    longest = max([last, *(after - before for before, after in pairwise(times))]) * stream.tick
    return Pace(_grid(times, stream.tick, guess) or average, count, count > 1, span, longest)


def _usual(times: list[int]) -> int:
    """The median distance of two frames, in ticks; 0 for a single frame."""
    steps = sorted(after - before for before, after in pairwise(times))
    return steps[len(steps) // 2] if steps else 0


def _last(packets: list[tuple[int, int]], usual: int) -> int:
    """How long the last frame is on screen, in ticks; 0 where nothing tells.

    Where frames are not decoded in the order of showing, a duration is that of another frame.
    """
    in_order = all(before[0] < after[0] for before, after in pairwise(packets))
    return max(packets)[1] if in_order and max(packets)[1] > 0 else usual or max(packets)[1]


def _rate(times: list[int], tick: Fraction, average: Fraction, guess: Fraction | None) -> Fraction | None:
    """The constant rate of frames at these times; None when they have none."""
    common = sorted(_COMMON, key=lambda rate: abs(rate - average))[:2]
    likely = [*([guess] if guess else []), *(rate for rate in common if abs(rate - average) < average / 20)]
    step = _usual(times) * tick
    close = (rate for rate in (*likely, *([1 / step] if step else []), average) if _steady(times, rate, tick, _CLOSE))
    if rate := next(close, None):
        return rate
    shaky = [rate for rate in likely if len(times) >= _ENOUGH and _steady(times, rate, tick, _SHAKY)]
    return min(shaky, key=lambda rate: _drift(times, rate, tick)) if shaky else None


def _drift(times: list[int], rate: Fraction, tick: Fraction) -> Fraction:
    """How much later than at `rate` the second half of the frames comes, compared with the first."""
    frame, half = 1 / (rate * tick), len(times) // 2
    late = [time - number * frame for number, time in enumerate(times)]
    return abs(sum(late[half : 2 * half], Fraction(0)) - sum(late[:half], Fraction(0)))


def _steady(times: list[int], rate: Fraction, tick: Fraction, slack: Fraction) -> bool:
    """Whether each frame starts where `rate` puts it, to a tick or so much of a frame."""
    frame = 1 / (rate * tick)
    off = max(Fraction(1), frame * slack)
    return all(abs(time - times[0] - number * frame) <= off for number, time in enumerate(times))


def _grid(times: list[int], tick: Fraction, guess: Fraction | None) -> Fraction | None:
    """The slowest rate at which nearly all frames start on time and apart; else the usual one next to their steps."""
    rates = [rate for rate in (*([guess] if guess else []), *_COMMON) if rate <= FASTEST]
    fitting = [rate for rate in rates if _fits(times, rate, tick)]
    if fitting:
        near = [rate for rate in fitting if rate < min(fitting) * Fraction(101, 100)]
        return min(near, key=lambda rate: _error(times, rate, tick))
    step = _usual(times) * tick
    return next((rate for rate in _COMMON if rate * step > Fraction(98, 100)), FASTEST) if step else None


def _fits(times: list[int], rate: Fraction, tick: Fraction) -> bool:
    frame = 1 / (rate * tick)
    off = max(Fraction(1), frame * _CLOSE) * frame.denominator
    errors, places = _placed(times, frame)
    most = _MOST * len(times)
    return sum(error <= off for error in errors) >= most and len(set(places)) >= most


def _error(times: list[int], rate: Fraction, tick: Fraction) -> Fraction:
    """How far all frames together are from where `rate` puts them, in ticks."""
    frame = 1 / (rate * tick)
    return Fraction(sum(_placed(times, frame)[0]), frame.denominator)


def _placed(times: list[int], frame: Fraction) -> tuple[list[int], list[int]]:
    """How far each time is from the nearest start of a frame, and which that is.

    In whole numbers, as a film has many frames: `frame` is a length in ticks, and errors count in parts of a
    tick, so many as it has in its denominator.
    """
    length, parts = frame.numerator, frame.denominator
    since = [(time - times[0]) * parts for time in times]
    places = [(2 * at + length) // (2 * length) for at in since]
    return [abs(at - place * length) for at, place in zip(since, places, strict=True)], places
