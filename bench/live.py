"""From saving a chapter to seeing it: how long until the changed words are painted in an open page.

    python bench/live.py [--chapters 100 1000] [--edits 30] [--masters GIGABYTES] [--place FOLDER] [--plain]
        [--mkdocs PATH] [--pelican PATH] [--nikola PATH] [--hugo PATH] [--eleventy PATH]

Runs the preview of each program on the same made-up story of that many chapters, opens one of them in Chromium, and
writes a word into its text again and again. Each time three things are taken: when the file was closed; when the new
HTML was there (btspress says so, to somebody who listens to its events beside the browser; peers are asked for the
page every few milliseconds); and when the first frame with the new word was handed to the screen. btspress waits for
a moment of quiet before it builds: its first row is without that time, its second with it. All figures are
milliseconds, as median / 95 of 100. With `--plain` there is no browser, and nothing painted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from queue import Queue
from statistics import median, quantiles
from threading import Thread
from typing import NamedTuple
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/browser"))

from chromium import find
from corpus import slug, write_btspress, write_masters
from peers import PEERS, Peer
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as Unpainted

from btspress.serve.reload import EVENTS
from btspress.serve.watch import QUIET

HERE = Path(__file__).resolve().parents[1]
_BEGIN, _PATIENCE = 600.0, 60.0
"""Seconds until a preview must show its site, and a word."""
_ASK = 0.004
"""Seconds between two questions to a peer."""
_WORD = "Edit{:04}"
_TOLD = """(() => {
  let told = '';
  const look = () => {
    const [word] = document.querySelector('main')?.textContent.match(/Edit\\d{4}/) ?? [''];
    if (word === told) return;
    told = word;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => console.log(word, performance.timeOrigin + performance.now());
      port2.postMessage(0); // after the frame
    });
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
})();"""
"""Runs in each page before all else, also after a reload, and tells of the word that is painted."""


class Times(NamedTuple):
    """One edit, in milliseconds from the write."""

    there: float
    """To the new HTML."""
    painted: float
    """To the frame with the new word; 0 where nobody looked."""


class Preview(NamedTuple):
    """A preview that runs: a chapter of its site."""

    chapter: Path
    page: str
    """Where a browser finds it."""
    there: Callable[[str], float]
    """Waits until the HTML with a word is there; milliseconds since 1970."""


class Ear:
    """Listens to what a preview of btspress tells its pages."""

    def __init__(self, origin: str, page: str) -> None:
        html = urlopen(page).read().decode()
        token = html.split('data-token="')[1].split('"')[0]
        self._events = urlopen(f"{origin}{EVENTS}?token={token}")
        self._heard: Queue[float] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError, HTTPException):  # the server is stopped in the end
            for line in self._events:
                if line.startswith(b"data:") and json.loads(line[5:])["kind"] == "first":
                    self._heard.put(time.time() * 1000)

    def there(self, _word: str) -> float:
        """When the page of the chapter that is saved next was told of; the whole build follows by itself."""
        while not self._heard.empty():
            self._heard.get()  # of something else, told before the save
        return self._heard.get(timeout=_PATIENCE)


def main() -> None:
    """Runs and prints."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--chapters", type=int, nargs="+", default=[100, 1000])
    asked.add_argument("--edits", type=int, default=30)
    asked.add_argument("--pause", type=float, default=2, help="seconds between two edits, as an author's")
    asked.add_argument("--masters", type=int, default=0, metavar="GIGABYTES")
    asked.add_argument("--plain", action="store_true", help="no browser")
    asked.add_argument("--place", type=Path, help="folder for the sites; the usual temporary one without it")
    for peer in PEERS:
        asked.add_argument(f"--{peer.name}", default="", metavar="PATH", help="its program")
    told = asked.parse_args()
    print(_row("chapters", "", "saved → HTML", "saved → painted"))
    with tempfile.TemporaryDirectory(dir=told.place) as place:
        for count in told.chapters:
            with _btspress(Path(place) / f"btspress-{count}", count, told.masters) as preview:
                times = list(_edits(preview, told, reloads=True))
            quiet = QUIET * 1000
            _print(
                count, f"btspress, less {quiet:.0f} of quiet", [Times(*(each - quiet for each in one)) for one in times]
            )
            _print(count, "btspress", times)
            for peer in PEERS:
                if program := getattr(told, peer.name):
                    try:
                        with _peer(Path(place) / f"{peer.name}-{count}", count, peer, program) as preview:
                            _print(count, peer.name, list(_edits(preview, told, reloads=peer.reloads)))
                    except (TimeoutError, Unpainted):
                        print(_row(count, peer.name, "not shown", "–"), flush=True)


def _row(count: object, name: str, there: str, painted: str) -> str:
    return f"{count:>8}   {name:<26}   {there:>17}   {painted:>17}"


def _print(count: int, name: str, times: list[Times]) -> None:
    painted = [each.painted for each in times]
    shown = _spread(painted) if min(painted) > 0 else "–"
    print(_row(count, name, _spread([each.there for each in times]), shown), flush=True)


def _spread(figures: list[float]) -> str:
    return f"{median(figures):.1f} / {quantiles(figures, n=20)[-1]:.1f}"


def _edits(preview: Preview, asked: argparse.Namespace, *, reloads: bool) -> Iterator[Times]:
    with ExitStack() as opened:
        asking = opened.enter_context(ThreadPoolExecutor(1))
        page = None if asked.plain or not reloads else _opened(opened, preview.page)
        words = preview.chapter.read_text(encoding="utf-8")
        time.sleep(asked.pause)
        for number in range(asked.edits + 3):
            head, text = words.split("\n\n", 1)
            found = _edit(preview, page, f"{head}\n\n{_WORD.format(number)} {text}", _WORD.format(number), asking)
            time.sleep(asked.pause)
            if number >= 3:  # the first ones warm up both sides
                yield found


def _opened(stack: ExitStack, address: str) -> Page:
    playwright = stack.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(_TOLD)
    page.goto(address, wait_until="load")
    return page


def _edit(preview: Preview, page: Page | None, text: str, word: str, asking: ThreadPoolExecutor) -> Times:
    there = asking.submit(preview.there, word)
    if page is None:
        saved = _save(preview.chapter, text)
        return Times(there.result() - saved, 0)
    with page.expect_console_message(lambda told: told.text.startswith(word), timeout=_PATIENCE * 1000) as told:
        saved = _save(preview.chapter, text)
    painted = float(told.value.text.split()[1])
    return Times(there.result() - saved, painted - saved)


def _save(chapter: Path, text: str) -> float:
    """Milliseconds since 1970 at which the file was closed."""
    chapter.write_text(text, encoding="utf-8")
    return time.time() * 1000


@contextmanager
def _btspress(site: Path, count: int, masters: int) -> Iterator[Preview]:
    write_btspress(site, count)
    if masters:
        write_masters(site / "film/media", masters)
    port, cache = _free(), site.with_name(f"{site.name}-cache")
    command = [sys.executable, "-m", "btspress", "serve", str(site), "--out", str(cache / "preview")]
    more = {"PYTHONPATH": str(HERE), "BTSPRESS_CACHE": str(cache)}
    with _running([*command, "--port", f"{port}"], site, port, count, more) as page:
        chapter = site / "film" / f"{slug(count // 2)}.md"
        yield Preview(chapter, page, Ear(f"http://localhost:{port}", page).there)


@contextmanager
def _peer(site: Path, count: int, peer: Peer, program: str) -> Iterator[Preview]:
    peer.write(site, count)
    port = _free()
    with _running(peer.serve(shutil.which(program) or program, port), site, port, count, {}) as page:
        yield Preview(site / peer.chapter.replace("%", slug(count // 2)), page, lambda word: _asked(page, word))


@contextmanager
def _running(command: list[str], site: Path, port: int, count: int, more: dict[str, str]) -> Iterator[str]:
    """Runs a preview; gives the address of the chapter in the middle once it is there."""
    page = f"http://localhost:{port}/film/{slug(count // 2)}/"
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=site, env={**os.environ, **more}, stdout=nowhere, stderr=nowhere, start_new_session=True
    ) as process:
        try:
            _asked(page, "<main", _BEGIN, lambda: process.poll() is None)
            yield page
        finally:
            with suppress(ProcessLookupError):  # it ended by itself, as a program does that lacks something
                os.killpg(process.pid, signal.SIGTERM)  # some leave children behind


def _asked(page: str, word: str, patience: float = _PATIENCE, runs: Callable[[], bool] = lambda: True) -> float:
    """When the page was first found to hold the word, in milliseconds since 1970.

    Raises `TimeoutError` where that takes too long, and when nobody `runs` any more who could show it.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until and runs():
        with suppress(OSError, HTTPException):
            if word.encode() in urlopen(page).read():
                return time.time() * 1000
        time.sleep(_ASK)
    raise TimeoutError


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


if __name__ == "__main__":
    main()
