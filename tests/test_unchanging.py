"""A class made by `unchanging` is as the library makes one."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, astuple, dataclass, field, fields, replace
from typing import Any

import pytest

from btspress.unchanging import unchanging

library = dataclass(frozen=True, slots=True)


@unchanging
class Spot:
    line: int
    col: int = 1


def bare(made: Callable[[Any], Any]) -> Any:
    class Bare:
        def told(self) -> str:
            return "nothing"

    return made(Bare)


def one(made: Callable[[Any], Any]) -> Any:
    class One:
        words: str

    return made(One)


def many(made: Callable[[Any], Any]) -> Any:
    class Many:
        words: str
        spots: tuple[int, ...] = ()
        notes: list[str] = field(default_factory=list, hash=False)
        at: int = field(default=0, compare=False)
        secret: str = field(default="", repr=False)

        @property
        def length(self) -> int:
            return len(self.words)

    return made(Many)


def inner(made: Callable[[Any], Any]) -> Any:
    class Outer:
        words: str = "a"

    class Inner(made(Outer)):
        more: int = 2

    return made(Inner)


def own(made: Callable[[Any], Any]) -> Any:
    class Own:
        words: str

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    return made(Own)


@pytest.mark.parametrize(
    ("kind", "calls"),
    [
        (bare, [()]),
        (one, [("a",), ("b",), ("a",)]),
        (many, [("a",), ("a", (1,)), ("a", (1,), [], 5), ("a", (1,), ["x"], 5, "s"), ("a", (), [], 0, "t")]),
        (inner, [(), ("b",), ("b", 3)]),
        (own, [("a",), ("b",)]),
    ],
)
def test_its_values_behave_as_those_of_the_library(kind: Callable[..., Any], calls: list[tuple[Any, ...]]) -> None:
    ours, theirs = kind(unchanging), kind(library)
    mine, yours = [ours(*call) for call in calls], [theirs(*call) for call in calls]
    assert [astuple(each) for each in mine] == [astuple(each) for each in yours]
    assert [repr(each) for each in mine] == [repr(each) for each in yours]
    assert [[a == b for a in mine] for b in mine] == [[a == b for a in yours] for b in yours]
    assert len(set(mine)) == len(set(yours))
    assert ours.__match_args__ == theirs.__match_args__
    assert ours.__slots__ == theirs.__slots__
    assert [(each.name, each.compare) for each in fields(ours)] == [
        (each.name, each.compare) for each in fields(theirs)
    ]
    assert (mine[0] == object()) is (yours[0] == object())


def test_each_value_has_its_own_of_what_a_factory_makes() -> None:
    kind = many(unchanging)
    assert kind("a").notes is not kind("a").notes


def test_nothing_of_a_value_can_be_changed_or_taken_away() -> None:
    spot = Spot(1)
    with pytest.raises(FrozenInstanceError):
        spot.line = 2
    with pytest.raises(FrozenInstanceError):
        del spot.line
    assert replace(spot, line=2) == Spot(2)


def test_a_value_is_carried_over_whole() -> None:
    assert pickle.loads(pickle.dumps(Spot(3, 4))) == Spot(3, 4)


def test_a_call_that_does_not_fit_is_told_by_the_name_of_the_class() -> None:
    with pytest.raises(TypeError, match=r"Spot\.__init__\(\) missing 1 required"):
        Spot()


def test_what_does_more_than_keep_its_fields_is_left_to_the_library() -> None:
    class More:
        words: str

        def __post_init__(self) -> None: ...

    class Named:
        words: str = field(kw_only=True)

    for kind in (More, Named):
        with pytest.raises(TypeError, match="does more than keep"):
            unchanging(kind)
