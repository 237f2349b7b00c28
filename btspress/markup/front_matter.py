"""The head of a file: YAML between two lines `---`, read with the place of every key and value.

The library's events are taken one by one, so every scalar stays the text that was written, a bomb is
noticed at its first value too many, and nothing here can recurse deeper than the five levels allowed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import yaml

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.unchanging import unchanging
from btspress.written import Entry, Scalar, Series, Table, Value

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH = 5
_VALUES = 1000
_SIZE = 256 * 1024
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_STRANGE: re.Pattern[str] = yaml.reader.Reader.NON_PRINTABLE
"""What YAML cannot hold; the library's own, for it takes 3 ms to compile another."""
_FENCE = re.compile(r"^(?:---|\.\.\.)[^\S\n]*$", re.MULTILINE)
_TAB = re.compile(r"[ ]*\t")
_LONG = "the front matter is too large"


@unchanging
class Head:
    """The front matter of a file and where the text below it starts."""

    table: Table
    body_line: int
    """Number of the first line of the body, from 1."""
    problems: tuple[Diagnostic, ...] = ()


class _StopError(Exception):
    """Carries the one finding that ends the reading."""

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.message)
        self.found = found


def read(path: str, text: str) -> Head:
    """The front matter of `text`, the content of the file `path`; an empty table where there is none.

    Never raises. After an error the table is empty, or holds what was read up to a key given twice.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start = Span(path, 1, 1, 4)
    begun = _FENCE.match(text)
    if not begun or begun[0].startswith("."):
        return Head(Table((), start), 1)
    end = _FENCE.search(text, begun.end())
    if not end:
        found = problem("E601", "the front matter is never closed", start, "put a line '---' below it")
        return Head(Table((), start), 2, (found,))
    composer = _Composer(path, text[begun.end() + 1 : max(end.start() - 1, begun.end() + 1)])
    table = composer.table()
    return Head(table or Table((), start), text.count("\n", 0, end.start()) + 2, tuple(composer.problems))


class _Composer:
    """Turns the events of one head into a table."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.problems: list[Diagnostic] = []
        self.values = 0
        self.events: Iterator[Any] = iter(())

    # ---- places ----

    def span(self, start: int, end: int) -> Span:
        """The place of some characters of the head; not beyond the end of their first line."""
        start = min(start, len(self.text))
        line = bisect_right(self.starts, start) - 1
        after = self.text.find("\n", start)
        stop = min(end, after if after >= 0 else len(self.text))
        col = start - self.starts[line] + 1
        # The head's first line is the second of the file.
        return Span(self.path, line + 2, col, col + max(stop - start, 1))

    def _over(self, event: Any) -> Span:
        text = self.text[event.start_mark.index : event.end_mark.index].rstrip()
        return self.span(event.start_mark.index, event.start_mark.index + len(text))

    def _fail(self, code: str, span: Span, message: str, hint: str = "") -> _StopError:
        return _StopError(problem(code, message, span, hint))

    # ---- composing ----

    def table(self) -> Table | None:
        """The whole head, or None after a report."""
        try:
            return self._document()
        except _StopError as stop:
            self.problems.append(stop.found)
        except yaml.MarkedYAMLError as error:
            self.problems.append(self._explained(error))
        except (yaml.YAMLError, ValueError):
            self.problems.append(problem("E603", "this character cannot be read", self._strange()))
        return None

    def _document(self) -> Table | None:
        if len(self.text) > _SIZE:
            raise self._fail("E609", self.span(0, 1), _LONG, f"it may have {_SIZE // 1024} KiB")
        if strange := _STRANGE.search(self.text):
            where = self.span(strange.start(), strange.end())
            raise self._fail("E603", where, "this character cannot be read", "remove it")
        self.events = yaml.parse(self.text, Loader=_LOADER)
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                value = self._value(event, 0)
                self._end()
                return self._rooted(value)
        return None

    def _end(self) -> None:
        """Takes the rest of the events; a second document would be lost without a word."""
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                hint = "close the front matter with a line that is only '---'"
                raise self._fail("E603", self._over(event), "a second document starts here", hint)

    def _rooted(self, value: Value) -> Table | None:
        if isinstance(value, Table):
            return value
        if isinstance(value, Scalar) and not value.text:
            return None
        hint = "write one 'key: value' a line"
        if isinstance(value, Scalar) and re.match(r"[\w-]+:\S", value.text):
            hint = "put a space behind the ':'"
        raise self._fail("E604", value.span, "this is no 'key: value'", hint)

    def _value(self, event: Any, depth: int) -> Value:
        self.values += 1
        if self.values > 2 * _VALUES:
            words = f"the front matter has more than {_VALUES:,} values"
            raise self._fail("E609", self._over(event), words)
        if depth > _DEPTH:
            words = f"the front matter is nested deeper than {_DEPTH} levels"
            raise self._fail("E609", self._over(event), words, "move it out, or write it flat")
        self._check_plain(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        text = event.value.rstrip("\n") if event.style in {"|", ">"} else event.value
        plain = event.implicit[0]
        return Scalar("" if plain and text in _NULLS else text, self._over(event))

    def _check_plain(self, event: Any) -> None:
        """Refuses what would make a value depend on another place of the file."""
        if isinstance(event, yaml.AliasEvent):
            name = "an alias ('*')"
        elif event.anchor:
            name = "an anchor ('&')"
        elif event.tag is not None:
            name = "a tag ('!')"
        else:
            return
        hint = "write the value out, or put the text in quotes"
        raise self._fail("E606", self._over(event), f"{name} is not taken here", hint)

    def _sequence(self, event: Any, depth: int) -> Series:
        items = []
        for inner in self.events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            items.append(self._value(inner, depth + 1))
        return Series(tuple(items), items[0].span if items else self._over(event))

    def _mapping(self, event: Any, depth: int) -> Table:
        entries: dict[str, Entry] = {}
        for inner in self.events:
            if isinstance(inner, yaml.MappingEndEvent):
                break
            self._check_plain(inner)
            if not isinstance(inner, yaml.ScalarEvent):
                raise self._fail("E604", self._over(inner), "a key is one line of text", "write 'key: value'")
            name = inner.value
            here = self._over(inner)
            if name == "<<":
                raise self._fail("E606", here, "a merge key ('<<') is not taken here", "write the values out")
            value = self._value(next(self.events), depth + 1)
            if name in entries:
                first = f"first on line {entries[name].span.line}"
                self.problems.append(problem("E605", f"'{name}' is given twice", here, first))
            else:
                entries[name] = Entry(name, value, here)
        first_key = next(iter(entries.values()), None)
        return Table(tuple(entries.values()), first_key.span if first_key else self._over(event))

    # ---- the library's complaints in our words ----

    def _strange(self) -> Span:
        """The first character outside what YAML can hold."""
        found = next((n for n, sign in enumerate(self.text) if "\ud800" <= sign <= "\udfff"), 0)
        return self.span(found, found + 1)

    def _explained(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index if mark else 0, len(self.text))
        context = error.context_mark.index if error.context_mark else at
        about, what = error.context or "", error.problem or ""
        begin = self.starts[bisect_right(self.starts, at) - 1]
        tab = _TAB.match(self.text, begin)
        if tab:
            return self._tab(tab.end() - 1)
        if "quoted scalar" in about:
            return self._in_quotes(context, at, what)
        if "mapping values" in what:
            return self._colon(begin, at)
        if "could not find expected ':'" in what:
            return self._no_key(context)
        if "alias" in about or "anchor" in about or "tag" in about:
            span = self.span(context, context + 1)
            words = f"'{self.text[context : context + 1]}' begins a YAML feature that is not taken"
            return problem("E606", words, span, "put the text in quotes")
        return self._broken(context, at, about, what)

    def _tab(self, at: int) -> Diagnostic:
        return problem("E602", "a tab in the front matter", self.span(at, at + 1), "indent with spaces")

    def _in_quotes(self, context: int, at: int, what: str) -> Diagnostic:
        if "escape" in what:
            hint = "write \\\\ for a backslash, or use single quotes"
            words = "'\\' in double quotes starts a sign that does not exist"
            return problem("E603", words, self.span(at, at + 2), hint)
        return problem("E607", "the quote opened here is never closed", self.span(context, context + 1))

    def _colon(self, begin: int, at: int) -> Diagnostic:
        span = self.span(at, at + 1)
        if ": " in self.text[begin:at] or self.text[begin:at].rstrip().endswith((":", "]", "}")):
            return problem("E608", "': ' inside a text needs quotes", span, 'write key: "text: more text"')
        hint = "give the keys of one map the same indentation"
        return problem("E603", "this line is indented more than the keys above", self._line(begin), hint)

    def _line(self, begin: int) -> Span:
        text = self.text[begin:].partition("\n")[0]
        indent = len(text) - len(text.lstrip())
        return self.span(begin + indent, begin + len(text))

    def _no_key(self, at: int) -> Diagnostic:
        line = self.text[at:].partition("\n")[0]
        hint = "put a space behind the ':'" if re.match(r"[\w-]+:\S", line) else "write 'key: value'"
        return problem("E604", "this line is no 'key: value'", self.span(at, at + len(line)), hint)

    def _broken(self, context: int, at: int, about: str, what: str) -> Diagnostic:
        span = self.span(at, at + 1)
        if "flow" in about:
            sign = self.text[context : context + 1]
            hint = "close it, or put the text in quotes"
            return problem("E603", f"the '{sign}' opened here is not closed", self.span(context, context + 1), hint)
        if "cannot start any token" in what:
            return problem("E603", f"a text cannot start with '{self.text[at]}'", span, "put the text in quotes")
        if "key" in what or "block end" in what or "sequence" in what:
            hint = "indent the lines of one list or map equally; quotes go around a whole text"
            return problem("E603", "this does not continue what stands above", span, hint)
        return problem("E603", "this cannot be read as YAML", span, "write one 'key: value' a line")
