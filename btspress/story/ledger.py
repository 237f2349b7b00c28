"""Tables from a production office, as CSV: what was planned and what came of it, line by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from btspress.diagnostics import Diagnostic, Span, problem, suggest
from btspress.story.heads import NOBODY
from btspress.story.rights import READERS, Gate
from btspress.unchanging import unchanging

_AMOUNT = re.compile(r"-?\d{1,3}(?:[ ,]?\d{3})*(?:\.\d{1,4})?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LONGEST = 30
"""Signs of an amount."""
_FOR = "for"
"""The column that says who may see a line."""
_BETWEEN = re.compile(r"[,;\s]+")
_QUOTE = "put a text with commas in quotes"
_MEANT = ("audience", "audiences", "embargo")
"""Columns by which somebody means to keep a line back."""
_SHORT = 4
"""Letters that a slip of `for` may have: longer names have a meaning of their own."""


@unchanging
class Row:
    """One line of a table."""

    cells: Mapping[str, str]
    span: Span
    withheld: str = ""
    """Why readers do not see it; such a line is shown in previews only."""

    def words(self, name: str) -> str:
        """What stands in a column; nothing where there is no such column."""
        return self.cells.get(name, "")

    def amount(self, name: str, found: list[Diagnostic]) -> Fraction | None:
        """A number such as `12,500.50`; None where nothing stands, and after a report."""
        text = self.words(name)
        if text and (len(text) > _LONGEST or not _AMOUNT.fullmatch(text)):
            found.append(problem("E621", f"'{text[:_LONGEST]}' is no amount", self.span, "write 12500 or 12,500.50"))
            return None
        return Fraction(text.replace(",", "").replace(" ", "")) if text else None

    def day(self, name: str, found: list[Diagnostic]) -> date | None:
        """A day such as `2012-05-07`; None where nothing stands, and after a report."""
        text = self.words(name)
        parts = _DAY.fullmatch(text)
        try:
            if parts:
                return date(*map(int, parts.groups()))
        except ValueError:
            parts = None
        if text:
            found.append(problem("E623", f"'{text}' is no date", self.span))
        return None


def rows_of(
    path: str, data: bytes, needed: tuple[str, ...], gate: Gate
) -> tuple[tuple[Row, ...], tuple[Diagnostic, ...]]:
    """The lines that `gate` lets this audience see, and what is wrong with the table.

    `needed` are columns that it must have. A line with something in the column `for` is for those audiences only.
    """
    start = Span(path, 1, 1, 2)
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        return (), (problem("E101", f"the table cannot be read: {error}", start),)
    names = [name.strip().lower().replace(" ", "-") for name in lines[0]] if lines else []
    missing = [name for name in needed if name not in names]
    if missing:
        hint = f"its first line is: {', '.join(needed)}"
        return (), (problem("E622", f"the table has no column '{missing[0]}'", start, hint),)
    found: list[Diagnostic] = []
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = {name: cell.strip() for name, cell in zip(names, line, strict=False) if cell.strip()}
        span = Span(path, number, 1, 2)
        audiences = _audiences(cells, line[len(names) :], span, found)
        admitted = gate.admits(audiences)
        if cells and (admitted or gate.sees_all):
            why = "" if admitted else f"audience {', '.join(audiences)}"
            rows.append(Row(MappingProxyType(cells), span, why))
    return tuple(rows), tuple(found)


def _audiences(cells: Mapping[str, str], beyond: list[str], span: Span, found: list[Diagnostic]) -> tuple[str, ...]:
    """Whom a line is for, everybody when empty; nobody after a slip, which is added to `found`.

    `beyond` are cells that no column is above: a comma too many moves what the column `for` was to hold.
    """
    named = tuple(_BETWEEN.split(cells.get(_FOR, ""))) if _FOR in cells else ()
    strange = [name for name in named if name not in READERS]
    slips = [name for name in cells if name != _FOR and suggest(name, _MEANT if len(name) > _SHORT else (_FOR,))]
    if any(cell.strip() for cell in beyond):
        found.append(problem("E604", "this line has more cells than there are columns", span, _QUOTE))
    elif slips:
        found.append(problem("E604", f"there is no column '{slips[0]}'", span, "who may see a line stands in 'for'"))
    elif strange:
        found.append(problem("E621", f"'{strange[0]}' is no audience", span, suggest(strange[0], READERS)))
    else:
        return named
    return NOBODY
