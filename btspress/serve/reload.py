"""Tells open pages what changed: server-sent events, and the one line that a served page gets for it."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from btspress.engine.manifest import Manifest

PREFIX = "/.btspress/"
"""Start of the server's own addresses; no published file has it, as names with a dot are never published."""

EVENTS = f"{PREFIX}events"
SCRIPT = f"{PREFIX}client.js"

_CLIENT = Path(__file__).with_name("client.js")
_ALIVE = 15.0
"""Seconds after which a line is sent on a silent connection, so that a dead one is noticed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview shows now."""

    out: Path
    manifest: Manifest = field(default_factory=Manifest)
    problems: tuple[str, ...] = ()
    """Texts for the panel over the page."""
    version: int = 0
    """Counts builds of this run."""


class Hub:
    """Holds what is shown, and passes news on to every open page. May be used from any thread."""

    def __init__(self, shown: Shown) -> None:
        self.token = secrets.token_urlsafe(16)
        """Known to pages that we served, and to nobody else."""
        self._shown = shown
        self._lock = Lock()
        self._open: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[str | None]]] = []

    @property
    def shown(self) -> Shown:
        """What is shown now."""
        return self._shown

    def show(self, out: Path, manifest: Manifest, problems: tuple[str, ...]) -> None:
        """Shows another build, and tells each page which addresses changed.

        A build that published nothing leaves the pages that are shown, with its problems over them.
        """
        if not manifest.files:
            out, manifest = self._shown.out, self._shown.manifest
        change = manifest.since(self._shown.manifest)
        self._shown = Shown(out, manifest, problems, self._shown.version + 1)
        self._send(_event(self._shown, [*change.added, *change.changed, *change.removed]))

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
    """`page` with our script at its end; the published file never has it."""
    version = hub.shown.version
    tag = f'<script src="{SCRIPT}" data-token="{hub.token}" data-version="{version}" defer></script>'.encode()
    head, end, tail = page.rpartition(b"</body>")
    return head + tag + end + tail if end else page + tag


def client() -> bytes:
    """The script that listens, reloads, and shows problems."""
    return _CLIENT.read_bytes()


def address(path: str) -> str:
    """Where a published file is found by a browser: `films/x/index.html` at `/films/x/`."""
    return "/" + path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else f"/{path}"


def _event(shown: Shown, changed: list[str] | None) -> str:
    told: Mapping[str, object] = {
        "version": shown.version,
        "changed": None if changed is None else sorted(map(address, changed)),
        "problems": list(shown.problems),
    }
    return f"data: {json.dumps(told)}\n\n"
