"""The same work on many things, some at a time, stopped at once by Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from threading import Event
from typing import Final, TypeVar

A = TypeVar("A")
B = TypeVar("B")

TURN: Final = 0.2
"""Seconds that a waiting main thread sleeps at most: a signal that comes just before it falls asleep wakes nobody."""


def together(work: Callable[[A], B], things: Iterable[A], workers: int, stop: Event) -> list[B]:
    """What `work` gives for each of `things`, in their order, done by so many threads.

    On Ctrl-C, and when one of them fails, `stop` is set, and what has not begun is not begun.
    """
    with ThreadPoolExecutor(workers, thread_name_prefix="work") as pool:
        futures: list[Future[B]] = []
        try:
            futures.extend(pool.submit(work, thing) for thing in things)
            left = set(futures)
            while left:
                done, left = wait(left, TURN, FIRST_EXCEPTION)
                for each in done:
                    each.result()
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in futures]
