"""What aiming at a quality saves against one fixed setting, and what looking costs.

    python bench/quality.py [FOLDER] [SECONDS]

Each video of FOLDER (else of the demo site; of long ones SECONDS from the middle, else 20) is encoded as its page
would get it, at its widest: aimed at the quality that a site has by default; at the usual setting; and at the one
setting at which every clip of the set reaches that quality, which is what a person must take who does not look at
each. Scores are those of whole clips. Overhead is the processor time of everything that a plain encode at the setting
that was found does not do, in parts of that encode: looking for the setting (a copy without loss, trials of samples
and their scores), checking what was encoded, and encoding it again where it fell short.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import BinaryIO

from btspress.delivery.audience import for_readers
from btspress.delivery.ladder import codecs_for, even
from btspress.engine.job import Input
from btspress.media.ffmpeg import Toolbox, find
from btspress.media.graph import source
from btspress.media.probe import probe
from btspress.media.sniff import HEAD, sniff
from btspress.model import Config
from btspress.recipes import vmaf
from btspress.recipes.aids import NONE
from btspress.recipes.excerpt import excerpt, opened, steady_rate
from btspress.recipes.quality import STEP, Score, crf_of
from btspress.recipes.rendition import Rendition
from btspress.timecode import TimeRange

DEMO = Path(__file__).resolve().parents[1] / "site_src"
VIDEOS = frozenset({".mp4", ".mov", ".webm", ".mkv", ".mts"})
DELIVERY = for_readers(Config())
TARGET, FLOOR = DELIVERY.quality.target, DELIVERY.quality.floor
WHOLE = "/crf-"
"""In the path of an encode of all."""


@dataclass(frozen=True, slots=True)
class Made:
    """One encode."""

    crf: Fraction
    bytes: int
    score: Score
    worked: float
    """Seconds of processors."""
    checked: float = 0.0
    """Of these, for the scores of whole encodes."""
    again: float = 0.0
    """Of these, for whole encodes after the first."""
    probes: int = 0
    """Encodes besides."""

    @property
    def good(self) -> bool:
        """Whether it is as good as a site wants it."""
        return self.score.mean >= TARGET and self.score.low >= FLOOR


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processors that an aimed encode took: those of a plain one at its setting, and what came on top."""

    plain: float
    looking: float
    checking: float
    again: float

    @property
    def parts(self) -> tuple[float, ...]:
        """Looking, checking, encoding again, and all of it, in parts of the plain encode."""
        each = (self.looking, self.checking, self.again)
        return tuple(part / self.plain for part in (*each, sum(each)))


@dataclass(slots=True)
class Watched(Toolbox):
    """Tools that count the processor time of what is done with whole encodes."""

    encodes: list[float] = field(default_factory=list)
    checks: list[float] = field(default_factory=list)

    def ffmpeg(self, arguments: list[str], inputs: tuple[BinaryIO, ...], *, seconds: float) -> str:
        """As usual. A whole encode is called `crf-…`, as what is written or as the first that is read."""
        begun = worked()
        try:
            return Toolbox.ffmpeg(self, arguments, inputs, seconds=seconds)
        finally:
            if WHOLE in arguments[-2]:
                self.encodes.append(worked() - begun)
            elif WHOLE in str(inputs[0].name):
                self.checks.append(worked() - begun)


@dataclass(slots=True)
class Shot:
    """A clip in one codec."""

    name: str
    recipe: Rendition
    given: Input
    folder: Path
    known: dict[Fraction, Made] = field(default_factory=dict)

    def aimed(self) -> Made:
        """As the recipe makes it."""
        tools, begun = Watched(find()), worked()
        into = Path(tempfile.mkdtemp(dir=self.folder))
        self.recipe.make((self.given,), into, tools)
        took, notes = worked() - begun, tools.notes
        path = into / self.recipe.outputs()[0].name
        spent = (took, sum(tools.checks), sum(tools.encodes[1:]))
        return Made(Fraction(notes["crf"]), path.stat().st_size, self.score(path), *spent, notes["probes"])

    def fixed(self, crf: Fraction) -> Made:
        """At `crf`, as a script would do it."""
        if crf not in self.known:
            path, begun = self.folder / "fixed.mp4", worked()
            with self.given.open() as file:
                command = self.recipe.arguments(self.given.container, path, NONE, crf)
                Toolbox(find()).ffmpeg(command, (file,), seconds=float(self.recipe.piece.duration))
            took = worked() - begun
            self.known[crf] = Made(crf, path.stat().st_size, self.score(path), took)
        return self.known[crf]

    def score(self, path: Path) -> Score:
        """Of all that was encoded, against the source itself."""
        piece, log = self.recipe.piece, self.folder / "scores.json"
        seen = self.recipe.seen(opened(1, self.given.container, piece), piece, NONE)
        wanted = seen.filter("trim", end_frame=piece.frames)
        command = vmaf.comparing(source(0, "mov")["v:0"], wanted, self.recipe.codec, piece.rate, log, 3)
        with path.open("rb") as made, self.given.open() as file:
            Toolbox(find()).ffmpeg(command, (made, file), seconds=float(piece.duration))
        return vmaf.read(log)


def worked() -> float:
    """Processor seconds of all programs that were run so far."""
    times = os.times()
    return times.children_user + times.children_system


def shots(folder: Path, longest: Fraction, scratch: Path) -> Iterator[Shot]:
    """Every clip in every codec."""
    for path in sorted(each for each in folder.rglob("*") if each.suffix.lower() in VIDEOS):
        with path.open("rb") as file:
            container = sniff(file.read(HEAD))
        given = Input(lambda path=path: path.open("rb"), container)
        facts = probe(given.open, container, Toolbox(find()))
        if facts.video is None:
            continue
        length = min(facts.duration, longest)
        start = (facts.duration - length) / 2
        piece = excerpt(facts, TimeRange(start, start + length), steady_rate(facts.video))
        width, height = even(*facts.video.size, DELIVERY.video_widths[-1])
        for codec in codecs_for(DELIVERY, width, height):
            yield Shot(path.stem, Rendition(codec, piece, width, height, DELIVERY.quality), given, scratch)


def one_for_all(found: list[tuple[Shot, Made]]) -> Fraction:
    """The coarsest setting at which all clips are good; those that no setting makes good do not count."""
    hard = sorted(((shot, made) for shot, made in found if made.good), key=lambda each: each[1].crf)
    crf = hard[0][1].crf
    while not all(shot.fixed(crf).good for shot, _ in hard):
        crf -= STEP
    while all(shot.fixed(crf + STEP).good for shot, _ in hard):
        crf += STEP
    return crf


def main(folder: Path, longest: Fraction) -> None:
    """Print a line a clip and codec, then what it comes to."""
    with tempfile.TemporaryDirectory() as scratch:
        every = list(shots(folder, longest, Path(scratch)))
        clips: dict[str, list[Cost]] = {}
        for codec in DELIVERY.codecs:
            found = [(shot, shot.aimed()) for shot in every if shot.recipe.codec == codec]
            usual, one = crf_of(codec), one_for_all(found)
            print(f"\n{codec}: target {TARGET}, floor {FLOOR}; usual CRF {usual}, one for all {float(one)}")
            print(f"{'clip':34}{'s':>5}{'CRF':>7}{'KB':>7}{'VMAF':>6}{'low':>6}{'probes':>7}", end="")
            print(f"{'usual KB':>10}{'VMAF':>6}{'all KB':>8}{'VMAF':>6}{'saved':>7}", end="")
            print(f"{'looking':>9}{'checking':>10}{'again':>7}{'overhead':>10}")
            saved, costs = [], []
            for shot, made in found:
                plain, common, same = shot.fixed(usual), shot.fixed(one), shot.fixed(made.crf)
                saved.append(1 - made.bytes / common.bytes)
                more = made.worked - same.worked - made.checked - made.again
                costs.append(Cost(same.worked, more, made.checked, made.again))
                clips.setdefault(shot.name, []).append(costs[-1])
                told = f"{float(shot.recipe.piece.duration):5.1f}{float(made.crf):7.2f}{made.bytes // 1000:7}"
                told += f"{made.score.mean:6.1f}{made.score.low:6.1f}{made.probes:7}"
                told += f"{plain.bytes // 1000:10}{plain.score.mean:6.1f}{common.bytes // 1000:8}"
                looking, checking, again, overhead = costs[-1].parts
                told += f"{common.score.mean:6.1f}{saved[-1]:7.0%}{looking:9.0%}{checking:10.0%}"
                print(f"{shot.name:34}{told}{again:7.0%}{overhead:10.0%}")
            print(f"saved: median {median(saved):.0%}; overhead: {_told(costs)}")
            good = sum(made.good for _, made in found)
            near = sum(TARGET - 1 <= made.score.mean <= TARGET + 1 for _, made in found)
            smaller = sum(made.bytes <= shot.fixed(one).bytes for shot, made in found)
            print(
                f"of {len(found)}: {good} reach it, {near} lie within 1 of it, {smaller} are no larger than one for all"
            )
        print(f"\nall codecs of a clip together: overhead {_told([_sum(each) for each in clips.values()])}")


def _sum(costs: Sequence[Cost]) -> Cost:
    return Cost(*map(sum, zip(*map(astuple, costs), strict=True)))


def _told(costs: Sequence[Cost]) -> str:
    looking, checking, again, overhead = _sum(costs).parts
    middle, plain = median(each.parts[-1] for each in costs), sum(each.plain for each in costs)
    split = f"looking {looking:.0%}, checking {checking:.0%}, again {again:.0%}"
    return f"median {middle:.0%}, in all {overhead:.0%} of {plain:.0f} s ({split})"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO, Fraction(sys.argv[2]) if len(sys.argv) > 2 else Fraction(20))
