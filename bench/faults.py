"""Builds killed at random moments, and builds to which the disk says no at each call: what is live afterwards.

    python bench/faults.py [--kills 500] [--errors ENOSPC,EIO,EACCES] [--every 1] [--seed 1]

A site of a page, a still and a style sheet is told in two ways. A build of the other way is killed (SIGKILL) at
a random moment; or its n-th use of the disk fails, for every n, or for every tenth with `--every 10`. What is live
then must be one of the two sites, whole; a build that was refused must have said so; and the next build must come
to the right bytes, without any cleaning. Runs on systems that can fork.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from btspress.session import Options, Session

HEAD = "---\ntitle: Bench\nbase_url: https://example.org\n---\n"
WAYS = ("old", "new")
WATCHED = ("open", "os.", "shutil.", "fcntl.", "ctypes.dlsym")
"""Audit events that stand for a system call; ctypes looks up each of its calls just before it makes it."""
REFUSED, PUBLISHED, CRASHED = 1, 0, 3


def main() -> None:
    """Print what was found, and exit with 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--errors", default="ENOSPC,EIO,EACCES")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="btspress-faults-") as folder:
        place = Path(folder)
        (place / "src").mkdir()
        peace = {way: _peace(place, way) for way in WAYS}
        found = _killed(place, peace, asked.kills, random.Random(asked.seed))
        for name in filter(None, asked.errors.split(",")):
            found += _refused(place, peace, getattr(errno, name), name, asked.every)
    print(", ".join(f"{many} {what}" for what, many in sorted(found.items())))
    sys.exit(1 if any(found[what] for what in ("torn", "wrong after", "said to be published", "crashes")) else 0)


def _peace(place: Path, way: str) -> dict[str, bytes]:
    _write(place, way)
    _build(place, f"peace-{way}", f"cache-{way}")
    return _files(place / f"peace-{way}")


def _killed(place: Path, peace: dict[str, dict[str, bytes]], kills: int, dice: random.Random) -> Counter[str]:
    found: Counter[str] = Counter()
    longest = 0.5
    while found["kills"] < kills:
        way = dice.choice(WAYS)
        _write(place, way)
        if dice.random() < 0.3:
            shutil.rmtree(place / "cache", ignore_errors=True)
        child, begun = _forked(lambda: _build(place, "out", "cache")), time.monotonic()
        time.sleep(dice.uniform(0, longest))
        over = os.waitpid(child, os.WNOHANG)[0]
        if over:
            longest = max(0.02, 0.9 * longest)
        else:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            longest = max(longest, time.monotonic() - begun) * 1.02
        found["kills" if not over else "ended before"] += 1
        found["torn"] += _files(place / "out") not in ({}, *peace.values())
        found["wrong after"] += _after(place, way) != peace[way]
    return found


def _refused(place: Path, peace: dict[str, dict[str, bytes]], number: int, name: str, every: int) -> Counter[str]:
    """Uses of the disk that a build of the other way makes, from the first by `every`, each refused once."""
    found: Counter[str] = Counter()
    at, struck = 1 - every, True
    while struck:
        at += every
        _write(place, "old")
        _after(place, "old")
        _write(place, "new")
        code, struck = _struck(lambda: _build(place, "out", "cache"), at, number)
        found[f"{name} points"] += struck
        live = _files(place / "out")
        found["torn"] += live not in peace.values()
        found["said to be published"] += code == PUBLISHED and live != peace["new"]
        found["crashes"] += code == CRASHED
        found["wrong after"] += _after(place, "new") != peace["new"]
    return found


def _struck(work: Callable[[], int], at: int, number: int) -> tuple[int, bool]:
    """Runs `work` in a child whose use number `at` of the disk fails; its exit code, and whether it came so far."""
    reader, writer = os.pipe()

    def told() -> int:
        count = 0

        def hook(event: str, _arguments: object) -> None:
            nonlocal count
            if event.startswith(WATCHED):
                count += 1
                if count == at:
                    os.write(writer, b"!")
                    raise OSError(number, os.strerror(number))

        sys.addaudithook(hook)
        return work()

    child = _forked(told)
    os.close(writer)
    status = os.waitpid(child, 0)[1]
    with os.fdopen(reader, "rb") as heard:
        return os.waitstatus_to_exitcode(status), bool(heard.read())


def _forked(work: Callable[[], int]) -> int:
    child = os.fork()
    if child == 0:
        code = CRASHED
        try:
            code = work()
        except OSError:
            code = REFUSED  # outside of what a build tells by itself, and told by the command line
        finally:
            os._exit(code)
    return child


def _write(place: Path, way: str) -> None:
    (place / "src/site.md").write_text(HEAD, encoding="utf-8")
    (place / "src/one.md").write_text(f"# One\n\nThis is {way}.\n\n![A still](still.png)\n", encoding="utf-8")
    if not (place / "src/still.png").exists():
        Image.linear_gradient("L").resize((64, 36)).save(place / "src/still.png")


def _build(place: Path, out: str, cache: str) -> int:
    built = Session(place / "src", place / out, Options(cache=place / cache, workers=1)).build()
    return PUBLISHED if built.ok else REFUSED


def _after(place: Path, way: str) -> dict[str, bytes]:
    """What the next build comes to, with nothing cleaned."""
    child = _forked(lambda: _build(place, "out", "cache"))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return _files(place / "out") if code == PUBLISHED else {way: b"refused"}


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


if __name__ == "__main__":
    main()
