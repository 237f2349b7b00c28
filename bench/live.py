"""From saving a chapter to seeing it: how long until the changed words are painted in an open page.

    python bench/live.py [--chapters 100 1000] [--edits 30] [--masters GIGABYTES] [--place FOLDER]

Runs `btspress serve` on a made-up story of that many chapters, opens one of them in Chromium, and writes a word
into its text again and again. Each time three things are taken: when the file was closed, when the page asked for
its new HTML (the server had built it and told so), and when the first frame with the new word was handed to the
screen. The preview waits for a moment of quiet before it builds; that time is printed apart. All figures are
milliseconds, as median / 95 of 100.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import IO, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/browser"))

from chromium import find
from corpus import write_btspress, write_masters
from playwright.sync_api import Page, sync_playwright

from btspress.serve.watch import QUIET

_WAIT = """(word) => new Promise((done) => {
  const seen = () => {
    if (!document.querySelector('main').textContent.includes(word)) return;
    looking.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const asked = performance.getEntriesByType('resource').filter(({ name }) => name === location.href).at(-1);
        performance.clearResourceTimings();
        done([asked ? performance.timeOrigin + asked.startTime : 0, performance.timeOrigin + performance.now()]);
      };
      port2.postMessage(0); // after the frame
    });
  };
  const looking = new MutationObserver(seen);
  looking.observe(document.body, { childList: true, subtree: true, characterData: true });
  seen();
})"""


class Times(NamedTuple):
    """One edit, in milliseconds."""

    told: float
    """From the write to the page's request."""
    painted: float
    """From the request to the frame with the new word."""

    @property
    def whole(self) -> float:
        """From the write to the frame."""
        return self.told + self.painted


def main() -> None:
    """Runs and prints."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--chapters", type=int, nargs="+", default=[100, 1000])
    asked.add_argument("--edits", type=int, default=30)
    asked.add_argument("--pause", type=float, default=2, help="seconds between two edits, as an author's")
    asked.add_argument("--masters", type=int, default=0, metavar="GIGABYTES")
    asked.add_argument("--place", type=Path, help="folder for the sites; the usual temporary one without it")
    told = asked.parse_args()
    row = "{:>8}   {:>15}   {:>14}   {:>15}   {:>14}   {:>6}"
    print(row.format("chapters", "saved → told", "told → painted", "saved → painted", "without quiet", "quiet"))
    with tempfile.TemporaryDirectory(dir=told.place) as place:
        for count in told.chapters:
            times = list(_edits(Path(place) / str(count), count, told))
            whole = [each.whole for each in times]
            columns = ([each.told for each in times], [each.painted for each in times], whole, _less(whole))
            print(row.format(count, *map(_spread, columns), round(QUIET * 1000)), flush=True)


def _less(whole: list[float]) -> list[float]:
    return [each - QUIET * 1000 for each in whole]


def _spread(figures: list[float]) -> str:
    return f"{median(figures):.0f} / {quantiles(figures, n=20)[-1]:.0f}"


def _edits(place: Path, count: int, asked: argparse.Namespace) -> Iterator[Times]:
    site = place / "site"
    write_btspress(site, count)
    if asked.masters:
        write_masters(site, asked.masters)
    chapter = sorted(path for path in site.rglob("*.md") if path.stem.endswith(f"{count // 2:05}"))[0]
    words = chapter.read_text(encoding="utf-8")
    with _served(site, place / "cache") as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(origin + _address(chapter, site), wait_until="load")
        for number in range(asked.edits + 3):
            found = _edit(page, chapter, words, f"Edit{number:04}")
            time.sleep(asked.pause)
            if number >= 3:  # the first ones warm up both sides
                yield found
        browser.close()


def _address(chapter: Path, site: Path) -> str:
    """Where the corpus has the page of a chapter."""
    film = chapter.parent.relative_to(site).name
    return f"/{film}/{chapter.stem}/"


def _edit(page: Page, chapter: Path, words: str, word: str) -> Times:
    page.evaluate("performance.clearResourceTimings()")
    watched = page.evaluate_handle(f"word => ({{ done: ({_WAIT})(word) }})", word)
    lines = words.split("\n\n")
    lines[2] = f"{word} {lines[2]}"
    chapter.write_text("\n\n".join(lines), encoding="utf-8")
    saved = time.time() * 1000
    asked, painted = watched.evaluate("watched => watched.done")
    return Times(asked - saved, painted - asked)


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
