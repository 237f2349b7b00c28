"""Progress drawn in a terminal: one bar for the whole with the time left, one for each running job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from btspress.digest import Digest
from btspress.engine.executor import Progress as News
from btspress.engine.executor import Step
from btspress.report import label, time_left


@contextmanager
def bars(stream: TextIO) -> Iterator[Callable[[News], None]]:
    """Draws on `stream` while this lasts; what it gives is to be called with each piece of news.

    Several runs may follow one another: nothing is shown between them, and no thread is there to show it, beside
    which no copies of this process could be made.
    """
    drawn = _Bars(stream)
    try:
        yield drawn.show
    finally:
        drawn.end()


class _Bars:
    """The bars that are drawn now."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._running: dict[Digest, TaskID] = {}
        self._drawn: Progress | None = None
        self._whole = TaskID(0)

    def show(self, news: News) -> None:
        """Draws one piece of news."""
        if news.done >= news.total and news.step is not Step.MOVED:
            self.end()
            return
        drawn, key = self._drawn or self._begun(news), news.job.key
        drawn.update(self._whole, total=news.total, completed=news.done, left=time_left(news))
        if news.step is Step.STARTED:
            self._running[key] = drawn.add_task(f"  {label(news)}", total=1.0, left="")
        elif news.step is Step.MOVED and key in self._running:
            drawn.update(self._running[key], completed=news.part)
        elif key in self._running:
            drawn.remove_task(self._running.pop(key))

    def end(self) -> None:
        """Nothing is drawn any more."""
        if self._drawn:
            self._drawn.stop()
        self._drawn = None
        self._running.clear()

    def _begun(self, news: News) -> Progress:
        self._drawn = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[left]}"),
            console=Console(file=self._stream),
            transient=True,
        )
        self._drawn.start()
        self._whole = self._drawn.add_task("making media", total=news.total, left="")
        return self._drawn
