"""Fingerprints: the same value the same everywhere, another value another, and no address in memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum, IntEnum, StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.digest import canonical, digest, digest_bytes, digest_file, fingerprint

few = settings(max_examples=60, deadline=None)
scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.fractions() | st.dates()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
plain = st.booleans() | st.integers() | st.text(max_size=4)


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Spot:
    x: int
    y: int


class Word(StrEnum):
    A = "a"


class Number(IntEnum):
    ONE = 1


class Shape(Enum):
    WIDE = ("wide", 1)
    FULL = ("full", 2)


@few
@given(st.dictionaries(st.text(max_size=5), values, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_a_mapping_does_not_count(told: dict[str, Any], random: Any) -> None:
    items = list(told.items())
    random.shuffle(items)
    assert digest(dict(items)) == digest(told)


@few
@given(st.lists(plain, max_size=8, unique=True))
def test_the_order_of_a_set_does_not_count(items: list[Any]) -> None:
    assert digest(frozenset(items)) == digest(frozenset(reversed(items)))


def test_a_number_and_its_text_have_one_place_each_in_a_set() -> None:
    assert canonical({1, "1"}) == canonical({"1", 1}) == ["1", 1]


@few
@given(values)
def test_a_canonical_value_is_json(told: object) -> None:
    assert json.loads(json.dumps(canonical(told))) == canonical(told)


odd = st.sampled_from(
    (Point(1, 2, "x"), Word.A, Number.ONE, Shape.WIDE, True, None, 1.5, b"x", frozenset({1, "1", 2}), {1: 2, "1": 3})
)
nested = st.recursive(
    values | odd,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner) | st.builds(Spot, inner, inner)
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(nested, nested)
def test_two_values_that_differ_have_two_fingerprints(one: object, other: object) -> None:
    if canonical(one) != canonical(other):
        assert fingerprint(one) != fingerprint(other)


@few
@given(st.dictionaries(st.text(max_size=5), values, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_a_mapping_does_not_count_in_a_fingerprint(told: dict[str, Any], random: Any) -> None:
    items = list(told.items())
    random.shuffle(items)
    assert fingerprint(MappingProxyType(dict(items))) == fingerprint(MappingProxyType(told))


@few
@given(st.text(), st.text())
def test_a_fingerprint_counts_what_a_digest_counts(one: str, other: str) -> None:
    assert fingerprint(Point(1, 2, one)) == fingerprint(Point(1, 2, other))
    assert len({fingerprint(each) for each in (Point(1, 2), Point(1, 3), Spot(1, 2), (1, 2), Fraction(1, 2), 0.5)}) == 6


@few
@given(values, values)
def test_two_values_that_differ_have_two_digests(one: object, other: object) -> None:
    if canonical(one) != canonical(other):
        assert digest(one) != digest(other)


@few
@given(st.lists(values, max_size=3))
def test_a_list_is_as_good_as_a_tuple(items: list[Any]) -> None:
    assert digest(items) == digest(tuple(items))


def test_the_order_of_a_sequence_counts() -> None:
    assert digest((1, 2)) != digest((2, 1))


def test_values_side_by_side_are_no_tuple() -> None:
    assert digest(1, 2) != digest((1, 2))


def test_texts_side_by_side_do_not_run_together() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_a_read_only_mapping_is_a_mapping() -> None:
    assert digest(MappingProxyType({"a": 1})) == digest({"a": 1})


@given(st.text(), st.text())
@few
def test_what_takes_no_part_in_equality_does_not_count(one: str, other: str) -> None:
    assert digest(Point(1, 2, one)) == digest(Point(1, 2, other))


def test_what_takes_part_in_equality_counts() -> None:
    assert digest(Point(1, 2)) != digest(Point(1, 3))


def test_two_kinds_with_the_same_fields_differ() -> None:
    assert digest(Point(1, 2)) != digest(Spot(1, 2))


def test_truth_is_no_number() -> None:
    assert digest(True) != digest(1)


def test_nothing_is_no_empty_text() -> None:
    assert len({digest(None), digest(""), digest(()), digest(0), digest(False)}) == 5


def test_a_fraction_is_no_float() -> None:
    assert digest(Fraction(1, 2)) != digest(0.5)


def test_a_day_is_no_instant() -> None:
    assert digest(date(2012, 4, 19)) != digest(datetime(2012, 4, 19, tzinfo=UTC))


@pytest.mark.parametrize(("kind", "value"), [(Word.A, "a"), (Number.ONE, 1), (Shape.WIDE, ("wide", 1))])
def test_an_enum_is_its_value(kind: Enum, value: object) -> None:
    assert digest(kind) == digest(value)


def test_two_members_of_an_enum_differ() -> None:
    assert digest(Shape.WIDE) != digest(Shape.FULL)


@pytest.mark.parametrize(
    "foreign", [object(), lambda: 0, Point, io.BytesIO(), iter(()), 1j], ids=lambda each: type(each).__name__
)
@pytest.mark.parametrize(
    "wrap", [lambda x: x, lambda x: (x,), lambda x: {"a": x}], ids=["alone", "in a tuple", "in a map"]
)
def test_what_we_do_not_know_has_no_digest(foreign: object, wrap: Any) -> None:
    with pytest.raises(TypeError, match="has no digest"):
        digest(wrap(foreign))
    with pytest.raises(TypeError, match="has no digest"):
        fingerprint(wrap(foreign))


def test_a_foreign_thing_in_a_field_that_counts_is_refused() -> None:
    with pytest.raises(TypeError):
        digest(Point(object(), 2))  # type: ignore[arg-type]


_TOLD = """
from fractions import Fraction
from btspress.digest import digest
from btspress.model import Crop
print(digest({"b": {3, 1, 2}, "a": frozenset({"x", "y", 1, "1"})}, {Crop(0, 0, 1, 2), Crop(0, 0, 2, 1)}, Fraction(1, 3)))
"""


def test_a_digest_is_the_same_in_another_process_with_another_hash_seed() -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _TOLD], env={**os.environ, "PYTHONHASHSEED": seed}, stdout=subprocess.PIPE
        )
        for seed in ("1", "2", "3")
    ]
    assert len({run.communicate()[0] for run in runs}) == 1
    assert not any(run.returncode for run in runs)


@few
@given(st.binary(max_size=200))
def test_a_file_has_the_digest_of_its_bytes(data: bytes) -> None:
    assert digest_file(io.BytesIO(data)) == digest_bytes(data)


def test_a_file_is_read_from_where_it_stands() -> None:
    opened = io.BytesIO(b"headbody")
    opened.seek(4)
    assert digest_file(opened) == digest_bytes(b"body")


def test_a_large_file_has_the_digest_of_its_bytes() -> None:
    data = bytes(range(256)) * 10_000
    assert digest_file(io.BytesIO(data)) == digest_bytes(data)


@dataclass(frozen=True)
class Reel:
    leaf: ClassVar[bool] = True
    name: str


def test_one_thing_shown_twice_counts_as_two_that_are_equal() -> None:
    reel = Reel("a")
    assert digest(reel, reel) == digest(Reel("a"), Reel("a"))
    assert digest(reel) != digest(Reel("b"))
    assert fingerprint(reel, reel) == fingerprint(Reel("a"), Reel("a")) != fingerprint(reel, Reel("b"))


def test_bytes_count_by_what_they_hold() -> None:
    shown: Mapping[str, bytes] = {"a": b"one"}
    assert canonical(shown) == {"a": digest_bytes(b"one")}
