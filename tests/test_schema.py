"""Typed reading of tables: what fits becomes a value, what does not becomes a finding at its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.directives import DIRECTIVES
from btspress.markup.front_matter import read as read_head
from btspress.schema import Duration, describe, key, missing, read
from btspress.story.heads import ChapterHead, FilmHead, PersonHead, SidecarHead, SiteHead, SourceHead
from btspress.written import Table


@dataclass(frozen=True, slots=True)
class Inner:
    id: str = key(default="", required=True)
    name: str = key(default="")
    start: date | None = key("from", default=None)


@dataclass(frozen=True, slots=True)
class Everything:
    text: str = key(default="none", about="Some words.", required=True)
    number: int = key(default=7)
    flag: bool = key(default=False)
    day: date | None = key(default=None)
    instant: datetime | None = key(default=None)
    length: Duration = key(default=Duration(Fraction(1)))
    names: tuple[str, ...] = key(default=())
    pairs: tuple[tuple[str, str], ...] = key(default=())
    words: Mapping[str, str] = key(default_factory=dict)
    inner: Inner = key(default=Inner())
    several: tuple[Inner, ...] = key(default=())
    either: Inner | str = key(default="")
    tempo: Literal["slow", "fast"] | Literal[""] = key("is", default="")


def table(text: str) -> Table:
    head = read_head("f.md", f"---\n{text}\n---\n")
    assert not head.problems
    return head.table


def value(text: str, name: str) -> Any:
    made, problems = read(table(text), Everything, unknown="E620", wrong="E621")
    assert not problems
    return getattr(made, name)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("text: 12:30", "text", "12:30"),
        ("number: -12", "number", -12),
        ("flag: Yes", "flag", True),
        ("flag: false", "flag", False),
        ("day: 2012-04-19", "day", date(2012, 4, 19)),
        ("instant: 2026-03-01T09:00Z", "instant", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("instant: 2026-03-01 09:00+01:00", "instant", datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=1)))),
        ("length: 12:14", "length", Fraction(734)),
        ("length: 70 s", "length", Fraction(70)),
        ("length: 0.6s", "length", Fraction(3, 5)),
        ("length: 20min", "length", Fraction(1200)),
        ("length: 1.5", "length", Fraction(3, 2)),
        ("length: 2h", "length", Fraction(7200)),
        ("names: one", "names", ("one",)),
        ("names: [one, two]", "names", ("one", "two")),
        ("pairs: {a: b, c: d}", "pairs", (("a", "b"), ("c", "d"))),
        ("words: {a: b}", "words", {"a": "b"}),
        ("inner: {id: x, from: 2012-01-02}", "inner", Inner("x", "", date(2012, 1, 2))),
        ("several: [{id: x}, {id: y}]", "several", (Inner("x"), Inner("y"))),
        ("several: {x: {name: X}, y: Why}", "several", (Inner("x", "X"), Inner("y", "Why"))),
        ("either: words", "either", "words"),
        ("either: {id: x}", "either", Inner("x")),
        ("is: fast", "tempo", "fast"),
    ],
)
def test_what_fits_becomes_a_value(text: str, name: str, expected: object) -> None:
    assert value(text, name) == expected


def test_a_key_without_value_keeps_its_default() -> None:
    made, problems = read(
        table("text:\nnumber:\nflag: ~\ninner:\nseveral:\nis:"), Everything, unknown="E620", wrong="E621"
    )
    assert (made, problems) == (Everything(), ())


@pytest.mark.parametrize(
    ("text", "code", "place", "hint"),
    [
        ("txet: a", "E620", (2, 1, 5), "did you mean 'text'?"),
        ("number: many", "E621", (2, 9, 13), ""),
        (f"number: {'9' * 100_000}", "E621", (2, 9, 100_009), ""),
        ("flag: maybe", "E621", (2, 7, 12), ""),
        ("day: 19.4.2012", "E623", (2, 6, 15), "write year-month-day: 2012-04-19"),
        ("day: 2012-02-30", "E623", (2, 6, 16), "write year-month-day: 2012-04-19"),
        ("instant: 2026-03-01T09:00", "E505", (2, 10, 26), "write date, time and time zone: 2026-03-01T09:00+01:00"),
        ("instant: soon", "E505", (2, 10, 14), "write date, time and time zone: 2026-03-01T09:00+01:00"),
        ("length: long", "E621", (2, 9, 13), "write 12:14, 1.5, 70 s or 20min"),
        ("text: [a]", "E621", (2, 8, 9), ""),
        ("text: {a: b}", "E621", (2, 8, 9), ""),
        ("inner: words", "E621", (2, 8, 13), "write 'key: value' below it"),
        ("several: words", "E621", (2, 10, 15), ""),
        ("words: words", "E621", (2, 8, 13), "write 'key: value' below it"),
        ("names: [a, [b]]", "E621", (2, 13, 14), ""),
        ("is: fsat", "E621", (2, 5, 9), "did you mean 'fast'?"),
        ("inner:\n  nmae: x", "E620", (3, 3, 7), "did you mean 'name'?"),
    ],
)
def test_what_does_not_fit_is_found_at_its_place(text: str, code: str, place: tuple[int, int, int], hint: str) -> None:
    made, problems = read(table(text), Everything, unknown="E620", wrong="E621")
    (found,) = problems
    assert found.span is not None
    assert (found.code, (found.span.line, found.span.col, found.span.end), found.hint) == (code, place, hint)
    assert made.text == Everything().text


def test_a_closed_list_is_told() -> None:
    _, (found,) = read(table("is: loud"), Everything, unknown="E301", wrong="E302")
    assert found.message == "'loud' is not one of slow, fast"


def test_keys_of_somebody_else_are_skipped() -> None:
    made, problems = read(
        table("other: 1\nnumber: 2"), Everything, unknown="E620", wrong="E621", skip=frozenset({"other"})
    )
    assert (made.number, problems) == (2, ())


def test_missing_keys_are_listed_also_below() -> None:
    found = missing(table("text:\nseveral: [{name: a}, {id: b}]"), Everything)
    assert [(each.code, each.message) for each in found] == [
        ("E622", "'text:' is missing"),
        ("E622", "'id:' is missing"),
    ]


def test_maps_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        value("words: {a: b}", "words")["c"] = "d"


def test_a_schema_describes_itself() -> None:
    keys = {each.name: each for each in describe(Everything)}
    assert keys["text"].type == "text"
    assert keys["text"].required
    assert keys["names"].type == "list of text"
    assert keys["is"].allowed == ("slow", "fast")
    assert [each.name for each in keys["several"].keys] == ["id", "name", "from"]
    assert keys["either"].type == "map or text"


SCHEMAS = (SiteHead, FilmHead, ChapterHead, PersonHead, SidecarHead, SourceHead)


@pytest.mark.parametrize(
    "schema", [*SCHEMAS, *(row.options for row in DIRECTIVES.values())], ids=lambda each: each.__qualname__
)
def test_every_schema_of_the_house_can_be_described_and_read(schema: type) -> None:
    assert all(each.type for each in describe(schema))
    made, problems = read(table(""), schema, unknown="E620", wrong="E621")
    assert made == schema()
    assert not problems


@settings(deadline=None, max_examples=100)
@given(st.sampled_from([each.name for each in describe(Everything)]), st.text(max_size=30))
def test_no_value_raises(name: str, words: str) -> None:
    quoted = words.replace("'", "''")
    head = read_head("f.md", f"---\n{name}: '{quoted}'\n---\n")
    read(head.table, Everything, unknown="E620", wrong="E621")
