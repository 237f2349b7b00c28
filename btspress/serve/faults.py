"""A problem as the preview shows it: over the page as text, and on the page where its line is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from btspress.diagnostics import Diagnostic, Severity, ordered
from btspress.report import Lines, as_text
from btspress.unchanging import unchanging

_MOST: Final = 60
"""Warnings and notes that a page is told of: the terminal has them all."""


@unchanging
class Fault:
    """One problem, ready to be sent to a browser."""

    text: str
    """Place, message, the line with carets and the hint, as a terminal shows them."""
    code: str = ""
    message: str = ""
    hint: str = ""
    file: str = ""
    """Path beneath the site's root; empty for a problem without a place."""
    line: int = 0
    col: int = 0
    """Both count from 1."""
    weight: str = "error"
    """`error`, `warning` or `note`."""
    page: str = ""
    """Address of the page that the file tells; empty where it tells none."""


def faults_of(problems: Iterable[Diagnostic], addresses: Mapping[str, str], lines: Lines) -> tuple[Fault, ...]:
    """`problems` for the browser: all errors, then some of what is no error.

    `addresses` are those of pages by file, `lines` gives the author's files.
    """
    every = ordered(problems)
    errors = [found for found in every if found.severity is Severity.ERROR]
    others = [found for found in every if found.severity is not Severity.ERROR]
    return tuple(_fault(found, addresses, lines) for found in (*errors, *others[:_MOST]))


def _fault(found: Diagnostic, addresses: Mapping[str, str], lines: Lines) -> Fault:
    hint, weight = found.hint or found.row.remedy, str(found.severity)
    text = as_text(found, lines)
    if found.span is None:
        return Fault(text, found.code, found.message, hint, weight=weight)
    span = found.span
    page = addresses.get(span.file, "")
    return Fault(text, found.code, found.message, hint, span.file, span.line, span.col, weight, page)
