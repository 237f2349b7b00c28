"""Builds in a thread of their own, one after the other: whoever watches the disk never waits for them.

What changes while one is at work is built after it, all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class Works(Generic[T]):
    """Does builds while it is entered."""

    def __init__(
        self, build: Callable[[frozenset[str]], Iterable[T]], show: Callable[[T], None], failed: Callable[[], None]
    ) -> None:
        """`build` is given the paths of media that are still being written, and gives states that `show` shows.

        `failed` is called, in the thread of the builds, when one raised something: there will be no more.
        """
        self._build = build
        self._show = show
        self._failed = failed
        self._fault: Exception | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="build")
        self._asked: frozenset[str] | None = None
        self._lock = Lock()

    def __enter__(self) -> Works[T]:
        """Nothing is begun yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Waits for the build that is at work; raises what one has raised, unless something else went wrong."""
        self._pool.shutdown(cancel_futures=True)
        if self._fault and kind is None:
            raise self._fault

    def begin(self, copying: frozenset[str]) -> None:
        """Builds for the first time: up to its first state at once, for which copies of this process may help."""
        states = iter(self._build(copying))
        for state in states:
            self._show(state)
            break
        self._pool.submit(self._through, states)

    def ask(self, copying: frozenset[str]) -> None:
        """Has all built that changed up to now, as soon as may be."""
        with self._lock:
            self._asked = copying
        self._pool.submit(self._next)

    def _next(self) -> None:
        with self._lock:
            copying, self._asked = self._asked, None
        if copying is not None and not self._fault:
            self._through(iter(self._build(copying)))

    def _through(self, states: Iterator[T]) -> None:
        try:
            for state in states:
                self._show(state)
        except Exception as error:  # it belongs to whoever asked, who is in another thread
            self._fault = error
            self._failed()
