"""Typed reading of a `Table` into a frozen dataclass: its fields are the keys that an author may write.

The same reader serves the head of a file and the braces behind a title. A value is text until the
annotation of its field says what it means; whatever does not fit becomes a diagnostic with line and
column, and the field keeps its default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from btspress.diagnostics import Diagnostic, Span, problem, suggest
from btspress.otherwise import elsewhere
from btspress.timecode import parse_clock
from btspress.written import Entry, Scalar, Series, Table, Value

T = TypeVar("T")

Duration = NewType("Duration", Fraction)
"""Seconds: written `12:14`, `1.5`, `70 s`, `0.6s`, `20min` or `2 h`."""

_BAD = object()
"""Stands for a value that was reported and cannot be used."""

_UNITS = MappingProxyType({"ms": Fraction(1, 1000), "s": Fraction(1), "min": Fraction(60), "h": Fraction(3600)})
_AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|min|h)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Where a schema has no such key, one that was written still keeps back.
_PROTECTIONS = frozenset({"draft", "embargo", "early", "audience", "checkpoints", "consent", "clearance", "until"})
_TRUTH = MappingProxyType({"yes": True, "true": True, "no": False, "false": False})


def key(
    name: str = "",
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    about: str = "",
    required: bool = False,
    closed: Any = None,
) -> Any:
    """A field of a schema.

    `name` is the key as written where it differs from the field's name; `required` keys are listed by
    `missing()`, not enforced by `read()`. A protection that was written and cannot be read is `closed`.
    """
    metadata = {"key": name, "help": about, "required": required, "closed": closed}
    if default_factory is not MISSING:
        return field(default_factory=default_factory, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a schema, for the reference pages."""

    name: str
    type: str
    """In words: `text`, `yes or no`, `list of text`, `map` …"""
    allowed: tuple[str, ...]
    """The closed list of words, where there is one."""
    required: bool
    about: str
    keys: tuple[Key, ...] = ()
    """What the map, or each map of the list, may hold."""


def read(
    table: Table,
    schema: type[T],
    *,
    unknown: str,
    wrong: str,
    skip: frozenset[str] = frozenset(),
) -> tuple[T, tuple[Diagnostic, ...]]:
    """The table as a value of `schema`, and what is wrong with it.

    `unknown` and `wrong` are the codes for a key that the schema has not (E620, E301) and for a value
    that does not fit (E621, E302). Keys in `skip` belong to somebody else. Every field of the schema
    needs a default: it stands where the key is missing, has no value, or its value was refused.
    """
    reader = _Reader(unknown, wrong, [])
    made: T = reader.record(table, schema, skip)
    return made, tuple(reader.problems)


def missing(table: Table, schema: type) -> tuple[Diagnostic, ...]:
    """One E622 for each required key that is not there, also in maps and lists of maps below."""
    found: list[Diagnostic] = []
    for name, (about, hint) in _keys(schema).items():
        entry = table.get(name)
        if entry is None or _empty(entry):
            if about.metadata.get("required"):
                found.append(problem("E622", f"'{name}:' is missing", table.span, about.metadata["help"]))
            continue
        below = _below(hint)
        if below and get_origin(hint) is not Mapping:
            for inner in _tables(entry.value, listed=get_origin(hint) is tuple):
                found.extend(missing(inner, below))
    return tuple(found)


def describe(schema: type) -> tuple[Key, ...]:
    """The keys of `schema` in the order of its fields: for the reference, never for messages."""
    return tuple(_described(name, about, hint) for name, (about, hint) in _keys(schema).items())


# ---- how a schema looks ----


@lru_cache(maxsize=256)
def _keys(schema: Any) -> Mapping[str, tuple[Field[Any], Any]]:
    """Fields and their types by the key as written."""
    hints = get_type_hints(schema)
    return MappingProxyType({_written(each): (each, hints[each.name]) for each in fields(schema)})


def _written(about: Field[Any]) -> str:
    return about.metadata.get("key") or about.name


def _members(hint: Any) -> tuple[Any, ...]:
    """The alternatives of a union, or the type itself; `None` is not one of them."""
    if get_origin(hint) in {Union, UnionType}:
        return tuple(each for each in get_args(hint) if each is not NoneType)
    return (hint,)


def _below(hint: Any) -> Any:
    """The schema of the maps that `hint` allows, directly or in a list or map; None when there is none."""
    for each in _members(hint):
        inner = get_args(each)[-2:] if get_origin(each) in {tuple, Mapping} else (each,)
        found = next((part for one in inner for part in _members(one) if is_dataclass(part)), None)
        if found:
            return found
    return None


def _tables(value: Value, *, listed: bool) -> tuple[Table, ...]:
    """The maps of a value that is a map or, where `listed`, a list of them."""
    inner = value.items if isinstance(value, Series) else () if listed else (value,)
    return tuple(each for each in inner if isinstance(each, Table))


def _words(hint: Any) -> tuple[str, ...]:
    """The closed list of words that `hint` allows, over all members of a union."""
    return tuple(word for each in _members(hint) if get_origin(each) is Literal for word in get_args(each))


def _named(hint: Any) -> str:
    """A type in the words of an author."""
    names = []
    for each in _members(hint):
        inner = [part for part in get_args(each) if part is not ...]
        if get_origin(each) is tuple:
            names.append("map" if get_origin(inner[0]) is tuple else f"list of {_named(inner[0])}")
        elif get_origin(each) is Literal:
            names.append("word")
        else:
            names.append("map" if is_dataclass(each) or get_origin(each) is Mapping else _SCALARS[each][0])
    return " or ".join(dict.fromkeys(names))


def _described(name: str, about: Field[Any], hint: Any) -> Key:
    return Key(
        name,
        _named(hint),
        tuple(word for word in _words(hint) if word),
        bool(about.metadata.get("required")),
        about.metadata.get("help", ""),
        describe(below) if (below := _below(hint)) else (),
    )


# ---- reading ----


@dataclass(frozen=True, slots=True)
class _Reader:
    unknown: str
    wrong: str
    problems: list[Diagnostic]

    def record(self, table: Table, schema: Any, skip: frozenset[str] = frozenset()) -> Any:
        """`table` as a value of `schema`."""
        known = _keys(schema)
        values: dict[str, Any] = {}
        for entry in table.entries:
            if entry.key in known:
                about, hint = known[entry.key]
                faults, closed = len(self.problems), about.metadata["closed"]
                value = _BAD if _empty(entry) else self.value(entry.value, hint)
                value = closed if value is _BAD or (closed is not None and len(self.problems) > faults) else value
                if value is not None:
                    values[about.name] = value
            elif entry.key not in skip:
                values = {**self._refuse_key(entry, known), **values}
        return schema(**values)

    def _refuse_key(self, entry: Entry, known: Mapping[str, tuple[Field[Any], Any]]) -> Mapping[str, Any]:
        """Tells of an unknown key; the protection that it may be meant to be is closed."""
        hint = elsewhere(entry.key, known) or suggest(entry.key, known)
        meant = {hint[14:-2], "audience" if entry.key.casefold() in _PROTECTIONS else ""}
        if not hint and len(known) <= 12:
            hint = f"known: {', '.join(known)}" if known else "there are no keys here"
        self.problems.append(problem(self.unknown, f"unknown key '{entry.key}'", entry.span, hint))
        closed = {about.name: about.metadata["closed"] for name, (about, _) in known.items() if name in meant}
        return {name: value for name, value in closed.items() if value is not None}

    def _refuse(self, span: Span, message: str, hint: str = "", code: str = "") -> object:
        self.problems.append(problem(code or self.wrong, message, span, hint))
        return _BAD

    def value(self, value: Value, hint: Any) -> Any:
        """`value` as `hint` wants it, or `_BAD` after a report."""
        members = _members(hint)
        if isinstance(value, Scalar):
            words = _words(hint)
            if value.text in words:
                return value.text
            plain = [each for each in members if get_origin(each) is not Literal]
            fit = next((each for each in plain if not is_dataclass(each)), plain[0] if plain else None)
            return self._word(value, words) if fit is None else self._scalar(value, fit)
        if isinstance(value, Series):
            listed = next((each for each in members if get_origin(each) is tuple), None)
            if listed is None:
                return self._refuse(value.span, f"a list stands where {_named(hint)} is expected")
            return self._list(value.items, get_args(listed)[0])
        for each in members:
            if is_dataclass(each) or get_origin(each) in {tuple, Mapping}:
                return self._map(value, each)
        return self._refuse(value.span, f"a map stands where {_named(hint)} is expected")

    def _word(self, value: Scalar, words: tuple[str, ...]) -> Any:
        message = f"'{_short(value.text)}' is not one of {', '.join(filter(None, words))}"
        return self._refuse(value.span, message, suggest(value.text, words))

    def _scalar(self, value: Scalar, hint: Any) -> Any:
        if get_origin(hint) is tuple:
            inner = get_args(hint)[0]
            if get_origin(inner) is tuple or (is_dataclass(inner) and value.text):
                return self._refuse(value.span, f"a text stands where a {_named(hint)} is expected")
            texts = value.text.split(",") if get_origin(inner) is Literal else [value.text]
            return self._list(tuple(Scalar(text.strip(), value.span) for text in texts), inner) if value.text else ()
        if is_dataclass(hint) or get_origin(hint) is Mapping:
            return self._refuse(value.span, "a text stands where a map is expected", "write 'key: value' below it")
        return _SCALARS[hint][1](self, value)

    def _list(self, items: tuple[Value, ...], hint: Any) -> Any:
        return tuple(made for item in items if (made := self.value(item, hint)) is not _BAD)

    def _map(self, table: Table, hint: Any) -> Any:
        if is_dataclass(hint):
            return self.record(table, hint)
        if get_origin(hint) is Mapping:
            inner = get_args(hint)[1]
            read = ((entry.key, self.value(entry.value, inner)) for entry in table.entries)
            return MappingProxyType({name: value for name, value in read if value is not _BAD})
        inner = get_args(hint)[0]
        if get_origin(inner) is tuple:
            return tuple(
                (each.key, text) for each in table.entries if (text := self.value(each.value, str)) is not _BAD
            )
        named = next((each for each in _members(inner) if is_dataclass(each)), None)
        if named is None:
            return self._refuse(table.span, f"a map stands where a {_named(hint)} is expected")
        return tuple(self.record(_keyed(entry, named), named) for entry in table.entries)

    # ---- single values ----

    def text(self, value: Scalar) -> Any:
        """Text as it is."""
        return value.text

    def number(self, value: Scalar) -> Any:
        """A whole number of at most nine digits."""
        good = _NUMBER.fullmatch(value.text)
        return int(value.text) if good else self._refuse(value.span, f"'{_short(value.text)}' is no whole number")

    def truth(self, value: Scalar) -> Any:
        """`yes`, `no`, `true`, `false`, in any case."""
        found = _TRUTH.get(value.text.lower())
        return self._refuse(value.span, f"'{_short(value.text)}' is neither yes nor no") if found is None else found

    def day(self, value: Scalar) -> Any:
        """A date `2012-04-19`."""
        try:
            return date.fromisoformat(value.text if _DAY.fullmatch(value.text) else "")
        except ValueError:
            hint = "write year-month-day: 2012-04-19"
            return self._refuse(value.span, f"'{_short(value.text)}' is no date", hint, "E623")

    def instant(self, value: Scalar) -> Any:
        """A date with time and zone."""
        hint = "write date, time and time zone: 2026-03-01T09:00+01:00"
        try:
            moment = datetime.fromisoformat(value.text if value.text.isascii() else "")
        except ValueError:
            return self._refuse(value.span, f"'{_short(value.text)}' is no date with a time", hint, "E505")
        if moment.tzinfo is None:
            return self._refuse(value.span, f"'{_short(value.text)}' has no time zone", hint, "E505")
        return moment

    def duration(self, value: Scalar) -> Any:
        """Seconds, as a clock or with a unit."""
        amount = _AMOUNT.fullmatch(value.text)
        seconds = Fraction(amount[1]) * _UNITS[amount[2]] if amount else parse_clock(value.text)
        if seconds is None:
            return self._refuse(value.span, f"'{_short(value.text)}' is no duration", "write 12:14, 1.5, 70 s or 20min")
        return seconds


_SCALARS: Mapping[Any, tuple[str, Callable[[_Reader, Scalar], Any]]] = MappingProxyType(
    {
        str: ("text", _Reader.text),
        int: ("whole number", _Reader.number),
        bool: ("yes or no", _Reader.truth),
        date: ("date", _Reader.day),
        datetime: ("date, time and zone", _Reader.instant),
        Duration: ("duration", _Reader.duration),
        Fraction: ("duration", _Reader.duration),
    }
)
"""What a single value may be: its name in the words of an author, and how it is read."""


def _keyed(entry: Entry, schema: Any) -> Table:
    """`id: {…}` as a map that holds the id: the key is the first field, a plain value the second."""
    names = list(_keys(schema))
    first = Entry(names[0], Scalar(entry.key, entry.span), entry.span)
    if isinstance(entry.value, Table):
        rest = tuple(each for each in entry.value.entries if each.key != names[0])
        return Table((first, *rest), entry.span)
    return Table((first, *(Entry(name, entry.value, entry.span) for name in names[1:2])), entry.span)


def _empty(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and not entry.value.text


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
