"""Which job starts when, on a clock of our own: made-up loads, thousands of runs, no threads."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from btspress.engine.outlook import Outlook
from btspress.engine.schedule import Load, Schedule

Loads = dict[str, Load]


@some.composite
def loads(draw: some.DrawFn) -> Loads:
    """Up to 25 jobs; each may be made from earlier ones."""
    found: Loads = {}
    for number in range(draw(some.integers(1, 25))):
        after = frozenset(draw(some.lists(some.sampled_from(sorted(found)), max_size=3))) if found else frozenset()
        seconds = draw(some.sampled_from([0.0, 0.1, 1.0, 2.0, 5.0, 30.0]))
        found[f"{number:02}"] = Load(seconds, draw(some.integers(1, 4)), after)
    return found


def fitted(given: Loads, capacity: int) -> Loads:
    return {key: Load(load.seconds, min(load.processors, capacity), load.after) for key, load in given.items()}


def play(
    given: Loads,
    capacity: int,
    truth: Callable[[str], float],
    watch: Callable[[Schedule, float, list[str]], None] = lambda *_: None,
    outlook: Callable[[Schedule], Outlook] | None = None,
) -> tuple[dict[str, float], float]:
    """Runs all jobs, each for its true seconds; gives when each started, and when all were done."""
    schedule = Schedule(given, capacity)
    told = outlook(schedule) if outlook else None
    now, begun, ends = 0.0, {}, []
    while True:
        started = schedule.start(now)
        for key in started:
            begun[key] = now
            heapq.heappush(ends, (now + truth(key), key))
            if told:
                told.started(key, now)
        watch(schedule, now, started)
        if not ends:
            return begun, now
        now, key = heapq.heappop(ends)
        schedule.end(key)
        if told:
            told.ended(key, now)


# ---- the law of the house: busy, never oversubscribed, nobody starves ----


@settings(max_examples=150, deadline=None)
@given(loads(), some.integers(1, 4), some.integers(0, 10**6))
def test_processors_are_never_oversubscribed_and_all_is_done(given_loads: Loads, capacity: int, seed: int) -> None:
    given_loads = fitted(given_loads, capacity)
    dice = random.Random(seed)
    truth = {key: load.seconds * dice.choice([0.1, 1, 1, 5]) for key, load in given_loads.items()}
    ended: set[str] = set()

    def watch(schedule: Schedule, now: float, started: list[str]) -> None:
        running = schedule.running
        assert sum(given_loads[key].processors for key in running) <= capacity
        for key in started:
            assert given_loads[key].after <= begun_before - running, "made from what is not done"
        begun_before.update(started)
        ended.update(begun_before - running)

    begun_before: set[str] = set()
    begun, _ = play(given_loads, capacity, truth.__getitem__, watch)
    assert begun.keys() == given_loads.keys()


@settings(max_examples=150, deadline=None)
@given(loads(), some.integers(1, 4))
def test_nothing_that_fits_waits_while_nothing_runs(given_loads: Loads, capacity: int) -> None:
    given_loads = fitted(given_loads, capacity)

    def watch(schedule: Schedule, now: float, started: list[str]) -> None:
        assert schedule.running or not schedule.waiting

    play(given_loads, capacity, lambda key: given_loads[key].seconds, watch)


@settings(max_examples=60, deadline=None)
@given(some.integers(2, 4), some.integers(0, 10**6))
def test_a_big_job_is_not_overtaken_for_ever(capacity: int, seed: int) -> None:
    """Even if all estimates are nonsense: small jobs last a hundred times as long as they promise, or no time."""
    dice = random.Random(seed)
    small = {f"s{number:03}": Load(dice.choice([0.1, 1.0]), 1) for number in range(300)}
    given_loads = {"first": Load(1.0, 1), "big": Load(50.0, capacity, frozenset({"first"})), **small}
    truth = {key: load.seconds * dice.choice([0.001, 0.01, 100]) for key, load in given_loads.items()}
    begun, _ = play(given_loads, capacity, truth.__getitem__)
    ready = begun["first"] + truth["first"]
    assert sum(ready <= begun[key] < begun["big"] for key in small) <= 16 + capacity


@pytest.mark.parametrize("capacity", [2, 4])
def test_a_big_job_is_not_overtaken_by_a_stream_of_quick_ones(capacity: int) -> None:
    """One small job lasts far longer than it promised; meanwhile all the others are quicker than they promised."""
    small = {f"s{number:03}": Load(1.0, 1) for number in range(300)}
    given_loads = {
        "first": Load(9.0, 1),
        "long": Load(8.0, 1),
        "big": Load(50.0, capacity, frozenset({"first"})),
        **small,
    }
    begun, _ = play(given_loads, capacity, lambda key: 500.0 if key == "long" else 0.01)
    assert sum(begun[key] < begun["big"] for key in small) <= 16 + capacity


def test_the_longest_chain_goes_first_not_the_heaviest_job() -> None:
    given_loads = {
        "heavy": Load(9, 1),
        "first": Load(2, 1),
        "second": Load(8, 1, frozenset({"first"})),
        "third": Load(5, 1, frozenset({"second"})),
    }
    begun, done = play(given_loads, 2, lambda key: given_loads[key].seconds)
    assert (begun["first"], begun["heavy"]) == (0, 0)
    assert done == 15
    alone, _ = play(given_loads, 1, lambda key: given_loads[key].seconds)
    assert sorted(alone, key=alone.__getitem__) == ["first", "second", "heavy", "third"]


def test_small_jobs_fill_the_gap_before_a_big_one_and_do_not_delay_it() -> None:
    given_loads = {"long": Load(12, 1), "big": Load(10, 2), "fits": Load(5, 1), "late": Load(9, 1)}
    begun, _ = play(given_loads, 2, lambda key: given_loads[key].seconds)
    assert begun == {"long": 0, "late": 0, "big": 12, "fits": 22}
    given_loads["late"] = Load(7, 1)
    begun, _ = play(given_loads, 2, lambda key: given_loads[key].seconds)
    assert begun == {"long": 0, "late": 0, "fits": 7, "big": 12}


def test_the_order_does_not_depend_on_how_the_jobs_came() -> None:
    dice = random.Random(3)
    keys = [f"{number:02}" for number in range(40)]
    given_loads = {key: Load(dice.randrange(4), dice.randrange(1, 3)) for key in keys}
    orders = set()
    for _ in range(5):
        dice.shuffle(keys)
        begun, _ = play({key: given_loads[key] for key in keys}, 2, lambda key: given_loads[key].seconds)
        orders.add(tuple(sorted(begun, key=lambda key: (begun[key], key))))
    assert len(orders) == 1


def test_what_is_made_from_a_failure_is_not_begun() -> None:
    given_loads = {
        "a": Load(1, 1),
        "b": Load(1, 1, frozenset({"a", "x"})),
        "c": Load(1, 1, frozenset({"b"})),
        "x": Load(2, 1),
    }
    schedule = Schedule(given_loads, 2)
    assert schedule.start(0) == ["a", "x"] or schedule.running == {"a", "x"}
    assert schedule.abandon("a") == {"a", "b", "c"}
    schedule.end("x")
    assert (schedule.start(2), schedule.waiting) == ([], False)


@settings(max_examples=100, deadline=None)
@given(loads(), some.integers(1, 4))
def test_what_is_foretold_comes_true_when_the_estimates_do(given_loads: Loads, capacity: int) -> None:
    given_loads = fitted(given_loads, capacity)
    _, done = play(given_loads, capacity, lambda key: given_loads[key].seconds)
    assert Schedule(given_loads, capacity).seconds_left({}) == pytest.approx(done)


@settings(max_examples=100, deadline=None)
@given(loads(), some.integers(1, 4))
def test_a_schedule_is_near_the_best_there_could_be(given_loads: Loads, capacity: int) -> None:
    """No schedule beats the longest chain, nor all work spread over all processors; ours stays below their sum."""
    given_loads = fitted(given_loads, capacity)
    reach: dict[str, float] = {}
    for key, load in given_loads.items():
        reach[key] = load.seconds + max((reach[part] for part in load.after), default=0.0)
    spread = sum(load.work for load in given_loads.values()) / capacity
    done = Schedule(given_loads, capacity).seconds_left({})
    assert max(max(reach.values()), spread) - 1e-9 <= done
    assert done <= max(reach.values()) + 2 * spread + 1e-9


# ---- how much time is left ----


def foretold(given_loads: Loads, capacity: int, truth: Callable[[str], float], *, known: bool = False, runs: int = 1):
    """What is said once a second, and the truth: (time, done part of all work, said, true seconds left)."""
    total = sum(load.work for load in given_loads.values())
    schedule = Schedule(given_loads, capacity)
    outlook = Outlook(schedule, given_loads, 0.0, known=known)
    said: list[tuple[float, float, float | None]] = []
    now, done, ends, running = 0.0, 0.0, [], {}
    while True:
        for key in schedule.start(now):
            outlook.started(key, now)
            running[key] = now
            heapq.heappush(ends, (now + truth(key), key))
        if not ends:
            break
        while now + 1 < ends[0][0]:
            now += 1
            parts = {key: min((now - begun) / truth(key), 1) for key, begun in running.items()}
            for key, part in parts.items():
                outlook.moved(key, part * runs % 1.0 if runs > 1 else part, now)
            under_way = sum(given_loads[key].work * part for key, part in parts.items())
            said.append((now, (done + under_way) / total, outlook.left(now)))
        now, key = heapq.heappop(ends)
        schedule.end(key)
        outlook.ended(key, now)
        done += given_loads[key].work
        del running[key]
    return [(at, part, left, now - at) for at, part, left in said]


def site(seed: int = 1) -> Loads:
    """Twenty clips in two codecs with a poster each, as a film's folder has them."""
    dice = random.Random(seed)
    found = {}
    for number in range(20):
        seconds = dice.uniform(2, 30)
        found[f"av1-{number}"] = Load(seconds, 2)
        found[f"h264-{number}"] = Load(seconds * 1.5, 1)
        found[f"still-{number}"] = Load(dice.uniform(0.3, 2), 1)
    return found


@pytest.mark.parametrize("factor", [0.1, 0.4, 1, 6])
@pytest.mark.parametrize("capacity", [2, 8])
def test_after_a_fifth_of_the_work_the_figure_is_right(factor: float, capacity: int) -> None:
    given_loads = fitted(site(), capacity)
    said = foretold(given_loads, capacity, lambda key: given_loads[key].seconds * factor)
    late = [(left, true) for _, part, left, true in said if part >= 0.2 and true > 5]
    assert late
    assert all(left is not None and abs(left - true) <= 0.4 * true for left, true in late)


@pytest.mark.parametrize("seed", range(10))
def test_unsteady_estimates_move_the_figure_gently(seed: int) -> None:
    given_loads = site(seed)
    dice = random.Random(seed)
    truth = {key: load.seconds * dice.lognormvariate(0.7, 0.35) for key, load in given_loads.items()}
    said = [(at, left, true) for at, _, left, true in foretold(given_loads, 2, truth.__getitem__) if left is not None]
    for (at, before, _), (then, after, _) in pairwise(said):
        assert abs(after - (before - (then - at))) <= 0.25 * before + 2, f"a jump at {at}"
    later = said[len(said) // 3 :]
    assert all(0.6 <= left / true <= 1.67 for _, left, true in later if true > 60)


@pytest.mark.parametrize("factor", [0.4, 1, 4])
def test_jobs_of_several_runs_are_not_thought_to_end_with_the_first(factor: float) -> None:
    """A clip is shaken out, looked at, encoded and listened to: four times from 0 to 1."""
    given_loads = {key: Load(60, 1, frozenset(), "clip") for key in "abcdefgh"}
    said = foretold(given_loads, 2, lambda _: 60 * factor, runs=4)
    late = [(left, true) for _, part, left, true in said if part > 0.3 and true > 10 * factor]
    assert late
    assert all(left is not None and abs(left - true) <= 0.4 * true for left, true in late)


@pytest.mark.parametrize("factor", [0.4, 1, 4])
def test_one_long_job_that_is_left_is_not_spread_over_all_processors(factor: float) -> None:
    given_loads = {"long": Load(300, 1), **{f"s{number:02}": Load(3, 1) for number in range(60)}}
    truth = {key: load.seconds * (factor if key == "long" else 1) for key, load in given_loads.items()}
    said = foretold(given_loads, 4, truth.__getitem__)
    tail = [(left, true) for _, _, left, true in said if true < 0.6 * truth["long"] and true > 5]
    assert tail
    assert all(left is not None and abs(left - true) <= 0.4 * true for left, true in tail)


def test_nothing_is_said_before_it_means_something() -> None:
    given_loads = {f"{number}": Load(100, 1) for number in range(20)}
    said = foretold(given_loads, 2, lambda _: 100)
    assert all(left is None for at, _, left, _ in said if at < 50)
    assert said[-1][2] is not None
    known = foretold(given_loads, 2, lambda _: 100, known=True)
    assert [left is None for at, _, left, _ in known if at < 5] == [True, True, False, False]
    assert known[3][2] == pytest.approx(996, rel=0.05)


def test_a_job_that_says_nothing_and_is_overdue_is_still_expected_to_end() -> None:
    given_loads = {"a": Load(10, 1)}
    schedule = Schedule(given_loads, 2)
    outlook = Outlook(schedule, given_loads, 0.0)
    for key in schedule.start(0):
        outlook.started(key, 0)
    told = [outlook.left(now) for now in range(1, 60)]
    assert all(left is None or left > 0 for left in told)
    assert told[-1]
    assert told[-1] < 30
