"""The braces behind a title or picture: `{#id .shape key key=value key="two words"}`.

Braces stand on one line. Reading is one pass from left to right: each character is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.unchanging import unchanging
from btspress.written import Attributes, Entry, Scalar, Table

MOST = 100
"""More attributes than any figure has; what follows is not read."""

_SPACE = re.compile(r"[ \t]*")
_MARK = re.compile(r"([#.])([\w-]*)")
_KEY = re.compile(r"[^\W\d_][\w-]*")
_BARE = re.compile(r"""[^\s{}"]+""")
_JUNK = re.compile(r"""[^\s}]+""")
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\[^\n])*+)"')
_CLOSED = re.compile(r'\{(?:[^"{}\n]|"(?:[^"\\\n]|\\[^\n])*+")*+\}')
_SIGN = re.compile(r'\\.|[{}"]')
_ESCAPE = re.compile(r"\\(.)")
_LIKELY = re.compile(r"\{[ \t]*(?:[#.][^\W\d_]|[^\W\d_][\w-]*=)")

Spot = Callable[[int, int], Span]
"""Gives the place of the characters from one offset up to another."""


@unchanging
class Braces:
    """Where a pair of braces stands in a text: offsets of `{` and behind `}`; `end` is -1 when unclosed."""

    start: int
    end: int


def opened(text: str, start: int, limit: int | None = None) -> Braces:
    """The braces whose `{` stands at `start`; they must close before the line or `limit` ends."""
    closed = _CLOSED.match(text, start, len(text) if limit is None else limit)
    return Braces(start, closed.end() if closed else -1)


def trailing(text: str, start: int = 0) -> Braces | None:
    """The braces that end `text`, or that are opened in its last line and never closed.

    None when the text ends in something else. A backslash takes the meaning from a brace.
    """
    at = max(start, text.rfind("\n") + 1)
    end = len(text.rstrip())
    begun = -1
    last: Braces | None = None
    while sign := _SIGN.search(text, at, end):
        at = sign.end()
        if sign[0] == "{":
            begun = sign.start()
        elif sign[0] == "}" and begun >= 0:
            last, begun = Braces(begun, at), -1
        elif sign[0] == '"' and begun >= 0:
            quoted = _QUOTED.match(text, sign.start(), end)
            if not quoted:
                break
            at = quoted.end()
    if begun >= 0:
        return Braces(begun, -1)
    return last if last and last.end == end else None


def likely(text: str, braces: Braces) -> bool:
    """Whether braces in running text can only be meant as attributes: `{#id`, `{.shape`, `{key=`."""
    return bool(_LIKELY.match(text, braces.start))


def read(text: str, braces: Braces, spot: Spot) -> tuple[Attributes, tuple[Diagnostic, ...]]:
    """What the braces hold, and what is wrong with them; `spot` tells where offsets of `text` are."""
    if braces.end < 0:
        span = spot(braces.start, braces.start + 1)
        hint = "write '}' on the same line; a quoted value needs both its quotes"
        empty = Attributes(Table((), span))
        return empty, (problem("E102", "the '{' opened here is never closed", span, hint),)
    scan = _Scan(text, braces.end - 1, spot)
    scan.run(braces.start + 1)
    table = Table(tuple(scan.entries.values()), spot(braces.start, braces.end))
    spans = tuple(span for _, span in scan.shapes)
    shapes = tuple(shape for shape, _ in scan.shapes)
    return Attributes(table, scan.id, shapes, scan.id_span, spans), tuple(scan.problems)


class _Scan:
    """One pass over the inside of braces."""

    def __init__(self, text: str, stop: int, spot: Spot) -> None:
        self.text = text
        self.stop = stop
        self.spot = spot
        self.entries: dict[str, Entry] = {}
        self.shapes: list[tuple[str, Span]] = []
        self.id = ""
        self.id_span: Span | None = None
        self.problems: list[Diagnostic] = []

    def run(self, at: int) -> None:
        """Reads from offset `at` up to the closing brace."""
        count = 0
        while (at := self._skip(at)) < self.stop:
            if count == MOST:
                self._complain(at, self.stop, f"there are more than {MOST} attributes")
                return
            count += 1
            end = self._one(at)
            if end < self.stop and not self.text[end].isspace():
                self._complain(end, end + 1, "put a space between two attributes")
            at = end

    def _skip(self, at: int) -> int:
        space = _SPACE.match(self.text, at, self.stop)
        return space.end() if space else at

    def _complain(self, start: int, end: int, message: str, hint: str = "", code: str = "E102") -> None:
        self.problems.append(problem(code, message, self.spot(start, end), hint))

    def _one(self, at: int) -> int:
        """Reads one attribute at `at`; returns where it ends."""
        mark = _MARK.match(self.text, at, self.stop)
        if mark:
            self._marked(mark)
            return mark.end()
        name = _KEY.match(self.text, at, self.stop)
        if name:
            return self._pair(name)
        junk = _JUNK.match(self.text, at, self.stop)
        end = junk.end() if junk else at + 1
        self._complain(at, end, f"'{self.text[at : min(end, at + 20)]}' is no attribute")
        return end

    def _marked(self, mark: re.Match[str]) -> None:
        sign, word = mark.groups()
        span = self.spot(mark.start(), mark.end())
        if not word:
            what = "an id" if sign == "#" else "a shape"
            self._complain(mark.start(), mark.end(), f"'{sign}' needs the name of {what}")
        elif sign == "." and word in {shape for shape, _ in self.shapes}:
            self._complain(mark.start(), mark.end(), f"'.{word}' is given twice", code="E304")
        elif sign == ".":
            self.shapes.append((word, span))
        elif self.id:
            self._complain(mark.start(), mark.end(), "a second id is given", code="E304")
        else:
            self.id, self.id_span = word, span

    def _pair(self, name: re.Match[str]) -> int:
        end = name.end()
        here = self.spot(name.start(), end)
        value: Scalar | None = Scalar("yes", here)
        if end < self.stop and self.text[end] == "=":
            value, end = self._value(name, end + 1)
        if value is None:
            return end
        if name[0] in self.entries:
            self._complain(name.start(), name.end(), f"'{name[0]}' is given twice", code="E304")
        else:
            self.entries[name[0]] = Entry(name[0], value, here)
        return end

    def _value(self, name: re.Match[str], at: int) -> tuple[Scalar | None, int]:
        quoted = _QUOTED.match(self.text, at, self.stop)
        if quoted:
            text = _ESCAPE.sub(r"\1", quoted[1])
            return Scalar(text, self.spot(quoted.start(), quoted.end())), quoted.end()
        bare = _BARE.match(self.text, at, self.stop)
        if not bare:
            self._complain(name.start(), at, f"'{name[0]}=' needs a value", f'write {name[0]}="…"')
            return None, at
        if bare[0][0] in "“”„‘’'":
            self._complain(at, at + 1, "a value is put in straight quotes", f'write {name[0]}="two words"')
        return Scalar(bare[0], self.spot(at, bare.end())), bare.end()
