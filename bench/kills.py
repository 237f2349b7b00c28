"""A hundred builds killed at random moments (kill -9): how many outputs are wrong, how many programs stay behind.

    python bench/kills.py [--kills 100] [--seed 1]

A site of two clips and a still is told in four ways, and each is built once in peace. Then, again and again:
another of the four is written, sometimes all finished work is thrown away, a build is started and killed. What
is published must then be one of the four, whole; no ffmpeg may be left; and the next build must come to the
same bytes as the one in peace. Runs on Linux only.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
MEDIA = HERE / "tests" / "media"
HEAD = "---\ntitle: Bench\nlang: en\nbase_url: https://example.org/\nvideo:\n  quality: fixed\n  widest: 320\n---\n"
WAYS = ("0,0.5", "0.5,1", "0.25,1", "0,1")
_AWAY = 2.0
"""Seconds in which a program must be gone whose parent was killed."""


def main() -> None:
    """Print what was found, and exit with 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="btspress-kills-") as folder:
        found = _killed(Path(folder), asked.kills, dice)
    print(", ".join(f"{many} {what}" for what, many in found.items()))
    sys.exit(1 if found["wrong outputs"] or found["torn outputs"] or found["left running"] else 0)


def _killed(place: Path, kills: int, dice: random.Random) -> Counter[str]:
    (place / "src/media").mkdir(parents=True)
    shutil.copy(MEDIA / "sintel-fade-in.mp4", place / "src/media")
    shutil.copy(MEDIA / "exif-gps-orient6.jpg", place / "src/media")
    (place / "src/site.md").write_text(HEAD, encoding="utf-8")
    peace, longest = {}, 0.0
    for way in WAYS:
        begun = time.monotonic()
        _write(place, way)
        _build(place, f"peace-{way}", f"peace-cache-{way}").wait()
        longest = max(longest, time.monotonic() - begun)
        peace[way] = _files(place / f"peace-{way}")
        assert peace[way], f"nothing was published of {way}"
    found = Counter({"kills": 0, "wrong outputs": 0, "torn outputs": 0, "left running": 0})
    lasts = {False: longest, True: longest}
    while found["kills"] < kills:
        way, cold = dice.choice(WAYS), dice.random() < 0.5
        _write(place, way)
        if cold:
            shutil.rmtree(place / "cache", ignore_errors=True)
        begun, running = time.monotonic(), _build(place, "out", "cache")
        try:
            running.wait(dice.uniform(0, lasts[cold]))
            lasts[cold] = time.monotonic() - begun
            found["ended before"] += 1
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait()
            found["kills"] += 1
        found["left running"] += _left(place)
        found["torn outputs"] += _files(place / "out") not in ({}, *peace.values())
        _build(place, "out", "cache").wait()
        found["wrong outputs"] += _files(place / "out") != peace[way]
        found["leftovers in the cache"] += len(list((place / "cache").glob("tmp/*")))
        print(f"{dict(found)}", flush=True)
    return found


def _write(place: Path, way: str) -> None:
    told = f"# One\n\n![A fade](media/sintel-fade-in.mp4#t={way})\n\n![A still](media/exif-gps-orient6.jpg)\n"
    (place / "src/one.md").write_text(told, encoding="utf-8")


def _build(place: Path, out: str, cache: str) -> subprocess.Popen[bytes]:
    where = {**os.environ, "PYTHONPATH": str(HERE), "BTSPRESS_CACHE": str(place / cache)}
    command = [sys.executable, "-m", "btspress", "build", "src", out]
    return subprocess.Popen(command, cwd=place, env=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _left(place: Path) -> int:
    """Programs that are still there when they have had time to go."""
    end = time.monotonic() + _AWAY
    while (left := _running(place)) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def _running(place: Path) -> int:
    """Programs whose working folder is `place`: those that we start have it from us."""
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            count += Path(os.readlink(process / "cwd")) == place
        except OSError:  # it ended meanwhile
            continue
    return count


if __name__ == "__main__":
    main()
