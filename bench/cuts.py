"""Cuts random ranges out of footage at six rates, as a chapter asks for them, and looks at each frame.

    python bench/cuts.py [COUNT] [SOURCE]

Every published frame carries the number that it had in its source: the first and the last must be the
ones that were asked for, and none between may be missing or shown twice.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numbered

from btspress.model import Clip
from btspress.session import Options, Session
from btspress.story.rights import Audience
from btspress.timecode import Rate, Smpte, smpte
from btspress.walk import walk

RATES = (
    ("23.976", Fraction(24000, 1001), ""),
    ("24", Fraction(24), ""),
    ("25", Fraction(25), ""),
    ("29.97df", Fraction(30000, 1001), "00:00:58;00"),
    ("50", Fraction(50), ""),
    ("59.94", Fraction(60000, 1001), ""),
)
DROP_START = Smpte(0, 0, 58, 0, drop=True)
"""Timecode of the first frame of the drop-frame take, just before numbers are skipped."""
SECONDS = 75
"""Beyond a minute, where drop-frame timecode skips its first numbers."""
HERE = Path(__file__).resolve().parents[1]


def main(count: int, source: Path) -> int:
    """Print a line for each rate; 1 when any cut was wrong."""
    chance = random.Random(2026)
    wrong: list[str] = []
    exact: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        site.mkdir()
        asked = {}
        for name, rate, timecode in RATES:
            take = f"take-{name}.mov"
            numbered.make(source, site / take, rate, SECONDS, timecode=timecode)
            whole = int(SECONDS * rate)
            for number in range(-(-count // len(RATES))):
                first = chance.randrange(whole - 60)
                asked[name, number] = (take, first, first + chance.randint(1, 50), Rate(rate))
        lines = [_line(*each, chance) for each in asked.values()]
        (site / "cuts.md").write_text("# Cuts\n\n" + "\n\n".join(lines) + "\n", encoding="utf-8")
        built = Session(site, Path(folder, "out"), _options(Path(folder))).build()
        built.raise_for_problems()
        clips = list(walk(built.site, Clip))
        for (name, _), (_, first, end, _), clip in zip(asked, asked.values(), clips, strict=True):
            file = built.plan.players[clip].files[-1]
            seen = numbered.numbers(Path(folder, "out", file.url.lstrip("/")))
            if seen == list(range(first, end)):
                exact[name] += 1
            else:
                wrong.append(
                    f"{name}: frames {first} to {end - 1} wanted, {seen[:2]} … {seen[-2:]} ({len(seen)}) there"
                )
    share = -(-count // len(RATES))
    for name, _, _ in RATES:
        print(f"{name:>8} fps   {exact[name]:3} of {share} exact")
    print("\n".join(wrong))
    return 1 if wrong else 0


def _line(take: str, first: int, end: int, rate: Rate, chance: random.Random) -> str:
    """A clip as an author writes it, in one of the clocks that name a frame exactly."""
    drop = bool(rate.drop) and "df" in take
    clock = chance.choice(("f", "t", "tc") if drop else ("f", "t"))
    begun = DROP_START.frame(rate) if clock == "tc" else 0
    times = (
        (f"{first},{end}") if clock == "f" else ",".join(f"{smpte(begun + n, rate, drop=drop)}" for n in (first, end))
    )
    return f"![Frames {first} to {end}]({take}#{clock}={times})"


def _options(folder: Path) -> Options:
    return Options(audience=Audience.PREVIEW, cache=folder / "cache")


if __name__ == "__main__":
    default = HERE / "site_src/films/tears-of-steel/media/cosmos-d2-lighting.mp4"
    chosen = Path(sys.argv[2]) if len(sys.argv) > 2 else default
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, chosen))
