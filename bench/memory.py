"""How much memory a build takes, by the size of the masters: 0, 1 and 10 GB of them, the clips always the same.

    python bench/memory.py [--gigabytes 0 1 10] [--clips 10]

Each master is a real clip behind which a box without meaning is sparse, so that 10 GB need no room: all of it
is read and digested as if it were film. Printed is the largest size that the btspress process itself ever
had (VmHWM), its programs not counted: of the first build, of one that has nothing to do, and of `check`.
Runs on Linux only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
FOOTAGE = HERE / "tests" / "media" / "sintel-fade-in.mp4"
HEAD = "---\ntitle: Bench\nlang: en\nbase_url: https://example.org/\nvideo:\n  quality: fixed\n  widest: 320\n---\n"
TOLD = (
    "import atexit, sys\n"
    "def tell():\n"
    "    peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
    "    print('PEAK', peak.split()[1], file=sys.stderr)\n"
    "atexit.register(tell)\n"
    "from btspress.cli import main\n"
    "main()\n"
)
GIGABYTE = 1_000_000_000


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, nargs="+", default=[0, 1, 10])
    parser.add_argument("--clips", type=int, default=10)
    asked = parser.parse_args()
    print(f"{'GB of masters':>14}{'first build':>14}{'again':>10}{'check':>10}   MB at most")
    for gigabytes in asked.gigabytes:
        with tempfile.TemporaryDirectory(prefix="btspress-bench-") as folder:
            place = Path(folder)
            _site(place / "src", asked.clips, int(gigabytes * GIGABYTE))
            first, seconds = _peak(place, "build", "src", "out")
            again, check = _peak(place, "build", "src", "out")[0], _peak(place, "check", "src")[0]
            print(f"{gigabytes:>14g}{first:>14.1f}{again:>10.1f}{check:>10.1f}   {seconds:.0f} s", flush=True)


def _site(src: Path, clips: int, total: int) -> None:
    (src / "media").mkdir(parents=True)
    (src / "site.md").write_text(HEAD, encoding="utf-8")
    shown = []
    for number in range(clips):
        master = src / "media" / f"{number}.mp4"
        shutil.copy(FOOTAGE, master)
        with master.open("ab") as file:
            size = max(total // clips - master.stat().st_size, 16)
            file.write(size.to_bytes(4, "big") + b"free" + f"{number:08}".encode())
            file.truncate(file.tell() + size - 16)
        shown.append(f"![Take {number}](media/{number}.mp4#t=0,0.5)\n")
    (src / "one.md").write_text("# One\n\n" + "\n".join(shown), encoding="utf-8")


def _peak(place: Path, *arguments: str) -> tuple[float, float]:
    """Megabytes that the command had at most, and its seconds."""
    where = {**os.environ, "PYTHONPATH": str(HERE), "BTSPRESS_CACHE": str(place / "cache")}
    begun = time.monotonic()
    command = [sys.executable, "-c", TOLD, *arguments]
    done = subprocess.run(command, cwd=place, env=where, capture_output=True, text=True, check=False)
    peaks = [line.split()[1] for line in done.stderr.splitlines() if line.startswith("PEAK ")]
    if done.returncode or not peaks:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return int(peaks[-1]) * 1024 / 1e6, time.monotonic() - begun


if __name__ == "__main__":
    main()
