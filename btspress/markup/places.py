"""Where the inline content of a block stands in the author's file.

The Markdown library gives tokens line numbers but no columns. Each line of an inline content is the
end of a physical line, whatever quote and list marks stand before it; only a heading's closing marks
and the cells of a table have something behind it. From that follow all columns.
"""

from __future__ import annotations

from bisect import bisect_right

from btspress.diagnostics import Span
from btspress.unchanging import unchanging


@unchanging
class Page:
    """The lines of a body."""

    file: str
    lines: tuple[str, ...]
    first: int
    """Number of the first of them in the file."""

    def line(self, number: int) -> Span:
        """The whole of line `number`, counted from 0, without the space around it."""
        text = self.lines[number] if number < len(self.lines) else ""
        start = len(text) - len(text.lstrip())
        end = max(len(text.rstrip()), start + 1)
        return Span(self.file, self.first + number, start + 1, end + 1)

    def find(self, number: int, words: str) -> Span:
        """Where `words` stand first in line `number`; the whole line when they do not."""
        text = self.lines[number] if number < len(self.lines) else ""
        at = text.find(words)
        if at < 0:
            return self.line(number)
        return Span(self.file, self.first + number, at + 1, at + 1 + max(len(words), 1))


@unchanging
class Place:
    """Where one inline content stands: the start of each of its lines."""

    file: str
    starts: tuple[int, ...]
    """Offset of each line in the content."""
    spots: tuple[tuple[int, int], ...]
    """Line number and column of the same."""
    length: int
    pipes: tuple[int, ...] = ()
    """In a table cell: offsets of the `|` that the author wrote as `\\|`."""

    def span(self, start: int, end: int) -> Span:
        """The place of the characters from `start` up to `end`; not beyond the end of a line."""
        number = bisect_right(self.starts, start) - 1
        stop = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else self.length
        line, col = self.spots[number]
        first = col + start - self.starts[number]
        last = first + max(min(end, stop) - start, 1)
        before = bisect_right(self.pipes, start)
        inside = bisect_right(self.pipes, end - 1) - before
        return Span(self.file, line, first + before, last + before + inside)


def place(page: Page, content: str, begin: int, end: int) -> Place:
    """The place of a content that the lines from `begin` up to `end` of the page hold."""
    pieces = content.split("\n")
    lost = _lost(page, pieces[0], begin, end - len(pieces))
    starts, spots, at = [], [], 0
    for number, piece in enumerate(pieces):
        line = min(begin + lost + number, len(page.lines) - 1)
        starts.append(at)
        spots.append((page.first + line, _column(page.lines[line], piece)))
        at += len(piece) + 1
    return Place(page.file, tuple(starts), tuple(spots), len(content))


def cell(page: Page, content: str, line: int, after: int) -> tuple[Place, int]:
    """The place of a table cell's content in a line, and where the next cell can start."""
    text = page.lines[line]
    raw = content.replace("|", "\\|")
    at = text.find(raw, after)
    if at < 0:
        raw, at = content, max(text.find(content, after), 0)
    pipes = tuple(n for n, sign in enumerate(content) if sign == "|")
    spot = (page.first + line, at + 1)
    return Place(page.file, (0,), (spot,), len(content), pipes), at + len(raw)


def _lost(page: Page, first: str, begin: int, most: int) -> int:
    """How many leading lines were trimmed away because they hold nothing but odd spaces."""
    for lost in range(most + 1):
        if begin + lost < len(page.lines) and page.lines[begin + lost].rstrip().endswith(first.rstrip()):
            return lost
    return 0


def _column(line: str, piece: str) -> int:
    """Column of `piece` in `line`: at its end if it is there, else wherever it is."""
    text, words = line.rstrip(), piece.rstrip()
    at = len(text) - len(words) if text.endswith(words) else line.rfind(words)
    return max(at, 0) + 1
