"""The only door to dask.distributed, on the side that asks for work. It is an extra, loaded when it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Event
from typing import Any, Final, TypeVar

from btspress.engine.callsheet import Answer, FarmError, Order

A = TypeVar("A")

MISSING: Final = "the farm needs an extra that is not installed: pip install 'btspress[farm]'"
_CONNECT = 20
"""Seconds in which a scheduler must answer."""


class WorkerDiedError(Exception):
    """The worker that had the order is gone."""


class LostError(FarmError):
    """The scheduler is gone, and all that it knew."""

    def __init__(self, told: str = "the scheduler of the farm does not answer any more") -> None:
        super().__init__(told)


class Errand:
    """An order under way."""

    def __init__(self, future: Any, gone: tuple[type[Exception], ...]) -> None:
        """`future` is dask's; `gone` is what it raises when the scheduler is."""
        self._future, self._gone = future, gone
        self.ended = Event()
        """Set when it is over, one way or another."""
        future.add_done_callback(lambda _: self.ended.set())

    def answer(self) -> Answer:
        """What came of it, once it is over.

        Raises `WorkerDiedError`, `LostError`, and what no recipe may raise.
        """
        try:
            answer = self._future.result()
        except CancelledError as error:  # not by us
            raise LostError from error
        except self._gone as error:
            raise LostError from error
        except Exception as error:
            if type(error).__name__ == "KilledWorker":
                raise WorkerDiedError from error
            raise
        assert isinstance(answer, Answer)
        return answer

    def drop(self) -> None:
        """Nobody waits for it any more; the worker is told."""
        with suppress(*self._gone):  # then there is nobody to be told
            self._future.cancel()


class Cluster:
    """A connection to a scheduler."""

    def __init__(self, client: Any, gone: tuple[type[Exception], ...]) -> None:
        """`client` is dask's; `gone` is what it raises when the scheduler is."""
        self._client, self._gone = client, gone

    def workers(self) -> Mapping[str, int]:
        """Threads of each worker by its address. Raises `LostError`."""
        told = self._client.scheduler_info(n_workers=-1)
        if self._client.status != "running":  # it tells what it knew, or nothing
            raise LostError
        return {str(address): int(worker["nthreads"]) for address, worker in told["workers"].items()}

    def ask(self, question: Callable[[A], str], about: A, workers: list[str]) -> Mapping[str, str]:
        """What each of `workers` answers; who cannot answer says why, who is gone says nothing. Raises `LostError`."""
        try:
            told = self._client.run(question, about, workers=workers, on_error="return")
        except self._gone as error:
            raise LostError from error
        there = {worker: each for worker, each in told.items() if not isinstance(each, OSError)}
        return {worker: each if isinstance(each, str) else _reason(each) for worker, each in there.items()}

    def hand_over(self, work: Callable[[Order], Answer], order: Order, worker: str, name: str) -> Errand:
        """Lets `worker`, and nobody else, do `order`; `name` is what its scheduler shows. Raises `LostError`."""
        submit = self._client.submit
        try:
            future = submit(work, order, key=name, workers=[worker], allow_other_workers=False, pure=False)
        except self._gone as error:
            raise LostError from error
        return Errand(future, self._gone)

    @contextmanager
    def hears(self, topic: str, heard: Callable[[str, float], None]) -> Iterator[None]:
        """While this lasts, `heard` is told what workers say: of which order, and what part of it is done."""
        self._client.subscribe_topic(topic, lambda event: heard(str(event[1][0]), float(event[1][1])))
        try:
            yield
        finally:
            with suppress(*self._gone):  # then nobody says anything
                self._client.unsubscribe_topic(topic)


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """A connection to the scheduler at `address`, as in `tcp://10.0.0.1:8786`. Raises `FarmError`."""
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise FarmError(MISSING) from error
    try:
        client = distributed.Client(address, timeout=_CONNECT, set_as_default=False, name="btspress")
    except (OSError, ValueError, TypeError) as error:
        raise FarmError(f"no scheduler answers at {address}: {error}") from error
    try:
        yield Cluster(client, (OSError, RuntimeError, distributed.client.ClosedClientError))
    finally:
        client.close(timeout=_CONNECT)


def _reason(error: object) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"btspress is not whole there: {error}"
    return f"it cannot say whether it may help: {error!r}"
