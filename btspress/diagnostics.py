"""What the author or the surroundings got wrong, as values: collected, sorted, printed; never thrown.

The table of codes is in `codes.py`; `problem()` makes a `Diagnostic` from one of its rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from btspress.codes import CODES, Code
from btspress.unchanging import unchanging


class Severity(StrEnum):
    """How much a diagnostic weighs. Only errors keep a site from being published."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one line in an author's file; line and columns count characters from 1."""

    file: str
    """Path beneath the site's root, with forward slashes."""
    line: int
    col: int
    end: int
    """First column after the stretch; never less than `col + 1`."""

    def shifted(self, by: int, length: int) -> Span:
        """The stretch of `length` characters that starts `by` characters after this one starts."""
        return Span(self.file, self.line, self.col + by, self.col + by + max(length, 1))


@unchanging
class Diagnostic:
    """One finding: where, what, and what to do."""

    code: str
    message: str
    span: Span | None
    severity: Severity
    hint: str = ""
    about: Code | None = field(default=None, compare=False, repr=False)
    """What its code means, where that does not stand in the table of codes: of a rule of the story lint."""

    @property
    def row(self) -> Code:
        """What its code means, and what to do."""
        return self.about or CODES[self.code]

    @property
    def name(self) -> str:
        """The readable name of the code, as in `unknown-block`."""
        return self.row.name

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """Sort key: file, line, column, code, message, hint; findings without a place come first."""
        span = self.span or Span("", 0, 0, 1)
        return (span.file, span.line, span.col, self.code, self.message, self.hint)


def problem(
    code: str, message: str, span: Span | None = None, hint: str = "", severity: Severity | None = None
) -> Diagnostic:
    """A diagnostic with the severity that the table gives to `code`, unless another is passed."""
    return Diagnostic(code, message, span, severity or Severity(CODES[code].severity), hint)


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` for the nearest known word, or an empty text when none is near."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def ordered(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each distinct finding once, in reading order."""
    made = sorted(problems, key=lambda found: found.order)
    return tuple(found for at, found in enumerate(made) if not at or found != made[at - 1])
