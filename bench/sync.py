"""Whether two videos of a comparison show the same frame: what is on screen is read, not what the browser says.

    PYTHONPATH=.:tests/browser:tests python bench/sync.py FOLDER

FOLDER holds the real footage of the pairs below. Every frame carries its number; the pairs are encoded as a site
encodes the sides of a comparison, and played in Chromium with the clock and without it. At each frame of the first
video both are drawn to a canvas and their numbers read. Errors are in frames, of both sides' common rate.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numbered
from chromium import find
from conftest import FLAGS, served
from footage import tools
from onscreen import AUTOPLAY, Frames, errors, lay, recovered, told, wrapped
from playwright.sync_api import Page, sync_playwright

from btspress.delivery.audience import PREVIEW
from btspress.delivery.bench import Bench
from btspress.delivery.ladder import renditions_of
from btspress.digest import digest_bytes
from btspress.directives.in_step import in_step
from btspress.engine.job import Input
from btspress.media.probe import probe
from btspress.model import Clip, Side, Source
from btspress.timecode import TimeRange

SECONDS = 12
RANGES = TimeRange(Fraction("0.53"), Fraction("10.7")), TimeRange(Fraction(1), Fraction(11))
"""Of the first side, between two frames where it has another rate, and of the finished one."""
PLAYBLAST, LIT = "cosmos-d2-anim-playblast.mp4", "cosmos-d2-lighting.mp4"
SHOT, BATTLE = "tos-07_3f-final.mp4", "tos-battle.webm"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files, and the rate of each."""

    files: tuple[str, str]
    rates: tuple[int, int] = (24, 24)
    sound: bool = False

    @property
    def name(self) -> str:
        """For the table."""
        sides = [f"{Path(file).stem[-9:]} {rate}" for file, rate in zip(self.files, self.rates, strict=True)]
        return " / ".join(sides) + (" heard" if self.sound else "")


PAIRS = (
    Pair((PLAYBLAST, LIT)),
    Pair((PLAYBLAST, LIT), (25, 24)),
    Pair((PLAYBLAST, LIT), (30, 24)),
    Pair((SHOT, BATTLE)),
    Pair((BATTLE, BATTLE), sound=True),
)


def encode(pair: Pair, footage: Path, into: Path) -> Frames:
    """Write `0.mp4` and `1.mp4` as a site would; for each, which of its frames carries a number."""
    sides = []
    for place, (name, rate) in enumerate(zip(pair.files, pair.rates, strict=True)):
        path = into / f"source-{place}.mp4"
        numbered.make(footage / name, path, Fraction(rate), SECONDS, larger=2, sound=pair.sound)
        facts = probe(lambda path=path: path.open("rb"), "mov", tools())
        source = Source(path.name, digest_bytes(path.read_bytes()), facts)
        sides.append(Side(Clip(source, RANGES[place], sound=pair.sound), "", "", finished=place == 1))
    return [_made(side, place, into) for place, side in enumerate(in_step(sides))]


def _made(side: Side, place: int, into: Path) -> dict[int, int]:
    (recipe,) = renditions_of(side.shown, Bench("", PREVIEW, "en"))
    folder = into / str(place)
    folder.mkdir()
    source = into / f"source-{place}.mp4"
    recipe.make((Input(lambda: source.open("rb"), "mov"),), folder, tools())
    made = (folder / recipe.outputs()[0].name).replace(into / f"{place}.mp4")
    return {number: frame for frame, number in enumerate(numbered.numbers(made))}


@contextmanager
def opened(folder: Path, *, locked: bool) -> Iterator[Page]:
    """Both videos, loaded, in a fresh browser."""
    with served(folder) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=[*FLAGS, AUTOPLAY])
        page = browser.new_page(viewport={"width": 1320, "height": 500})
        page.goto(f"{origin}/index.html")
        page.evaluate("locked => ready(locked)", locked)
        yield page
        browser.close()


def measure(folder: Path, frames: Frames, *, locked: bool) -> list[str]:
    """The row of one pair: steady, late start, seeks, still, loop."""
    with opened(folder, locked=locked) as page:
        steady = page.evaluate("() => during(() => clock.play(), 8)")
        page.evaluate("async () => { clock.pause(); await wait(0.5); clock.seek(0); await wait(1); late(b, 0.3); }")
        late = page.evaluate("() => during(() => clock.play(), 4)")
        seeks: list[int] = []
        for to in (6, 1.5, 4, 0.5):
            log = page.evaluate("to => during(() => clock.seek(to), 2.5)", to)
            seeks += [error for _, error in errors(log, frames, 1)]
        stills = []
        for to in (2.02, 7.7, 3.333, 5):
            page.evaluate("async to => { clock.pause(); clock.seek(to); await wait(1.2); }", to)
            stills += [error for _, error in errors((0, [page.evaluate("read()")]), frames)]
        page.evaluate("async () => { clock.loop = true; clock.seek(8.5); await wait(1); }")
        loop = page.evaluate("() => during(() => clock.play(), 5)")
    start = recovered([each for each in errors(late, frames) if each[0] > 0.35])
    return [
        told([error for _, error in errors(steady, frames, 4)]),
        f"{start:.2f} s" if start is not None else "never",
        told([error for _, error in errors(late, frames, 2)]),
        told(seeks),
        told(stills),
        told(wrapped(loop, frames)),
        f"{len(steady[1]) / 8:.0f}",
    ]


HEADS = ("pair", "", "steady", "late 300", "after 2 s", "seeks", "still", "loop", "fps")


def show(cells: tuple[str, ...]) -> None:
    """Print one line of the table."""
    widths = (34, 6, *[10] * 7)
    print(*(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)), flush=True)


def main(footage: Path) -> None:
    """Measure all pairs and print a line for each, with the clock and without."""
    show(HEADS)
    for pair in PAIRS:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            frames = encode(pair, footage, folder)
            lay(folder)
            for locked in (True, False):
                show((pair.name, "clock" if locked else "none", *measure(folder, frames, locked=locked)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
