"""How long a preview keeps an author waiting.

    python bench/preview.py BATTLE.webm

Makes a site with an excerpt of 60 s of a film, which has to be encoded, and, with --masters, some gigabytes of masters
in a second chapter; serves it as `btspress serve` does, with an empty cache; asks as a browser would. Prints seconds.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CHAPTER = "# {}\n\nWords {}.\n\n> [!clip] The battle\n>\n> ![The battle](media/battle.webm#t={})\n"


def main() -> None:
    """Measure, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("film", type=Path, help="65 s or more")
    asked.add_argument("--chapters", type=int, default=1, help="chapters with an excerpt of their own")
    asked.add_argument("--edits", type=int, default=10)
    asked.add_argument("--masters", type=int, default=0, metavar="GB", help="of masters in the tree")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:
        _measured(Path(folder), given)


def _measured(folder: Path, given: argparse.Namespace) -> None:
    site = folder / "site"
    media = site / "films/battle/media"
    media.mkdir(parents=True)
    shutil.copy(given.film, media / "battle.webm")
    (site / "site.md").write_text("---\ntitle: Battle\n---\n")
    (site / "films/battle/film.md").write_text("---\ntitle: Battle\n---\n")
    for number in range(given.chapters):
        text = CHAPTER.format(number, 0, f"{number % 5},{60 + number % 5}")
        (site / f"films/battle/{number:02}-chapter-{number}.md").write_text(text)
    for number in range(given.masters):
        with (media / f"master-{number}.mov").open("wb") as file:
            file.truncate(1 << 30)
    begun = time.monotonic()
    program = [sys.executable, "-m", "btspress", "serve", str(site), "--port", "18200"]
    environment = {**os.environ, "BTSPRESS_CACHE": str(folder / "cache")}
    running = subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        _asked(site, running, given, lambda: time.monotonic() - begun)
    finally:
        running.terminate()
        running.wait()


def _asked(site: Path, running: subprocess.Popen[str], given: argparse.Namespace, clock: Callable[[], float]) -> None:
    port = _port(running)
    _, page = _got(port, "/battle/chapter-0/")
    print(f"first readable page      {clock():6.2f}  from the start of the program")
    url = next(each for each in re.findall(r"/media/[^\s\"']+", page.decode()) if each.endswith("h264.mp4"))
    poster = next(each for each in re.findall(r"/media/[^\s\"',]+", page.decode()) if each.endswith(".webp"))
    before = clock()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", url)
    answer = connection.getresponse()
    data = answer.read(1 << 10)
    while data.count(b"moof") < 2 and (block := answer.read(1 << 10)):
        data += block
    print(f"first second of the clip {clock() - before:6.2f}  from the request ({answer.status}, {len(data) >> 10} KB)")
    chapter = site / "films/battle/00-chapter-0.md"
    waits = [_edit(chapter, port, number) for number in range(1, given.edits + 1)]
    usual, worst = statistics.median(waits), max(waits)
    print(f"save to HTML             {usual:6.2f}  median of {given.edits} while it encodes; worst {worst:.2f}")
    while answer.read(1 << 16):
        pass
    print(f"final of the clip        {clock() - before:6.2f}  from the request")
    _got(port, poster)
    print(f"poster                   {clock() - before:6.2f}  from the request of the clip, at the latest")
    print(f"peak memory              {_peak(running.pid):6.0f}  MB of the program, without ffmpeg")


def _edit(chapter: Path, port: int, number: int) -> float:
    words = f"Words {number}."
    chapter.write_text(re.sub(r"Words \d+\.", words, chapter.read_text()))
    begun = time.monotonic()
    while words.encode() not in _got(port, "/battle/chapter-0/")[1]:
        time.sleep(0.005)
    return time.monotonic() - begun


def _port(running: subprocess.Popen[str]) -> int:
    for line in running.stdout or ():
        if found := re.search(r"http://localhost:(\d+)/", line):
            return int(found[1])
    raise SystemExit("the preview did not start")


def _got(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def _peak(pid: int) -> float:
    """Megabytes; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


if __name__ == "__main__":
    main()
