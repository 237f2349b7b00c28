"""The head of a file: text with places, and every slip explained at its line and column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.diagnostics import Span
from btspress.markup.front_matter import Head, read
from btspress.written import Scalar, Series, Table, Value


def head(body: str) -> Head:
    return read("f.md", f"---\n{body}\n---\ntext\n")


def plain(value: Value) -> object:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Series):
        return [plain(item) for item in value.items]
    return {entry.key: plain(entry.value) for entry in value.entries}


def test_scalars_stay_text() -> None:
    found = head("on: yes\ntime: 1:30\nyear: 2012\nday: 2012-04-19\nn: 010")
    assert plain(found.table) == {"on": "yes", "time": "1:30", "year": "2012", "day": "2012-04-19", "n": "010"}
    assert not found.problems


def test_every_way_to_write_nothing_is_empty_text() -> None:
    assert plain(head("a:\nb: ~\nc: null\nd: ''").table) == dict.fromkeys("abcd", "")


def test_quoted_null_is_a_word() -> None:
    assert plain(head('a: "null"').table) == {"a": "null"}


def test_lists_and_maps_nest() -> None:
    text = "a: [x, 'y: z']\nb:\n  - c: 1\n    d: 2\n  - c: 3\ne: {f: g}"
    assert plain(head(text).table) == {"a": ["x", "y: z"], "b": [{"c": "1", "d": "2"}, {"c": "3"}], "e": {"f": "g"}}


def test_a_folded_text_is_one_line() -> None:
    assert plain(head("a: >\n  one\n  two\nb: |\n  x\n  y").table) == {"a": "one two", "b": "x\ny"}


def test_keys_and_values_know_their_places() -> None:
    entry = head("a: é\ntitle: The bridge").table.entries[1]
    assert entry.span == Span("f.md", 3, 1, 6)
    assert entry.value.span == Span("f.md", 3, 8, 18)


def test_a_line_separator_inside_a_value_moves_no_line() -> None:
    found = head("a: 'x\u2028 y'\nb: c")
    assert found.table.entries[1].span.line == 3


@pytest.mark.parametrize("text", ["text\n", "", "----\na: b\n----\n"])
def test_without_a_fence_there_is_no_head(text: str) -> None:
    assert read("f.md", text) == Head(Table((), Span("f.md", 1, 1, 4)), 1)


@pytest.mark.parametrize(
    "text", ["---\na: b\n---\nx", "\ufeff---\na: b\n---\nx", "---\r\na: b\r\n---\r\nx", "---\na: b\n...\nx"]
)
def test_the_body_starts_below_the_head(text: str) -> None:
    found = read("f.md", text)
    assert (plain(found.table), found.body_line) == ({"a": "b"}, 4)


def test_an_empty_head_is_an_empty_table() -> None:
    found = read("f.md", "---\n# only a comment\n---\n")
    assert (found.table.entries, found.problems) == ((), ())


SLIPS = (
    ("E602", 3, 1, "a:\n\tb: c"),
    ("E603", 3, 3, "a: 1\n  b: 2"),
    ("E603", 4, 2, "l:\n  - a\n - b"),
    ("E603", 2, 4, "a: @x"),
    ("E603", 2, 4, "a: [1, 2"),
    ("E603", 2, 12, 'title: "A" and B'),
    ("E603", 2, 5, 'a: "\\q"'),
    ("E603", 2, 5, "a: x\x01"),
    ("E603", 3, 1, "a: b\n--- c"),
    ("E604", 3, 1, "a: 1\nonly words\nb: 2"),
    ("E604", 2, 1, "a:b"),
    ("E604", 2, 1, "words"),
    ("E604", 2, 3, "- a\n- b"),
    ("E604", 2, 3, "? [a]\n: b"),
    ("E605", 4, 1, "title: A\non: b\ntitle: C"),
    ("E606", 2, 4, "a: &x y"),
    ("E606", 3, 4, "a: b\nc: *x"),
    ("E606", 2, 4, "a: *emphasis*"),
    ("E606", 2, 4, "a: !!int 3"),
    ("E606", 2, 1, "<<: {a: b}"),
    ("E607", 2, 4, "a: 'b\nc: d"),
    ("E607", 2, 4, 'a: "b'),
    ("E608", 2, 9, "title: A: B"),
    ("E609", 2, 9, "a: [[[[[[[1]]]]]]]"),
)


@pytest.mark.parametrize(("code", "line", "col", "text"), SLIPS, ids=[f"{row[0]}-{n}" for n, row in enumerate(SLIPS)])
def test_a_slip_is_found_at_its_place(code: str, line: int, col: int, text: str) -> None:
    (found,) = head(text).problems
    assert found.span is not None
    assert (found.code, found.span.line, found.span.col) == (code, line, col)
    assert found.hint or code == "E607"


def test_a_key_given_twice_names_the_first_line() -> None:
    (found,) = head("a: 1\nb: 2\na: 3").problems
    assert (found.message, found.hint) == ("'a' is given twice", "first on line 2")


def test_a_head_that_is_never_closed_is_found_where_it_opens() -> None:
    found = read("f.md", "---\ntitle: A\n\n# Text\n")
    assert [(each.code, each.span) for each in found.problems] == [("E601", Span("f.md", 1, 1, 4))]


@pytest.mark.parametrize("bomb", ["a: " + "[" * 20_000, "a: " + "{" * 20_000, "- " * 5000, "k: [" + "x, " * 5000 + "]"])
def test_a_bomb_is_refused(bomb: str) -> None:
    (found,) = head(bomb).problems
    assert found.code in {"E609", "E604"}


def test_a_thousand_values_are_too_many() -> None:
    (found,) = head("\n".join(f"k{number}: v" for number in range(2100))).problems
    assert found.code == "E609"


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("ab:- \n\t'\"[]{}&*!|>%@`#?,\\é\u2028\x01\ud800"), max_size=40))
def test_no_head_raises(body: str) -> None:
    found = head(body)
    lines = f"---\n{body}\n---\ntext\n".split("\n")
    for each in found.problems:
        assert each.span is not None
        assert 1 <= each.span.line <= len(lines)
        assert 1 <= each.span.col < each.span.end


NAMES = st.text("abcdefghij", min_size=1, max_size=8)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(NAMES, WORDS, min_size=1, max_size=6))
def test_quoted_values_come_back_as_they_were(values: dict[str, str]) -> None:
    quoted = "\n".join(f"{name}: '{words.replace(chr(39), chr(39) * 2)}'" for name, words in values.items())
    found = head(quoted)
    if "\ufeff" not in quoted and all(ord(sign) < 0xFFFE or ord(sign) > 0xFFFF for sign in quoted):
        assert plain(found.table) == values
