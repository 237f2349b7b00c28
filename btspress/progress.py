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

    Several runs may follow one another: nothing is shown between them.
    """
    drawn = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[left]}"),
        console=Console(file=stream),
        transient=True,
    )
    with drawn:
        yield _Bars(drawn).show


class _Bars:
    """The bars that are drawn now."""

    def __init__(self, drawn: Progress) -> None:
        self._drawn = drawn
        self._running: dict[Digest, TaskID] = {}
        self._whole: TaskID | None = None

    def show(self, news: News) -> None:
        """Draws one piece of news."""
        key = news.job.key
        self._show_whole(news)
        if news.step is Step.STARTED:
            self._running[key] = self._drawn.add_task(f"  {label(news)}", total=1.0, left="")
        elif news.step is Step.MOVED and key in self._running:
            self._drawn.update(self._running[key], completed=news.part)
        elif key in self._running:
            self._drawn.remove_task(self._running.pop(key))

    def _show_whole(self, news: News) -> None:
        over = news.done >= news.total
        if self._whole is None and not over:
            self._whole = self._drawn.add_task("making media", total=news.total, left="")
        elif self._whole is not None and over:
            self._drawn.remove_task(self._whole)
            self._whole = None
        if self._whole is not None:
            self._drawn.update(self._whole, total=news.total, completed=news.done, left=time_left(news))
