"""What people see of a build in a terminal: problems with their line, a summary; or JSON for programs.

Everything that makes text is a pure function; `Report` alone prints.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TextIO, TypeAlias

from btspress.amounts import about, many, size
from btspress.diagnostics import Diagnostic, Severity, Span, ordered
from btspress.engine.executor import Progress, Step
from btspress.unchanging import unchanging

Lines: TypeAlias = Callable[[str], Sequence[str]]
"""Gives the lines of a file of the site; none when it cannot be read."""

WIDTH = 100
"""Cells that a shown line of source may take: a paragraph may be a line of thousands."""

_NEAR = 4 * WIDTH
"""Characters before and after a place that are looked at, as some take no cell: a line may have ten million."""
_TAB = 4
_A_WHILE = 0.5
"""Seconds of a job from which on it is worth a line."""
_STYLES = MappingProxyType({"error": "1;31", "warning": "1;33", "note": "1;36", "quiet": "2", "strong": "1"})
_HIDDEN = MappingProxyType({"quiet": (Severity.NOTE, Severity.WARNING), "normal": (Severity.NOTE,), "verbose": ()})


@unchanging
class Summary:
    """What a build came to."""

    pages: int
    clips: int
    comparisons: int
    stills: int
    bytes: int
    """Size of the site."""
    seconds: float
    made: int
    """Jobs done."""
    reused: int
    """Jobs whose result was there."""
    written: int
    """Files."""
    address: str
    """Where to look at it: a path or a URL."""
    unchanged: bool = False
    parsed: int = 0
    """Texts read."""
    probed: int = 0
    """Media files looked into."""
    rendered: int = 0
    """Pages."""


@unchanging
class Report:
    """Prints to one stream, in one form."""

    stream: TextIO
    form: str = "text"
    """`text` or `json`: one record a line."""
    level: str = "normal"
    """`quiet` shows errors, `normal` warnings too, `verbose` also notes."""
    color: bool = False

    def problems(self, found: Iterable[Diagnostic], lines: Lines) -> None:
        """Prints each distinct problem in reading order, then how many there are."""
        every = ordered(found)
        if self.form == "json":
            for each in every:
                self._print(as_json(each))
            return
        shown = [each for each in every if each.severity not in _HIDDEN[self.level]]
        for each in shown:
            self._print(as_text(each, lines, color=self.color) + "\n")
        if every:
            hidden = len(every) - len(shown)
            self._print(counted(every) + (f" ({hidden} not shown; btspress check -v shows them)" if hidden else ""))

    def summary(self, summary: Summary) -> None:
        """Prints what a build came to; nothing when quiet or for programs."""
        if self.form == "text" and self.level != "quiet":
            self._print(summed_up(summary))

    def say(self, words: str) -> None:
        """Prints a sentence; nothing when quiet or for programs."""
        if self.form == "text" and self.level != "quiet":
            self._print(words)

    def news(self, news: Progress) -> None:
        """Prints a line for each job that took a while or failed: progress where nothing can be drawn."""
        told = news.seconds >= _A_WHILE or self.level == "verbose"
        if news.step is Step.FAILED or (news.step is Step.FINISHED and told):
            self.say(progress_line(news))

    def _print(self, text: str) -> None:
        print(text, file=self.stream, flush=True)


def wants_color(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether to use colours: only on a terminal that has them, and never with NO_COLOR set."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def as_text(found: Diagnostic, lines: Lines, *, color: bool = False) -> str:
    """A problem with its place, its line with carets below, and what to do."""
    code, severity = found.row, found.severity.value
    head = [_styled(severity, severity, color), f"{found.code} {code.name}"]
    message = plain(found.message)
    body = []
    if found.span:
        span = found.span
        head.insert(0, _styled("strong", f"{plain(span.file)}:{span.line}:{span.col}", color))
        body = excerpt(lines(span.file), span, message, color=color)
    hint = plain(found.hint or code.remedy)
    see = _styled("quiet", f"see: btspress explain {found.code}", color)
    return "\n".join(["  ".join(head), *(body or [f"   {message}"]), f"   hint: {hint}   {see}"])


def as_json(found: Diagnostic) -> str:
    """A problem as one line of JSON."""
    told: dict[str, object] = {
        "severity": found.severity.value,
        "code": found.code,
        "name": found.name,
        "message": found.message,
        "hint": found.hint or found.row.remedy,
    }
    if found.span:
        span = found.span
        told |= {"file": span.file, "line": span.line, "column": span.col, "end_column": span.end}
    return json.dumps(told, ensure_ascii=False)


def excerpt(lines: Sequence[str], span: Span, message: str, *, color: bool = False) -> list[str]:
    """The line of `span` below the one before it, and carets with the message; empty when it is not there."""
    if not 1 <= span.line <= len(lines):
        return []
    margin = max(len(str(span.line)), 2)
    rows = []
    if span.line > 1 and lines[span.line - 2].strip():
        before = _window(lines[span.line - 2], 0, 0)[0]
        rows.append(f"   {span.line - 1:>{margin}} │ {before}")
    text, start, length = _window(lines[span.line - 1], span.col - 1, span.end - 1)
    carets = _styled("error", "^" * length, color)
    rows.append(f"   {span.line:>{margin}} │ {text}".rstrip())
    rows.append(f"   {'':>{margin}} │ {' ' * start}{carets}  {message}")
    return rows


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """What is shown of a line, and where its characters `start` to `end` are in that: first cell, cells."""
    line = line.rstrip("\r\n")
    away = max(min(start, len(line)) - _NEAR, 0)
    cells = _cells(line[away : away + 2 * _NEAR])
    start, end = min(start - away, len(cells)), end - away
    widths = [wide for _, wide in cells]
    first = start
    while first > 0 and sum(widths[first - 1 : start]) <= WIDTH // 3:
        first -= 1
    if sum(widths[:start]) <= WIDTH // 2:
        first = 0
    last, room = first, WIDTH
    while last < len(cells) and widths[last] <= room:
        room -= widths[last]
        last += 1
    left, right = "…" if away + first else "", "…" if away + last < len(line) else ""
    shown = left + "".join(text for text, _ in cells[first:last]) + right
    return shown, len(left) + sum(widths[first:start]), max(sum(widths[start : min(end, last)]), 1)


def _cells(line: str) -> list[tuple[str, int]]:
    """For each character what is printed and how many cells it takes."""
    cells: list[tuple[str, int]] = []
    at = 0
    for character in line:
        wide = _TAB - at % _TAB if character == "\t" else width(character)
        cells.append((" " * wide if character == "\t" else plain(character), wide))
        at += wide
    return cells


def width(character: str) -> int:
    """Cells that one character takes in a terminal."""
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def plain(text: str) -> str:
    """`text` without characters that would command a terminal."""
    harmless = (unicodedata.category(character) not in {"Cc", "Cs"} for character in text)
    return "".join(c if good else "\N{REPLACEMENT CHARACTER}" for c, good in zip(text, harmless, strict=True))


def counted(found: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`; `no problems`."""
    counts = Counter(each.severity for each in found)
    order = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    return ", ".join(many(counts[each], each.value) for each in order if counts[each]) or "no problems"


def progress_line(news: Progress) -> str:
    """`  42%  rendition take-4, 3.1 s, about 2 min left`."""
    part = news.done / news.total if news.total else 1.0
    failed = "failed: " if news.step is Step.FAILED else ""
    left = time_left(news)
    return f"{part:5.0%}  {failed}{label(news)}, {news.seconds:.1f} s" + (f", {left}" if left else "")


def label(news: Progress) -> str:
    """What a job is called in a list: its recipe and what it makes."""
    return f"{news.job.recipe.name} {news.job.stem}"


def time_left(news: Progress) -> str:
    """`about 2 min left`; empty while nothing can be said, and at the end."""
    if news.left is None or news.done >= news.total:
        return ""
    words = about(news.left)
    return f"{words} left" if words.startswith("a ") else f"about {words} left"


def summed_up(summary: Summary) -> str:
    """Three lines: what was published, what it took, where to look."""
    counts = summary.pages, summary.clips, summary.comparisons, summary.stills
    shown = map(many, counts, ("page", "clip", "comparison", "still"))
    verb = "Nothing changed" if summary.unchanged else f"Published {many(summary.written, 'changed file')}"
    return "\n".join(
        (
            f"{verb}: {', '.join(shown)}; {size(summary.bytes)} in {summary.seconds:.1f} s",
            f"  {many(summary.parsed, 'text')} read, {many(summary.probed, 'media file')} probed, "
            f"{many(summary.rendered, 'page')} rendered; {many(summary.made, 'job')} done, {summary.reused} reused",
            f"  open {summary.address}",
        )
    )


def _styled(style: str, text: str, color: bool) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if color else text
