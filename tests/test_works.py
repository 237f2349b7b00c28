"""Builds one after the other, in a thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from btspress.serve.works import Works

WAIT = 10
"""Seconds after which a test gives up."""
NONE: frozenset[str] = frozenset()


class Site:
    """Keeps what it shows; each build waits for `go`."""

    def __init__(self) -> None:
        self.shown: list[frozenset[str]] = []
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def build(self, copying: frozenset[str]) -> Iterator[frozenset[str]]:
        self.begun.release()
        assert self.go.acquire(timeout=WAIT)
        yield copying

    def works(self) -> Works[frozenset[str]]:
        return Works(self.build, self.shown.append, lambda: None)


def test_all_that_is_asked_during_a_build_is_one_build_after_it() -> None:
    site = Site()
    with site.works() as works:
        works.ask(NONE)
        assert site.begun.acquire(timeout=WAIT)
        for number in range(5):
            works.ask(frozenset({f"{number}.mov"}))
        assert site.shown == [], "nobody was kept waiting"
        site.go.release()
        assert site.begun.acquire(timeout=WAIT)
        site.go.release()
    assert site.shown == [NONE, {"4.mov"}]


def test_the_first_state_is_shown_at_once_and_the_rest_behind_ones_back() -> None:
    threads: list[str] = []
    with Works(lambda _: (1, 2, 3), lambda _: threads.append(threading.current_thread().name), lambda: None) as works:
        works.begin(NONE)
        assert threads[0] == threading.current_thread().name
    assert [each.startswith("build") for each in threads] == [False, True, True]


def test_what_a_build_raises_is_raised_where_builds_were_asked_for() -> None:
    failed = threading.Event()

    def build(_copying: frozenset[str]) -> Iterator[None]:
        yield None
        raise OSError("no space left on device")

    def follow(ended: type[BaseException] | None = None) -> None:
        with Works(build, lambda _: None, failed.set) as works:
            works.ask(NONE)
            assert failed.wait(WAIT)
            works.ask(NONE)
            if ended:
                raise ended

    with pytest.raises(OSError, match="no space left"):
        follow()
    with pytest.raises(KeyboardInterrupt):
        follow(KeyboardInterrupt)


def test_leaving_waits_for_the_build_at_work_and_begins_no_other() -> None:
    site = Site()
    with site.works() as works:
        works.ask(NONE)
        assert site.begun.acquire(timeout=WAIT)
        works.ask(frozenset({"a.mov"}))
        threading.Timer(0.05, site.go.release).start()
    assert site.shown == [NONE]
