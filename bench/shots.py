"""How many cuts are found, and how many are none: two films cut by others, and reels cut at known places.

    python bench/shots.py [FOOTAGE] [REELS]

FOOTAGE holds `tos-battle.webm` and `sintel-trailer-27s.mp4`, whose cuts were told frame by frame by eye, and further
films. A reel joins pieces of all of them, each from within one shot, at random places and lengths.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from btspress.facts import Facts
from btspress.kit import Kit
from btspress.matching.footage import pointed
from btspress.recipes.excerpt import excerpt, steady_rate
from btspress.recipes.shots import shots
from btspress.session import Session
from btspress.timecode import TimeRange

BATTLE = (
    *(52, 122, 158, 221, 309, 715, 788, 872, 901, 987, 1127, 1157, 1203, 1234, 1246, 1284, 1345, 1378, 1430, 1472),
    *(1525, 1571, 1618, 1650),
)
TRAILER = (290, 334, 396, 404, 420, 529, 571, 621)
"""Frames with which a shot begins; 290 and 529 come out of black."""
KNOWN = {"tos-battle.webm": BATTLE, "sintel-trailer-27s.mp4": TRAILER, "nasa-webb-cleanroom.mp4": (192,)}
LEFT_OUT = frozenset({"tos-07_3f-final.mp4", "nasa-webb-cleanroom-multistream.mp4"})
"""Copies of others."""
PIECES = 40


class Bench:
    """A place to look from."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.session, self.kit = Session(place), Kit()

    def look(self, path: Path) -> tuple[Facts, tuple[int, ...]]:
        """Facts of a film, and the frames with which shots were found to begin."""
        (lying,) = pointed([str(path)], self.session.root, self.session.reader.discover()).files
        probed = self.session.reader.probed(lying.file, self.session.executor.stop)
        assert not isinstance(probed, str), f"{path}: {probed}"
        facts = probed.facts
        assert facts.video
        piece = excerpt(facts, TimeRange(Fraction(0), facts.duration), steady_rate(facts.video))
        with tempfile.TemporaryDirectory() as folder:
            box = self.kit.toolbox(self.session.executor.stop, lambda _: None)
            return facts, shots(lying.file.open, facts.container, piece, Path(folder), box)


def score(found: tuple[int, ...], truth: tuple[int, ...]) -> Counter[str]:
    """How many are right, false and missed; a frame off is right."""
    right = sum(any(abs(at - cut) <= 1 for at in found) for cut in truth)
    false = sum(all(abs(at - cut) > 1 for cut in truth) for at in found)
    return Counter(right=right, false=false, missed=len(truth) - right)


def told(name: str, counts: Counter[str]) -> str:
    """A line of the table."""
    right, false, missed = (counts[each] for each in ("right", "false", "missed"))
    whole = 2 * right + false + missed
    measure = f"F1 {2 * right / whole:.3f}" if right else ""
    return f"{name:28} {right:4} right {false:3} false {missed:3} missed   {measure}"


def reel(sources: list[tuple[Path, Facts]], seed: int, into: Path) -> tuple[Path, tuple[int, ...]]:
    """A film of pieces at 24 frames a second, and where it was cut."""
    chance, cuts, inputs, graph = random.Random(seed), [0], [], []
    for number in range(PIECES):
        path, facts = chance.choice(sources)
        start, frames = piece_of(path, facts, chance)
        inputs += ["-ss", f"{start:.3f}", "-i", str(path)]
        steady = f"fps=24,tpad=stop=-1:stop_mode=clone,trim=end_frame={frames}"
        graph.append(f"[{number}:V:0]{steady},scale=640:360,setsar=1,format=yuv420p,setpts=N/24/TB[v{number}]")
        cuts.append(cuts[-1] + frames)
    joined = "".join(f"[v{number}]" for number in range(PIECES)) + f"concat=n={PIECES}[v]"
    made = into / f"reel-{seed}.mp4"
    command = ["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", ";".join((*graph, joined)), "-map", "[v]"]
    coded = ["-r", "24", "-c:v", "libx264", "-preset", "veryfast", "-crf", "28"]
    subprocess.run([*command, *coded, str(made)], check=True)
    return made, tuple(cuts[1:-1])


def piece_of(path: Path, facts: Facts, chance: random.Random) -> tuple[float, int]:
    """Second at which a piece starts that lies within one shot, and its frames."""
    edges = [Fraction(0), *(Fraction(cut, 24) for cut in KNOWN.get(path.name, ())), facts.duration]
    shots_of = [(low, high) for low, high in pairwise(edges) if high - low > Fraction(7, 4)]
    low, high = chance.choice(shots_of)
    frames = min(chance.randint(16, 120), int((high - low) * 24) - 12)
    return float(low) + 0.25 + chance.random() * max(float(high - low) - frames / 24 - 0.5, 0), frames


def main(footage: Path, reels: int) -> None:
    """Print a line for each film and each reel."""
    with tempfile.TemporaryDirectory() as folder:
        bench, sources, whole = Bench(Path(folder)), [], Counter[str]()
        for path in sorted(footage.iterdir()):
            if path.suffix in {".mp4", ".webm"} and path.name not in LEFT_OUT:
                facts, found = bench.look(path)
                sources.append((path, facts))
                truth = tuple(round(cut * facts.video.rate.fps / 24) for cut in KNOWN.get(path.name, ()))
                print(told(path.name, score(found, truth)), flush=True)
        for seed in range(reels):
            made, cuts = reel(sources, seed, bench.place)
            counts = score(bench.look(made)[1], cuts)
            whole.update(counts)
            print(told(f"reel {seed}, {PIECES} pieces", counts), flush=True)
        print(told("all reels", whole))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "footage"), int(sys.argv[2]) if len(sys.argv) > 2 else 6)
