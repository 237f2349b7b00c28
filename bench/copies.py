"""Slow copies onto the disk while a preview watches: how many files were read before they were whole.

    python bench/copies.py CLIP [COUNT]

Each trial copies CLIP into a watched folder in its own way: in one go or in pieces, with pauses up to two seconds,
closed at the end or after each piece, with its size set beforehand, under its own name or renamed at the end, with its
old date set afterwards. Whenever the watch says that it is whole, its bytes are compared with those of CLIP.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from btspress.serve.watch import Watch

WAYS = (
    "open all the time",
    "size set beforehand",
    "renamed at the end",
    "date set at the end",
    "closed after each piece",
)
TOGETHER = 20
"""Copies at a time."""


def main() -> None:
    """Copy, compare, print."""
    clip, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
    data = clip.read_bytes()
    with tempfile.TemporaryDirectory(prefix="copies-") as folder:
        early, looks, waits = _watched(Path(folder), data, count)
    print(f"{count} copies of {len(data) / 1e6:.1f} MB, {looks} answers of the watch")
    for way in WAYS:
        print(f"  {way:26} half files read: {early[way]}")
    print(
        f"  whole files were seen {sum(waits) / len(waits):.2f} s after the end of their copy, {max(waits):.2f} at most"
    )


def _watched(folder: Path, data: bytes, count: int) -> tuple[Counter[str], int, list[float]]:
    ends: dict[str, float] = {}
    early: Counter[str] = Counter()
    waits: list[float] = []
    known: set[str] = set()
    stop, looks = threading.Event(), 0
    with Watch([folder]) as watch:
        copier = threading.Thread(target=_copied, args=(folder, data, count, ends))
        copier.start()
        while len(known) < count:
            changed = watch.wait(stop)
            looks += 1
            for name in (changed or frozenset()) - watch.copying:
                if (folder / name).read_bytes() != data:
                    early[WAYS[int(name[4:8]) % len(WAYS)]] += 1
                elif name not in known:
                    known.add(name)
                    waits.append(time.monotonic() - ends.get(name, time.monotonic()))
        copier.join()
    return early, looks, waits


def _copied(folder: Path, data: bytes, count: int, ends: dict[str, float]) -> None:
    waiting = list(range(count))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                number = waiting.pop()
            name = f"take{number:04}.mp4"
            _copy(folder / name, data, WAYS[number % len(WAYS)], random.Random(number))
            ends[name] = time.monotonic()

    threads = [threading.Thread(target=work) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _copy(to: Path, data: bytes, way: str, dice: random.Random) -> None:
    pieces = dice.randrange(2, 8)
    cuts = [0, *sorted(dice.randrange(len(data)) for _ in range(pieces - 1)), len(data)]
    place = to.with_name(f".{to.name}.part") if way == "renamed at the end" else to
    # Who closes a file after each piece says each time that it is whole: nobody can wait for two seconds after that.
    longest = 0.1 if way == "closed after each piece" else 2.0
    with place.open("wb") as file:
        if way == "size set beforehand":
            file.truncate(len(data))
        for first, end in pairwise(cuts):
            file.write(data[first:end])
            file.flush()
            if way == "closed after each piece":
                file.close()
            if end < len(data):
                time.sleep(dice.random() * longest)
            if way == "closed after each piece":
                file = place.open("ab")
        file.close()
    if way == "date set at the end":
        os.utime(place, (1_700_000_000, 1_700_000_000))
    if place != to:
        shutil.move(place, to)


if __name__ == "__main__":
    main()
