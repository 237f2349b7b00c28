"""Progress drawn in a terminal: one bar for the whole with the time left, one for each running job."""

from __future__ import annotations

import time
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
    """Draws on `stream` while this lasts; what it gives is to be called with each piece of news."""
    drawn = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[left]}"),
        console=Console(file=stream),
        transient=True,
    )
    begun = time.monotonic()
    running: dict[Digest, TaskID] = {}
    whole: list[TaskID] = []

    def show(news: News) -> None:
        key = news.job.key
        if not whole and news.total:
            whole.append(drawn.add_task("making media", total=news.total, left=""))
        if news.step is Step.STARTED:
            running[key] = drawn.add_task(f"  {label(news)}", total=1.0, left="")
        elif news.step is Step.MOVED and key in running:
            drawn.update(running[key], completed=news.part)
        elif key in running:
            drawn.remove_task(running.pop(key))
        for task in whole:
            left = time_left(news, time.monotonic() - begun)
            drawn.update(task, completed=news.done, left=f"about {left} left" if left else "")

    with drawn:
        yield show
