"""From saving a chapter to seeing it: how long until the changed words are painted in an open page.

    python bench/live.py [--chapters 100 1000] [--edits 30] [--masters GIGABYTES] [--place FOLDER] [--plain]

Runs `btspress serve` on a made-up story of that many chapters, opens one of them in Chromium, and writes a word
into its text again and again. Each time three things are taken: when the file was closed, when the server told
that the new page is there (to somebody who listens to its events beside the browser), and when the first frame
with the new word was handed to the screen. The preview waits for a moment of quiet before it builds; that time is
printed last, and taken off where a column says so. All figures are milliseconds, as median / 95 of 100. With
`--plain` there is no browser, and nothing painted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from queue import Queue
from statistics import median, quantiles
from threading import Thread
from typing import IO, NamedTuple
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/browser"))

from chromium import find
from corpus import write_btspress, write_masters
from playwright.sync_api import Page, sync_playwright

from btspress.serve.reload import EVENTS
from btspress.serve.watch import QUIET

_WAIT = """(word) => new Promise((done) => {
  const seen = () => {
    if (!document.querySelector('main').textContent.includes(word)) return;
    looking.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        done(performance.timeOrigin + performance.now());
      };
      port2.postMessage(0); // after the frame
    });
  };
  const looking = new MutationObserver(seen);
  looking.observe(document.body, { childList: true, subtree: true, characterData: true });
  seen();
})"""


class Times(NamedTuple):
    """One edit, in milliseconds from the write."""

    told: float
    """To the server's word that the page is there."""
    painted: float = 0
    """To the frame with the new word."""


class Ear:
    """Listens to what a preview tells its pages."""

    def __init__(self, origin: str, path: str) -> None:
        page = urlopen(origin + path).read().decode()
        token = page.split('data-token="')[1].split('"')[0]
        self._events = urlopen(f"{origin}{EVENTS}?token={token}")
        self._heard: Queue[tuple[str, float]] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError, HTTPException):  # the server is stopped in the end
            for line in self._events:
                if line.startswith(b"data:") and (kind := json.loads(line[5:])["kind"]) in {"first", "build"}:
                    self._heard.put((kind, time.time() * 1000))

    def forget(self) -> None:
        """What was heard so far does not count."""
        while not self._heard.empty():
            self._heard.get()

    def next(self) -> float:
        """When a new page was told of, in milliseconds since 1970; returns when the whole build is over too."""
        kind, told = self._heard.get(timeout=60)
        while kind != "build":
            kind, _ = self._heard.get(timeout=60)
        return told


def main() -> None:
    """Runs and prints."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--chapters", type=int, nargs="+", default=[100, 1000])
    asked.add_argument("--edits", type=int, default=30)
    asked.add_argument("--pause", type=float, default=2, help="seconds between two edits, as an author's")
    asked.add_argument("--masters", type=int, default=0, metavar="GIGABYTES")
    asked.add_argument("--plain", action="store_true", help="no browser")
    asked.add_argument("--place", type=Path, help="folder for the sites; the usual temporary one without it")
    told = asked.parse_args()
    row = "{:>8}   {:>12}   {:>24}   {:>15}   {:>25}   {:>6}"
    columns = ("chapters", "saved → told", "saved → told less quiet", "saved → painted", "saved → painted less quiet")
    print(row.format(*columns, "quiet"))
    with tempfile.TemporaryDirectory(dir=told.place) as place:
        for count in told.chapters:
            times = list(_edits(Path(place) / str(count), count, told))
            heard, painted = [each.told for each in times], [each.painted for each in times]
            shown = ["–", "–"] if told.plain else [_spread(painted), _spread(_less(painted))]
            print(row.format(count, _spread(heard), _spread(_less(heard)), *shown, round(QUIET * 1000)), flush=True)


def _less(whole: list[float]) -> list[float]:
    return [each - QUIET * 1000 for each in whole]


def _spread(figures: list[float]) -> str:
    return f"{median(figures):.1f} / {quantiles(figures, n=20)[-1]:.1f}"


def _edits(place: Path, count: int, asked: argparse.Namespace) -> Iterator[Times]:
    site = place / "site"
    write_btspress(site, count)
    if asked.masters:
        write_masters(site, asked.masters)
    chapter = sorted(path for path in site.rglob("*.md") if path.stem.endswith(f"{count // 2:05}"))[0]
    words = chapter.read_text(encoding="utf-8")
    with _served(site, place / "cache") as origin, ExitStack() as opened:
        ear, page = Ear(origin, _address(chapter, site)), None
        if not asked.plain:
            playwright = opened.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(origin + _address(chapter, site), wait_until="load")
        time.sleep(asked.pause)
        for number in range(asked.edits + 3):
            found = _edit(ear, page, chapter, words, f"Edit{number:04}")
            time.sleep(asked.pause)
            if number >= 3:  # the first ones warm up both sides
                yield found


def _address(chapter: Path, site: Path) -> str:
    """Where the corpus has the page of a chapter."""
    film = chapter.parent.relative_to(site).name
    return f"/{film}/{chapter.stem}/"


def _edit(ear: Ear, page: Page | None, chapter: Path, words: str, word: str) -> Times:
    lines = words.split("\n\n")
    lines[2] = f"{word} {lines[2]}"
    ear.forget()
    if page is None:
        chapter.write_text("\n\n".join(lines), encoding="utf-8")
        saved = time.time() * 1000
        return Times(ear.next() - saved)
    watched = page.evaluate_handle(f"word => ({{ done: ({_WAIT})(word) }})", word)
    chapter.write_text("\n\n".join(lines), encoding="utf-8")
    saved = time.time() * 1000
    painted = watched.evaluate("watched => watched.done")
    return Times(ear.next() - saved, painted - saved)


@contextmanager
def _served(site: Path, cache: Path) -> Iterator[str]:
    """`btspress serve`, from its first line with an address on."""
    command = [sys.executable, "-m", "btspress", "serve", str(site), "--out", str(cache / "preview"), "--port", "8700"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_environment(cache)
    ) as server:
        try:
            yield _origin(server.stdout)
        finally:
            server.terminate()


def _environment(cache: Path) -> dict[str, str]:
    return {**os.environ, "BTSPRESS_CACHE": str(cache)}


def _origin(printed: IO[str] | None) -> str:
    assert printed
    for line in printed:
        if "Look at http" in line:
            return line.split("Look at ")[1].split()[0].rstrip("/")
    raise SystemExit("the preview did not start")


if __name__ == "__main__":
    main()
