"""A problem as the preview shows it: over the page as text, and on the page where its line is."""

from __future__ import annotations

from dataclasses import dataclass

from btspress.diagnostics import Diagnostic
from btspress.report import Lines, as_text


@dataclass(frozen=True, slots=True)
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


def fault_of(found: Diagnostic, lines: Lines) -> Fault:
    """`found` for the browser; `lines` gives the author's files."""
    hint = found.hint or found.row.remedy
    text = as_text(found, lines)
    if found.span is None:
        return Fault(text, found.code, found.message, hint)
    return Fault(text, found.code, found.message, hint, found.span.file, found.span.line, found.span.col)
