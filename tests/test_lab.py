"""Work behind an author's back: what comes first, what is stopped, what is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from small_jobs import Shout, shout, store_in

from btspress.diagnostics import Span
from btspress.digest import digest_bytes
from btspress.engine.executor import Progress, Step
from btspress.engine.job import Cancelled, Ingredient, Job
from btspress.engine.lab import Lab
from btspress.tree import Tree

WAIT = 10
"""Seconds after which a test gives up."""


class Hands:
    """Tools whose ffmpeg works until `go` is set, or until it is stopped."""

    def __init__(self, room: Room, stop: threading.Event, moved: Callable[[float], None]) -> None:
        self.room, self.stop, self.moved = room, stop, moved
        self.notes: dict[str, object] = {}
        self.commands: list[str] = []

    def has(self, name: str) -> bool:
        return False

    def expect(self, seconds: float) -> None:
        return

    def ffmpeg(self, arguments: list[str], inputs: tuple[BinaryIO, ...], *, seconds: float) -> str:
        self.moved(0.5)
        while not self.stop.is_set():
            if self.room.go.wait(0.005):
                return ""
        self.room.killed.release()
        raise Cancelled("stopped")


class Room:
    """A lab, what it told, and a door that opens for all that wait."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.store, _ = store_in(folder)
        self.go = threading.Event()
        self.killed = threading.Semaphore(0)
        self.told: list[tuple[Step, str]] = []
        self._heard = threading.Condition()
        self.lab = Lab(self.store, self._tools, workers, self._hear)

    def want(self, *jobs: Job, tree: Tree | None = None) -> None:
        self.lab.want(jobs, (tree or Tree.of({})).get)

    def until(self, step: Step, words: str) -> None:
        with self._heard:
            assert self._heard.wait_for(lambda: (step, words) in self.told, WAIT), self.told

    def begun(self) -> list[str]:
        return [words for step, words in self.told if step is Step.STARTED]

    def done(self) -> None:
        assert self.lab.idle(WAIT)

    def _tools(self, stop: threading.Event, moved: Callable[[float], None]) -> Hands:
        return Hands(self, stop, moved)

    def _hear(self, news: Progress) -> None:
        with self._heard:
            assert isinstance(news.job.recipe, Shout)
            self.told.append((news.step, news.job.recipe.words))
            self._heard.notify_all()


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path, 1)
    yield room
    room.lab.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path, 2)
    yield room
    room.lab.close()


def slow(words: str, **more: object) -> Job:
    return shout(words, fault="wait", **more)


def test_what_is_still_wanted_goes_on_and_the_rest_is_stopped(two: Room) -> None:
    kept, dropped, new = slow("kept"), slow("dropped"), shout("new")
    two.want(kept, dropped)
    two.until(Step.MOVED, "kept")
    two.until(Step.MOVED, "dropped")
    run = two.lab.run_of(kept.key)
    two.want(kept, new)
    two.until(Step.FINISHED, "new")
    assert two.lab.run_of(kept.key) is run
    assert two.lab.run_of(dropped.key) is None
    assert two.killed.acquire(timeout=WAIT)
    two.go.set()
    two.done()
    assert (Step.FINISHED, "kept") in two.told
    assert two.store.find(dropped) is None


def test_what_is_waited_for_comes_before_what_is_seen_and_that_before_what_is_read(one: Room) -> None:
    first = slow("first")
    rest, read, seen = shout("rest"), shout("read"), shout("seen")
    one.lab.look([seen.key], [read.key])
    one.want(first)
    one.until(Step.STARTED, "first")
    one.want(first, rest, read, seen)
    one.lab.look([seen.key], [read.key])
    one.go.set()
    one.done()
    assert one.begun() == ["first", "seen", "read", "rest"]


def test_a_page_that_was_opened_before_its_jobs_were_wanted_counts(one: Room) -> None:
    first, rest, seen = slow("first"), shout("rest"), shout("seen")
    one.want(first)
    one.until(Step.STARTED, "first")
    one.lab.look([seen.key])
    one.want(first, rest, seen)
    one.go.set()
    one.done()
    assert one.begun() == ["first", "seen", "rest"]


def test_what_somebody_waits_for_begins_though_all_hands_are_busy(one: Room) -> None:
    busy, asked = slow("busy"), shout("asked")
    one.want(busy, asked)
    one.until(Step.STARTED, "busy")
    assert one.lab.hurry(asked.key).result(WAIT)
    assert (Step.FINISHED, "busy") not in one.told


def test_what_it_is_made_from_is_hurried_too(one: Room) -> None:
    inner = shout("inner")
    outer = shout("outer", Ingredient(inner.key, job=inner, container="", output="a.txt"))
    one.want(slow("busy"), outer)
    assert one.lab.hurry(outer.key).result(WAIT)
    assert one.begun()[1:] == ["inner", "outer"]


def test_nobody_waits_for_what_is_dropped(one: Room) -> None:
    job = slow("asked")
    one.want(job)
    answer = one.lab.hurry(job.key)
    one.want()
    assert answer.result(WAIT) is False
    assert one.lab.hurry(job.key).result(WAIT) is False


def test_a_failure_is_told_at_its_place_and_not_repeated_until_the_file_is_another(one: Room) -> None:
    span = Span("a.md", 3, 1, 4)

    def wanted(words: bytes) -> tuple[Job, Tree]:
        tree = Tree.of({"take.mov": words})
        return shout("bad", Ingredient(digest_bytes(b"same"), "take.mov"), fault="refuse", spans=(span,)), tree

    for _ in range(2):
        job, tree = wanted(b"take")
        one.want(job, tree=tree)
        one.done()
        assert [(found.span, found.message) for found in one.lab.problems] == [(span, "shout: the take is damaged")]
    assert one.begun() == ["bad"]
    job, tree = wanted(b"take 2")
    one.want(job, tree=tree)
    one.done()
    assert one.begun() == ["bad", "bad"]
    one.want()
    assert one.lab.problems == ()


def test_what_the_machine_refused_is_tried_again(one: Room) -> None:
    for _ in range(2):
        one.want(shout("bad", fault="machine"))
        one.done()
    assert one.begun() == ["bad", "bad"]


def test_what_hangs_on_a_failure_is_not_begun_and_not_waited_for(one: Room) -> None:
    inner = shout("inner", fault="refuse")
    outer = shout("outer", Ingredient(inner.key, job=inner, container="", output="a.txt"))
    one.want(outer)
    answer = one.lab.hurry(outer.key)
    assert answer.result(WAIT) is False
    one.done()
    assert one.begun() == ["inner"]
    assert one.lab.counts == (2, 2)


def test_what_is_there_is_not_made_again(one: Room) -> None:
    job = shout("once")
    one.want(job)
    one.done()
    again = Lab(one.store, one._tools, 1, one._hear)
    again.want([job], Tree.of({}).get)
    assert again.hurry(job.key).result(WAIT)
    assert one.begun() == ["once"]
    again.close()


def test_a_job_that_is_wanted_again_while_it_is_stopped_is_made(one: Room) -> None:
    job = slow("job")
    one.want(job)
    one.until(Step.STARTED, "job")
    one.want()
    one.want(job)
    one.go.set()
    one.done()
    assert one.store.find(job)


def test_nothing_is_left_running(tmp_path: Path) -> None:
    room = Room(tmp_path, 2)
    room.want(slow("a"), slow("b"), slow("c"))
    room.until(Step.MOVED, "a")
    room.until(Step.MOVED, "b")
    room.lab.close()
    assert all(room.killed.acquire(blocking=False) for _ in range(2))
    assert not [thread for thread in threading.enumerate() if thread.name == "lab"]
