"""How long a site of text takes to build, beside other generators on the same corpus in the same run.

    python bench/site.py [--chapters 100 1000] [--runs 3] [--mkdocs PATH] [--pelican PATH] [--nikola PATH]
        [--hugo PATH] [--eleventy PATH] [--masters 10]

Each is built cold (no output, no cache of texts), once more with nothing changed, and with one chapter edited;
medians of `--runs`, start of the program included. `work` is what its processors did for the cold build. What
peers keep between builds is left to them.

btspress also makes each picture in several sizes and types, which no peer does here: that work is done before,
and told apart as `pictures`. The last lines tell its peak memory with no camera files in the folder, and with
`--masters` gigabytes of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus import slug, write_btspress, write_masters
from peers import PEERS, Peer

HERE = Path(__file__).resolve().parents[1]
KEPT = ("_site", "cache/index", "cache/texts", "cache/stands")
"""All that a build leaves but pictures."""
REST = 2.5
"""Seconds between an edit and the next cold build: of a file that is younger than two, btspress trusts no date."""
MEBIBYTE = 1 << 20
KIBIBYTE = 1 << 10


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program."""

    seconds: float
    work: float
    """Seconds of processors, which a busy machine changes little."""
    peak: int
    """Bytes of memory that its largest process held at once."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of several runs of one generator."""

    name: str
    cold: float
    same: float
    edit: float
    """Seconds."""
    work: float
    """Of processors, for a cold build."""
    peak: int


def main() -> None:
    """Print a table for each number of chapters, and the memory with and without camera files."""
    given = _asked()
    programs = {peer: getattr(given, peer.name) for peer in PEERS if getattr(given, peer.name)}
    with tempfile.TemporaryDirectory(dir=given.place) as place:
        for count in given.chapters:
            told = [_btspress(Path(place), count, given.runs)]
            told += [_peer(Path(place), count, given.runs, peer, program) for peer, program in programs.items()]
            _print(count, told)
        if given.masters:
            for gigabytes, peak in _memory(Path(place), given.chapters[-1], given.masters):
                print(f"peak memory of btspress with {gigabytes} GB of camera files: {peak / MEBIBYTE:.0f} MiB")


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--chapters", type=int, nargs="+", default=[100, 1000])
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--masters", type=int, default=0, metavar="GIGABYTES")
    asked.add_argument("--place", type=Path, help="folder for the sites; the usual temporary one without it")
    for peer in PEERS:
        asked.add_argument(f"--{peer.name}", default="", metavar="PATH", help="its program")
    return asked.parse_args()


def run(command: list[str], folder: Path, more: dict[str, str] | None = None) -> Run:
    """Run a program in `folder` to its end; one that fails ends the bench with what it said."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **(more or {})}, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(command)}:\n{said.read().decode(errors='replace')[-2000:]}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else KIBIBYTE))


def _btspress(place: Path, count: int, runs: int) -> Figures:
    site = place / f"btspress-{count}"
    write_btspress(site, count)
    pictures = _build(site)
    cold, same, edit = [], [], []
    for number in range(runs):
        time.sleep(REST)
        # Out of the way, as each peer begins in a new folder: some disks are slow where much was just deleted.
        for left in filter(Path.exists, (site / name for name in KEPT)):
            left.rename(site.with_name(f"{site.name}-{number}-{left.name}"))
        cold.append(_build(site))
        same.append(_build(site))
        _edit(site / "film" / f"{slug(count // 2)}.md", number)
        edit.append(_build(site))
    print(f"btspress, {count} chapters, pictures and all: {pictures.seconds:.2f} s the first time")
    shutil.rmtree(site)
    return _figures("btspress", cold, same, edit)


def _build(site: Path) -> Run:
    more = {"PYTHONPATH": str(HERE), "BTSPRESS_CACHE": str(site / "cache")}
    return run([sys.executable, "-m", "btspress", "build", ".", "_site"], site, more)


def _peer(place: Path, count: int, runs: int, peer: Peer, program: str) -> Figures:
    cold, same, edit = [], [], []
    command = peer.command(shutil.which(program) or program)
    for number in range(runs):
        site = place / f"{peer.name}-{count}-{number}"
        peer.write(site, count)
        cold.append(run(command, site))
        same.append(run(command, site))
        _edit(site / peer.chapter.replace("%", slug(count // 2)), number)
        edit.append(run(command, site))
        shutil.rmtree(site)
    return _figures(peer.name, cold, same, edit)


def _edit(chapter: Path, number: int) -> None:
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(f"{text}\nOne more word, for the {number}th time.\n", encoding="utf-8")


def _figures(name: str, cold: list[Run], same: list[Run], edit: list[Run]) -> Figures:
    seconds = (median(each.seconds for each in runs) for runs in (cold, same, edit))
    return Figures(name, *seconds, median(each.work for each in cold), max(each.peak for each in cold))


def _print(count: int, told: list[Figures]) -> None:
    ours = told[0]
    print(f"{count} chapters   cold s  ratio   same s  ratio   edit s  ratio   work s  ratio   peak MiB")
    for each in told:
        pairs = ((each.cold, ours.cold), (each.same, ours.same), (each.edit, ours.edit), (each.work, ours.work))
        columns = "   ".join(f"{seconds:6.2f}  {seconds / own:4.1f}×" for seconds, own in pairs)
        print(f"{each.name:13}   {columns}   {each.peak / MEBIBYTE:6.0f}", flush=True)


def _memory(place: Path, count: int, gigabytes: int) -> Iterator[tuple[int, int]]:
    """Peak memory of a build without camera files, and with them."""
    for amount in (0, gigabytes):
        site = place / f"masters-{amount}"
        write_btspress(site, count)
        write_masters(site / "film" / "media", amount)
        _build(site)
        shutil.rmtree(site / "_site")
        yield amount, _build(site).peak
        shutil.rmtree(site)


if __name__ == "__main__":
    main()
