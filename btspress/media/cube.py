"""Look-up tables: a `.cube` file (Adobe 1.0, and Resolve's words for a range) read and judged, and written anew.

ffmpeg is never given an author's table: it takes `DOMAIN_MIN` for 0 and shortens wide domains, without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

from btspress.unchanging import unchanging

Colour: TypeAlias = tuple[float, float, float]
"""Red, green and blue; 0 is black, 1 is white."""

CUBE_VERSION: Final = 1
"""Part of every key under which a verdict on a table is kept."""

LARGEST_CUBE: Final = 16 << 20
"""Bytes: 65 steps with all digits take ten million."""

_BLACK: Final = (0.0, 0.0, 0.0)
_WHITE: Final = (1.0, 1.0, 1.0)
_MOST = 1000.0
"""Beyond this, a number is no light."""
_SIZES = MappingProxyType({"LUT_1D_SIZE": 65536, "LUT_3D_SIZE": 65})
"""The most steps along an axis."""
_BOUNDS = MappingProxyType({"DOMAIN_MIN": "low", "DOMAIN_MAX": "high"})
_RANGES = ("LUT_1D_INPUT_RANGE", "LUT_3D_INPUT_RANGE")


@unchanging
class Cube:
    """Which colour comes out for which goes in."""

    size: int
    """Steps along an axis."""
    curves: bool
    """Three curves, one row a step; else a cube: one row for each mix of red, green and blue, red first."""
    rows: tuple[Colour, ...]
    low: Colour = _BLACK
    """What goes in at the first step."""
    high: Colour = _WHITE
    """What goes in at the last."""


@unchanging
class Broken:
    """Why a table cannot be used."""

    line: int
    """Counted from 1; 0 for the file as a whole."""
    reason: str


class _WrongError(Exception):
    """Ends the reading of one table; never leaves this file."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.fault = Broken(line, reason)


def read_cube(data: bytes) -> Cube | Broken:
    """The table that the bytes of a `.cube` file hold, or what is wrong with it and where."""
    if len(data) > LARGEST_CUBE:
        return Broken(0, f"it has more than {LARGEST_CUBE:,} bytes")
    lines = [line.strip() for line in data.decode("utf-8-sig", "replace").splitlines()]
    told = [(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    split = next((place for place, (_, line) in enumerate(told) if line[0] in "+-.0123456789"), len(told))
    try:
        head = _Head()
        for number, line in told[:split]:
            head.take(line, number)
        head.check()
        return head.made(tuple(_colour(line.split(), number) for number, line in told[split:]))
    except _WrongError as wrong:
        return wrong.fault


def cube_text(cube: Cube, strength: Fraction = Fraction(1)) -> str:
    """The table as a file that ffmpeg reads right: over 0 to 1, and as strong as asked, 0 to 1.

    What is between two steps lies on a line, with and without the table; so mixing the steps is mixing the pictures.
    """
    even = _over_one(cube)
    part = float(strength)
    kept = (_mixed(plain, row, part) for plain, row in zip(_plain(even), even.rows, strict=True))
    body = "\n".join(f"{red:.8f} {green:.8f} {blue:.8f}" for red, green, blue in kept)
    return f"LUT_{1 if cube.curves else 3}D_SIZE {even.size}\n{body}\n"


class _Head:
    """The words before the numbers, as far as they were read."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self.bounds: dict[str, Colour] = {"low": _BLACK, "high": _WHITE}

    def take(self, line: str, number: int) -> None:
        """One line."""
        word, *rest = line.split()
        if word == "TITLE":
            return
        if word in _SIZES:
            self.sizes[word] = _steps(word, rest, number)
        elif word in _BOUNDS:
            self.bounds[_BOUNDS[word]] = _colour(rest, number)
        elif word in _RANGES and len(rest) == 2:
            low, high = (_light(text, number) for text in rest)
            self.bounds = {"low": (low, low, low), "high": (high, high, high)}
        else:
            raise _WrongError(f"'{line[:40]}' is not understood", number)

    def check(self) -> None:
        """Whether it says what the numbers are."""
        if len(self.sizes) > 1:
            raise _WrongError("it holds curves and a cube; export it as one 3D table")
        if not self.sizes:
            raise _WrongError("it does not say LUT_3D_SIZE or LUT_1D_SIZE")
        if any(low >= high for low, high in zip(self.bounds["low"], self.bounds["high"], strict=True)):
            raise _WrongError("its domain ends before it starts")

    def made(self, rows: tuple[Colour, ...]) -> Cube:
        """The whole table."""
        ((word, size),) = self.sizes.items()
        curves = word == "LUT_1D_SIZE"
        wanted = size if curves else size**3
        if len(rows) != wanted:
            raise _WrongError(f"it has {len(rows):,} colours; {word} {size} asks for {wanted:,}")
        return Cube(size, curves, rows, **self.bounds)


def _steps(word: str, rest: Sequence[str], line: int) -> int:
    text = rest[0] if len(rest) == 1 else ""
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 2 <= size <= _SIZES[word]:
        raise _WrongError(f"{word} is a number from 2 to {_SIZES[word]:,}", line)
    return size


def _colour(words: Sequence[str], line: int) -> Colour:
    if len(words) != 3:
        raise _WrongError(f"'{' '.join(words)[:40]}' is not three numbers", line)
    red, green, blue = (_light(word, line) for word in words)
    return red, green, blue


def _light(word: str, line: int) -> float:
    try:
        value = float(word) if "_" not in word else _MOST * 2
    except ValueError:
        value = _MOST * 2
    if -_MOST <= value <= _MOST:  # false for what is no number too
        return value
    raise _WrongError(f"'{word[:40]}' is no light", line)


# ---- from any domain to 0 to 1 ----


def _over_one(cube: Cube) -> Cube:
    """The table over 0 to 1, with as many steps; beyond its own domain the last step counts."""
    if (cube.low, cube.high) == (_BLACK, _WHITE):
        return cube
    places = tuple(_places(cube.size, low, high) for low, high in zip(cube.low, cube.high, strict=True))
    if cube.curves:
        whole = zip(*(_curve([row[axis] for row in cube.rows], places[axis]) for axis in range(3)), strict=True)
        return Cube(cube.size, True, tuple(whole))
    rows: Sequence[Colour] = cube.rows
    for axis in range(3):
        rows = tuple(_along(rows, cube.size, cube.size**axis, places[axis]))
    return Cube(cube.size, False, tuple(rows))


def _places(size: int, low: float, high: float) -> tuple[tuple[int, int, float], ...]:
    """For each step over 0 to 1 the steps of the table on both sides, and how far it is to the second."""
    found = []
    for step in range(size):
        at = min(max((step / (size - 1) - low) / (high - low), 0.0), 1.0) * (size - 1)
        first = min(int(at), size - 2)
        found.append((first, first + 1, at - first))
    return tuple(found)


def _curve(values: Sequence[float], places: Sequence[tuple[int, int, float]]) -> list[float]:
    return [values[one] + (values[other] - values[one]) * part for one, other, part in places]


def _along(
    rows: Sequence[Colour], size: int, stride: int, places: Sequence[tuple[int, int, float]]
) -> Iterator[Colour]:
    """The cube with one axis, whose steps are `stride` rows apart, taken at `places`."""
    for index in range(len(rows)):
        step = index // stride % size
        one, other, part = places[step]
        start = index - step * stride
        yield _mixed(rows[start + one * stride], rows[start + other * stride], part)


def _plain(cube: Cube) -> Iterator[Colour]:
    """What goes in at each row of a table over 0 to 1."""
    last = cube.size - 1
    if cube.curves:
        yield from ((step / last,) * 3 for step in range(cube.size))
        return
    steps = [step / last for step in range(cube.size)]
    yield from ((red, green, blue) for blue in steps for green in steps for red in steps)


def _mixed(one: Colour, other: Colour, part: float) -> Colour:
    (a, b, c), (x, y, z) = one, other
    return a + (x - a) * part, b + (y - b) * part, c + (z - c) * part
