"""The plots of the report, as SVG that follows the colours of its page. Every plot has its numbers beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape
from itertools import accumulate
from typing import Final

from btspress.papercut.sheet import TEMPOS, Line, Sheet

WIDE: Final = 960
"""Units of all plots; a unit is a pixel on a page that is wide enough."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 12, 34
_STEPS = 240
_BREADTH = 0.04
"""Of the whole length: how far around a moment cuts are counted, which smooths the curve."""
_OPENS = frozenset(("challenge", "clash", "accident", "deleted"))
_CLOSES = frozenset(("fix", "lesson", "takeaways", "wrap", "epilogue"))


def pacing(sheet: Sheet) -> str:
    """Cuts a minute along the story, beside those along the finished film."""
    curves = [("story", rates(sheet.shots)), ("finished", rates(sheet.finished))]
    curves = [(name, curve) for name, curve in curves if curve]
    most = _round_up(max((max(curve) for _, curve in curves), default=1.0))
    high = 280
    parts = [_frame(high, most, "cuts a minute"), *_ends(sheet, high)]
    for name, curve in curves:
        points = " ".join(f"{_x(at / _STEPS):.1f},{_y(rate / most, high):.1f}" for at, rate in enumerate(curve))
        parts.append(f'<polyline class="{name}" points="{points}"/>')
    title = "Cuts a minute along the story" + (" and along the finished film" if len(curves) > 1 else "")
    return _svg(high, title, parts)


def rates(shots: Sequence[Fraction]) -> tuple[float, ...]:
    """Cuts a minute at evenly spaced moments from start to end, smoothed; none where there is no cut.

    Near an end, where only one side can have cuts, that side counts for both.
    """
    whole = float(sum(shots))
    if len(shots) < 2:
        return ()
    cuts = [float(at) / whole for at in list(accumulate(shots))[:-1]]
    curve = []
    for step in range(_STEPS + 1):
        at = step / _STEPS
        near = sum(math.exp(-(((at - cut) / _BREADTH) ** 2) / 2) for cut in cuts)
        reach = _share((1 - at) / _BREADTH) - _share(-at / _BREADTH)
        curve.append(near / (_BREADTH * math.sqrt(2 * math.pi) * reach) / whole * 60)
    return tuple(curve)


def tension(sheet: Sheet) -> str:
    """Declared tempo as blocks as wide as their chapters, and the questions that are open as a line over them."""
    high = 260
    starts = spans_of(sheet.lines)
    levels = open_questions(sheet)
    most = max((level for _, level in levels), default=0) or 1
    parts = [_base(high)]
    for line, (start, end) in zip(sheet.lines, starts, strict=True):
        parts.append(_tempo(line, start, end, high))
    path, before = [f"M{_x(0):.1f},{_y(0, high):.1f}"], 0
    for at, level in levels:
        path.append(f"L{_x(at):.1f},{_y(before / most, high):.1f}L{_x(at):.1f},{_y(level / most, high):.1f}")
        before = level
    parts.append(f'<path class="story" d="{"".join(path)}L{_x(1):.1f},{_y(before / most, high):.1f}"/>')
    parts.extend(
        f'<text class="axis" x="{_LEFT - 8}" y="{_y(level / most, high) + 4:.1f}" text-anchor="end">{level}</text>'
        for level in range(most + 1)
    )
    return _svg(high, "Tempo of the chapters, and how many questions are open along the story", parts)


def open_questions(sheet: Sheet) -> tuple[tuple[float, int], ...]:
    """Moments along the story, 0 to 1, and how many questions are open from there on; never fewer than none."""
    level, found = 0, []
    for line, (start, end) in zip(sheet.lines, spans_of(sheet.lines), strict=True):
        for turn in line.turns:
            level = max(level + (turn.kind in _OPENS) - (turn.kind in _CLOSES), 0)
            found.append((start + float(turn.at) * (end - start), level))
    return tuple(found)


def spans_of(lines: Sequence[Line]) -> tuple[tuple[float, float], ...]:
    """Where each chapter starts and ends along the story, 0 to 1, by the minutes that it takes."""
    whole = float(sum(line.minutes for line in lines)) or 1.0
    ends = [float(end) / whole for end in accumulate(line.minutes for line in lines)]
    return tuple(zip([0.0, *ends[:-1]], ends, strict=True))


def bars(title: str, rows: Iterable[tuple[str, float, str]]) -> str:
    """Named bars; each with its length, and with what is written at its end."""
    every = tuple(rows)
    most = max((length for _, length, _ in every), default=0) or 1
    label, room = 210, 250
    parts = []
    for number, (name, length, words) in enumerate(every):
        y = number * 30
        wide = (WIDE - label - room) * length / most
        parts.append(f'<text x="{label - 10}" y="{y + 20}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect class="bar" x="{label}" y="{y + 5}" width="{max(wide, 1.5):.1f}" height="20"/>')
        parts.append(f'<text class="axis" x="{label + wide + 8:.1f}" y="{y + 20}">{escape(words)}</text>')
    return _svg(30 * len(every) + 4, title, parts)


def _tempo(line: Line, start: float, end: float, high: int) -> str:
    left, right = _x(start), _x(end)
    level = (TEMPOS.index(line.tempo) + 1) / len(TEMPOS) if line.tempo in TEMPOS else 0.0
    top = _y(level * 0.9, high)
    size = f'width="{right - left - 2:.1f}" height="{_y(0, high) - top:.1f}"'
    block = f'<rect class="tempo" x="{left + 1:.1f}" y="{top:.1f}" {size}/>'
    middle = (left + right) / 2
    words = f'<text class="axis" x="{middle:.1f}" y="{top + 16:.1f}" text-anchor="middle">{escape(line.tempo)}</text>'
    number = f'<text class="axis" x="{middle:.1f}" y="{high - 12}" text-anchor="middle">{line.number}</text>'
    return block + (words if line.tempo else "") + number


def _frame(high: int, most: float, unit: str) -> str:
    lines = [_base(high)]
    for part in range(5):
        y, value = _y(part / 4, high), most * part / 4
        lines.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDE - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text class="axis" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    lines.append(f'<text class="axis" x="{_LEFT + 4}" y="{_TOP + 10}">{unit}</text>')
    return "".join(lines)


def _ends(sheet: Sheet, high: int) -> list[str]:
    """Where chapters begin along the clips of the story, with their numbers."""
    whole, parts, at = float(sum(sheet.shots)) or 1.0, [], 0.0
    for line in sheet.lines:
        length = float(sum(line.shots)) / whole
        if length:
            parts.append(
                f'<line class="chapter" x1="{_x(at):.1f}" x2="{_x(at):.1f}" y1="{_TOP}" y2="{high - _BOTTOM}"/>'
            )
        if length > 0.015:
            middle = _x(at + length / 2)
            parts.append(
                f'<text class="axis" x="{middle:.1f}" y="{high - 12}" text-anchor="middle">{line.number}</text>'
            )
        at += length
    return parts


def _base(high: int) -> str:
    return f'<line class="base" x1="{_LEFT}" x2="{WIDE - _RIGHT}" y1="{high - _BOTTOM}" y2="{high - _BOTTOM}"/>'


def _svg(high: int, title: str, parts: Iterable[str]) -> str:
    inside = "\n".join(parts)
    return f'<svg viewBox="0 0 {WIDE} {high}" role="img" aria-label="{escape(title)}">\n{inside}\n</svg>'


def _x(part: float) -> float:
    return _LEFT + part * (WIDE - _LEFT - _RIGHT)


def _y(part: float, high: int) -> float:
    return high - _BOTTOM - part * (high - _TOP - _BOTTOM)


def _share(distance: float) -> float:
    """Part of a bell curve that lies below so many of its breadths."""
    return (1 + math.erf(distance / math.sqrt(2))) / 2


def _round_up(most: float) -> float:
    """The next number that four steps divide well."""
    return next((step for step in (4, 8, 12, 20, 40, 60, 80, 100, 120, 160, 200, 400) if step >= most), math.ceil(most))
