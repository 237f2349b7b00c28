"""Tables from a production office, as CSV: what was planned and what came of it, line by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.story.rights import Gate

_AMOUNT = re.compile(r"-?\d{1,3}(?:[ ,]?\d{3})*(?:\.\d{1,4})?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_FOR = "for"
"""The column that says who may see a line."""


@dataclass(frozen=True, slots=True)
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
        if text and not _AMOUNT.fullmatch(text):
            found.append(problem("E621", f"'{text}' is no amount", self.span, "write 12500 or 12,500.50"))
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
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = {name: cell.strip() for name, cell in zip(names, line, strict=False) if cell.strip()}
        audiences = tuple(cells.get(_FOR, "").split())
        admitted = gate.admits(audiences)
        if cells and (admitted or gate.sees_all):
            why = "" if admitted else f"audience {', '.join(audiences)}"
            rows.append(Row(MappingProxyType(cells), Span(path, number, 1, 2), why))
    return tuple(rows), ()
