"""What a session remembers: made once, kept while it is asked for, then forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.memo import Memo


def test_a_value_is_made_once() -> None:
    memo = Memo()
    made = [memo.once("page", "a", object) for _ in range(3)]
    assert made[0] is made[1] is made[2]
    assert memo.counts == {"page": 1}


def test_another_key_is_another_value() -> None:
    memo = Memo()
    assert memo.once("page", "a", object) is not memo.once("page", "b", object)


def test_the_same_key_of_another_kind_is_another_value() -> None:
    memo = Memo()
    assert memo.once("page", "a", object) is not memo.once("sheet", "a", object)
    assert memo.counts == {"page": 1, "sheet": 1}


def test_the_next_build_finds_what_the_last_one_made() -> None:
    memo = Memo()
    before = memo.once("page", "a", object)
    memo.begin()
    assert memo.once("page", "a", object) is before
    assert not memo.counts


def test_what_one_build_did_not_ask_for_is_forgotten() -> None:
    memo = Memo()
    before = memo.once("page", "a", object)
    memo.begin()
    memo.begin()
    assert memo.once("page", "a", object) is not before


def test_nothing_is_a_value_too() -> None:
    memo = Memo()
    for _ in range(2):
        assert memo.once("page", "a", lambda: None) is None
    assert memo.counts == {"page": 1}


def test_work_that_fails_is_tried_again() -> None:
    memo = Memo()
    with pytest.raises(ZeroDivisionError):
        memo.once("page", "a", lambda: 1 // 0)
    assert memo.once("page", "a", lambda: 7) == 7


def test_work_may_ask_for_other_work() -> None:
    memo = Memo()
    assert memo.once("page", "a", lambda: memo.once("part", "b", lambda: 1) + 1) == 2
    assert memo.counts == {"page": 1, "part": 1}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sets(st.integers(0, 5)), max_size=8))
def test_exactly_what_the_build_before_asked_for_is_kept(builds: list[set[int]]) -> None:
    memo, before = Memo(), set()
    for asked in builds:
        memo.begin()
        for key in asked:
            assert memo.once("page", key, lambda key=key: key * 2) == key * 2
        assert memo.counts["page"] == len(asked - before)
        before = asked
