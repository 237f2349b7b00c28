"""Tells open pages what changed: server-sent events, and the one line that a served page gets for it."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, field
from pathlib import Path
from threading import Lock

from btspress.engine.manifest import Manifest
from btspress.serve.faults import Fault
from btspress.unchanging import unchanging

PREFIX = "/.btspress/"
"""Start of the server's own addresses; no published file has it, as names with a dot are never published."""

EVENTS = f"{PREFIX}events"
SCRIPT = f"{PREFIX}client.js"

_PARTS = ("patch.js", "told.js", "client.js")
"""What the script is made of, in order."""
_ALIVE = 15.0
"""Seconds after which a line is sent on a silent connection, so that a dead one is noticed."""


@unchanging
class Shown:
    """What the preview shows now."""

    out: Path
    manifest: Manifest = field(default_factory=Manifest)
    problems: tuple[Fault, ...] = ()
    """For the panel over the page, and for the places on it."""
    version: int = 0
    """Counts builds of this run."""


class Hub:
    """Holds what is shown, and passes news on to every open page. May be used from any thread."""

    def __init__(self, shown: Shown) -> None:
        self.token = secrets.token_urlsafe(16)
        """Known to pages that we served, and to nobody else."""
        self._shown = shown
        self._lock = Lock()
        self._progress: str | None = None
        self._open: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[str | None]]] = []

    @property
    def shown(self) -> Shown:
        """What is shown now."""
        return self._shown

    def show(self, out: Path, manifest: Manifest, problems: tuple[Fault, ...]) -> None:
        """Shows another build, and tells each page which addresses changed.

        A build that published nothing leaves the pages that are shown, with its problems over them.
        """
        if not manifest.files:
            out, manifest = self._shown.out, self._shown.manifest
        change = manifest.since(self._shown.manifest)
        self._shown = Shown(out, manifest, problems, self._shown.version + 1)
        self._send(_event(self._shown, [*change.added, *change.changed, *change.removed]))

    def tell(self, kind: str, told: Mapping[str, object]) -> None:
        """Tells each open page something that is no build.

        `kind` is `first`, with `changed`: addresses of pages that are there ahead of their build; `media`, with
        `ready`: addresses of files that can be loaded now (again, if they were shown before); or `progress`, with
        `done` and `all` (jobs), `now` (what is worked on, in words) and `eta` (seconds that are left, or None).
        `done` equal to `all` hides the bar. A page that is opened later hears the last progress.
        """
        news = _data({"kind": kind, **told})
        if kind == "progress":
            self._progress = news if told.get("done") != told.get("all") else None
        self._send(news)

    def close(self) -> None:
        """Ends all connections."""
        self._send(None)

    async def listen(self) -> AsyncIterator[str]:
        """The events of one page: first what is shown, then all news."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        mine = (asyncio.get_running_loop(), queue)
        with self._lock:
            self._open.append(mine)
        try:
            yield _event(self._shown, None)
            if self._progress:
                yield self._progress
            while True:
                try:
                    news = await asyncio.wait_for(queue.get(), _ALIVE)
                except TimeoutError:
                    news = ":\n\n"
                if news is None:
                    return
                yield news
        finally:
            with self._lock:
                self._open.remove(mine)

    def _send(self, news: str | None) -> None:
        with self._lock:
            for loop, queue in self._open:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(queue.put_nowait, news)


def with_script(page: bytes, hub: Hub) -> bytes:
    """`page` with our script at its end; the published file never has it.

    The script is not deferred: it keeps the page as it was served, and those of the theme then change it.
    """
    version = hub.shown.version
    tag = f'<script src="{SCRIPT}" data-token="{hub.token}" data-version="{version}"></script>'.encode()
    head, end, tail = page.rpartition(b"</body>")
    return head + tag + end + tail if end else page + tag


def client() -> bytes:
    """The script that listens, swaps what changed, and shows problems."""
    parts = b"\n".join(Path(__file__).with_name(name).read_bytes() for name in _PARTS)
    return b"(() => {\n'use strict';\n" + parts + b"})();\n"


def address(path: str) -> str:
    """Where a published file is found by a browser: `films/x/index.html` at `/films/x/`."""
    return "/" + path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else f"/{path}"


def _event(shown: Shown, changed: list[str] | None) -> str:
    told: Mapping[str, object] = {
        "kind": "build",
        "version": shown.version,
        "changed": None if changed is None else sorted(map(address, changed)),
        "problems": [asdict(fault) for fault in shown.problems],
    }
    return _data(told)


def _data(told: Mapping[str, object]) -> str:
    return f"data: {json.dumps(told)}\n\n"
