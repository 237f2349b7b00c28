"""Media addresses and braces: what they mean, and where each part of them stands."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.diagnostics import Span
from btspress.markup.attributes import MOST, Braces, opened, read, trailing
from btspress.markup.reference import is_cue, medium, parse_reference, parse_region
from btspress.timecode import Smpte, parse_clock
from btspress.written import Attributes, Reference, Region, Scalar

START = 10


def parsed(address: str) -> tuple[Reference, list[tuple[str, int, int]]]:
    reference, problems = parse_reference(address, Span("a.md", 3, START, START + len(address)))
    places = [(each.code, each.span.col - START, each.span.end - START) for each in problems if each.span]
    return reference, places


# ---- addresses ----


def test_a_path_without_fragment() -> None:
    reference, problems = parsed("media/my%20take%231.mov")
    assert (reference.path, problems) == ("media/my take#1.mov", [])
    assert reference.path_span == Span("a.md", 3, START, START + 23)


def test_the_parts_of_a_selection_know_their_places() -> None:
    reference, problems = parsed("m/b.mov#t=4,12.5&xywh=percent:10,20,30,40.5&track=en")
    chosen = reference.selection
    assert not problems
    assert reference.path_span == Span("a.md", 3, 10, 17)
    assert chosen.span == Span("a.md", 3, 18, 62)
    assert chosen.start
    assert chosen.end
    assert (chosen.start.at, chosen.start.span) == (Fraction(4), Span("a.md", 3, 20, 21))
    assert (chosen.end.at, chosen.end.span) == (Fraction(25, 2), Span("a.md", 3, 22, 26))
    assert chosen.region == Region(Fraction(10), Fraction(20), Fraction(30), Fraction(81, 2), True, Span("", 0, 0, 1))
    assert chosen.region.span == Span("a.md", 3, 32, 53)
    assert (chosen.track, chosen.ranged, chosen.clock) == ("en", True, "t")


@pytest.mark.parametrize(
    ("fragment", "start", "end"),
    [
        ("t=12", Fraction(12), None),
        ("t=1:02", Fraction(62), None),
        ("t=1:02:03.25", Fraction(372325, 100) * 1, None),
        ("t=,12", None, Fraction(12)),
        ("t=npt:10,20", Fraction(10), Fraction(20)),
        ("t=4%2C12", Fraction(4), Fraction(12)),
        ("t=00:00:12:05", Smpte(0, 0, 12, 5), None),
        ("t=00:00:12;05", Smpte(0, 0, 12, 5, True), None),
        ("t=smpte-25:0:00:10,0:00:12:05", Smpte(0, 0, 10, 0), Smpte(0, 0, 12, 5)),
        ("t=smpte-30-drop:00:01:00:02", Smpte(0, 1, 0, 2, True), None),
        ("tc=10:14:22:05", Smpte(10, 14, 22, 5), None),
        ("f=1043,1121", 1043, 1121),
    ],
)
def test_times_of_every_clock(fragment: str, start: object, end: object) -> None:
    reference, problems = parsed(f"a.mov#{fragment}")
    chosen = reference.selection
    assert not problems
    assert (chosen.start and chosen.start.at, chosen.end and chosen.end.at) == (start, end)
    assert chosen.ranged == ("," in fragment.replace("%2C", ","))


def test_a_still_and_a_mark() -> None:
    assert parsed("a.mov#t=12.5&still")[0].selection.still
    assert parsed("a.png#still")[1] == []
    chosen = parsed("a.mov#id=hand%20slips")[0].selection
    assert (chosen.clock, chosen.mark) == ("id", "hand slips")


@pytest.mark.parametrize(
    ("address", "code", "start", "end"),
    [
        ("a.mov#time=4", "E201", 6, 12),
        ("a.mov#t=1&", "E201", 10, 11),
        ("a.mov#still=yes", "E201", 6, 15),
        ("a.mov#t=1&t=2", "E202", 10, 13),
        ("a.mov#t=1&id=x", "E202", 10, 14),
        ("a.mov#t=1,2&still", "E203", 6, 17),
        ("take#1.mov#t=3", "E209", 4, 5),
        ("a.mov#", "E210", 5, 6),
        ("a.mov#t=3,", "E211", 8, 10),
        ("a.mov#t=,", "E211", 8, 9),
        ("a.mov#t=", "E211", 6, 8),
        ("a.mov#t", "E211", 6, 7),
        ("a.mov#t=4,x", "E211", 10, 11),
        ("a.mov#t=1:99", "E211", 8, 12),
        ("a.mov#t=" + "9" * 100_000, "E211", 8, 100_008),
        ("a.mov#tc=12", "E211", 9, 11),
        ("a.mov#f=1.5", "E215", 8, 11),
        ("a.mov#f=-3", "E215", 8, 10),
        ("a.mov#f=" + "9" * 100_000, "E215", 8, 100_008),
        ("a.mov#t=12,8", "E216", 11, 12),
        ("a.mov#t=8,8", "E216", 10, 11),
        ("a.mov#f=12,8", "E216", 11, 12),
        ("a.mov#id=", "E217", 6, 9),
        ("a.mov#xywh=1,2,3", "E221", 11, 16),
        ("a.mov#xywh=inch:1,2,3,4", "E221", 11, 23),
        ("a.mov#xywh=1,2,-3,4", "E221", 11, 19),
        ("a.mov#xywh=1,2,0,4", "E222", 11, 18),
        ("a.mov#xywh=1,2,3,4&xywh=1,2,3,4", "E304", 19, 31),
    ],
)
def test_a_slip_in_an_address_is_found_at_its_place(address: str, code: str, start: int, end: int) -> None:
    assert parsed(address)[1] == [(code, start, end)]


def test_a_hash_in_a_name_still_finds_the_file() -> None:
    reference, _ = parsed("take#1.mov#t=3")
    assert (reference.path, reference.selection.start and reference.selection.start.at) == ("take#1.mov", 3)


def test_an_address_of_the_web_is_left_as_it_is() -> None:
    assert parsed("https://example.org/%20.mp4#t=2")[0].path == "https://example.org/%20.mp4"


def test_a_span_of_another_length_is_kept_whole() -> None:
    span = Span("f.md", 1, 1, 40)
    _, (found,) = parse_reference("a.mov#x=1", span)
    assert found.span == span


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a.mp4", True),
        ("a.MOV#t=3", True),
        ("b%20c.flac", True),
        ("https://example.org/a.mp4", False),
        ("//host/a.mp4", False),
        ("a.md#t=3", False),
        ("#a.mp4", False),
        ("mp4", False),
    ],
)
def test_a_cue_leads_into_a_media_file_of_the_site(address: str, expected: bool) -> None:
    assert is_cue(address) is expected


def test_what_a_file_is_follows_from_its_name() -> None:
    assert [medium(name) for name in ("a.MXF", "a.b.wav", "a.heic", "a.txt", "a", "")] == [
        "video",
        "sound",
        "picture",
        "",
        "",
        "",
    ]


def test_a_region_alone() -> None:
    span = Span("a.md", 1, 5, 12)
    assert parse_region("1,2,3,4", span) == (
        Region(Fraction(1), Fraction(2), Fraction(3), Fraction(4), False, span),
        (),
    )
    region, (found,) = parse_region("1,2", span)
    assert (region, found.code, found.span) == (None, "E221", span)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abt=#&%2,:;.0159-mov/xywhid \u00e9"), max_size=40))
def test_no_address_raises_and_every_place_lies_inside_it(address: str) -> None:
    _, problems = parsed(address)
    assert all(0 <= start < end <= max(len(address), start + 1) for _, start, end in problems)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 99_999), st.integers(1, 99_999), st.integers(0, 3))
def test_a_written_range_is_the_range_meant(start: int, length: int, digits: int) -> None:
    first, last = f"{start}.{digits}", f"{start + length}.{digits}"
    chosen = parsed(f"a.mov#t={first},{last}")[0].selection
    assert chosen.start
    assert chosen.end
    assert (chosen.start.at, chosen.end.at) == (parse_clock(first), parse_clock(last))


# ---- braces ----


def scanned(text: str) -> tuple[Attributes, list[tuple[str, int, int]]]:
    held, problems = read(text, opened(text, 0), lambda start, end: Span("a.md", 1, start + 1, end + 1))
    return held, [(each.code, each.span.col - 1, each.span.end - 1) for each in problems if each.span]


def pairs(held: Attributes) -> dict[str, str]:
    return {entry.key: entry.value.text for entry in held.table.entries if isinstance(entry.value, Scalar)}


def test_braces_hold_an_id_shapes_words_and_pairs() -> None:
    held, problems = scanned(
        '{#card .wide .left loop poster=12.5 by="Ian \\"H\\" {x}" is=real instead-of=a,b fixes=#id}'
    )
    assert (held.id, held.shapes, problems) == ("card", ("wide", "left"), [])
    assert pairs(held) == {
        "loop": "yes",
        "poster": "12.5",
        "by": 'Ian "H" {x}',
        "is": "real",
        "instead-of": "a,b",
        "fixes": "#id",
    }


def test_attributes_know_their_places() -> None:
    held, _ = scanned('{#a .b c="d e"}')
    entry = held.table.entries[0]
    assert (held.id_span, held.shape_spans) == (Span("a.md", 1, 2, 4), (Span("a.md", 1, 5, 7),))
    assert (entry.span, entry.value.span) == (Span("a.md", 1, 8, 9), Span("a.md", 1, 10, 15))


def test_empty_braces_hold_nothing() -> None:
    assert scanned("{}")[1] == []
    assert scanned("{  }")[0].table.entries == ()


@pytest.mark.parametrize(
    ("text", "code", "start", "end"),
    [
        ("{a", "E102", 0, 1),
        ('{a="b}', "E102", 0, 1),
        ("{mode=}", "E102", 1, 6),
        ("{mode= x}", "E102", 1, 6),
        ('{a="b"c}', "E102", 6, 7),
        ("{#a.b}", "E102", 3, 4),
        ("{#}", "E102", 1, 2),
        ("{.}", "E102", 1, 2),
        ("{?}", "E102", 1, 2),
        ("{a=“b”}", "E102", 3, 4),
        ("{a=1 a=2}", "E304", 5, 6),
        ("{#a #b}", "E304", 4, 6),
        ("{.a .a}", "E304", 4, 6),
    ],
)
def test_a_slip_in_braces_is_found_at_its_place(text: str, code: str, start: int, end: int) -> None:
    assert (code, start, end) in scanned(text)[1]


def test_a_hundred_attributes_are_enough() -> None:
    held, problems = scanned("{" + " ".join(f"k{number}" for number in range(100_000)) + "}")
    assert len(held.table.entries) == MOST
    assert [code for code, _, _ in problems] == ["E102"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Title {a=b}", Braces(6, 11)),
        ("Title {a=b}  ", Braces(6, 11)),
        ("Title {a} more", None),
        ("{a} b {c}", Braces(6, 9)),
        ("Title {a", Braces(6, -1)),
        ('Title {a="}"}', Braces(6, 13)),
        ('Title {a="}', Braces(6, -1)),
        ("Title \\{a}", None),
        ("Title a}", None),
        ("one {a}\ntwo", None),
        ("one\ntwo {a}", Braces(8, 11)),
        ("{ {a}", Braces(2, 5)),
        ("", None),
    ],
)
def test_braces_that_end_a_text(text: str, expected: Braces | None) -> None:
    assert trailing(text) == expected


KEYS = st.text("abcdefgh", min_size=1, max_size=6)
VALUES = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=12)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_quoted_values_come_back_as_they_were(values: dict[str, str]) -> None:
    escaped = {name: words.replace("\\", "\\\\").replace('"', '\\"') for name, words in values.items()}
    held, problems = scanned("{" + " ".join(f'{name}="{words}"' for name, words in escaped.items()) + "}")
    assert (pairs(held), problems) == (values, [])


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from('{}#.ab="\\ \t\n“é'), max_size=40))
def test_no_braces_raise(text: str) -> None:
    found = trailing(text)
    assert found is None or text[found.start] == "{"
    scanned("{" + text)
