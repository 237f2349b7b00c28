"""Chooses posters of random ranges of footage and asks others whether they are any good.

    python bench/posters.py FOLDER [COUNT] [PICTURE]

Black frames are found by light, fades by how light changes around them, dissolves by the contrast that they
lose, blur by ffmpeg's `blurdetect`: none of these is how the choice is made. Half as many ranges again are
joined with traps whose frames are known: a fade from black, a dissolve, a white flash, a blur. PICTURE is
written with all posters side by side, for a person to look at.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import median

from PIL import Image, ImageStat

from btspress.delivery.audience import WEB
from btspress.delivery.bench import Bench
from btspress.delivery.sheets import sheet_job
from btspress.digest import digest_bytes
from btspress.engine.job import Input
from btspress.media.ffmpeg import Toolbox, find
from btspress.media.probe import probe
from btspress.media.sniff import HEAD, sniff
from btspress.model import Frame, Source
from btspress.recipes.sheet import CHOICE, POSTER, chosen
from btspress.timecode import TimeRange

ENDINGS = (".mp4", ".mov", ".webm", ".mkv")
SHORTEST, LONGEST = 2, 20
"""Seconds of a range."""
SIZE = (160, 90)
AROUND = Fraction(2, 5)
TRAPS = {
    "fade from black": ("[0:v]fade=in:d=3[v]", (0, 2.85)),
    "white flash": ("[0:v]eq=eval=frame:brightness='0.9*max(0,1-abs(t-3)/1.5)'[v]", (1.6, 4.4)),
    "blur": ("[0:v]gblur=sigma=5:enable='between(t,0.8,5.2)'[v]", (0.8, 5.2)),
    "dissolve": ("[0:v]trim=end=3,setpts=PTS-STARTPTS[a];[a][1:v]xfade=fade:duration=2:offset=1[v]", (1.1, 2.9)),
    "dip": ("[0:v]trim=end=3,setpts=PTS-STARTPTS[a];[a][1:v]xfade=fadeblack:duration=2:offset=1[v]", (1.1, 2.9)),
}
"""Graphs over six seconds of one or two takes, and the seconds that are no poster."""


@dataclass(frozen=True, slots=True)
class Take:
    """One file of the folder."""

    path: Path
    source: Source


def main(folder: Path, count: int, picture: Path | None) -> int:
    """Print what was found; 1 when a poster is black, fading or in a trap."""
    chance = random.Random(2026)
    takes = [take for path in sorted(folder.iterdir()) if path.suffix in ENDINGS and (take := _take(path))]
    bad: Counter[str] = Counter()
    posters = []
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(count):
            take = chance.choices(takes, weights=[float(each.source.facts.duration) for each in takes])[0]
            wanted = _range(take, chance)
            at = wanted.start + _poster(take, wanted, Path(scratch))
            posters.append(_seen(take.path, at))
            for fault in _faults(take, at, wanted):
                bad[fault] += 1
                where = f"{take.path.name} {float(wanted.start):.2f}-{float(wanted.end):.2f}"
                print(f"{number:4} {fault}: {where} at {float(at):.2f}")
        print(f"{count} posters: " + (", ".join(f"{fault} {number}" for fault, number in bad.items()) or "no fault"))
        caught = _trapped(takes, count // 2, chance, Path(scratch))
    if picture:
        _side_by_side(posters).save(picture)
    return 1 if bad["black"] or bad["fade"] or caught else 0


def _trapped(takes: list[Take], count: int, chance: random.Random, scratch: Path) -> int:
    """How many posters lie in a trap."""
    caught: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    long = [take for take in takes if take.source.facts.duration > 7]
    for number in range(count):
        name = list(TRAPS)[number % len(TRAPS)]
        graph, (start, end) = TRAPS[name]
        path = scratch / "trap.mp4"
        parts = []
        for take in chance.sample(long, 2):
            at = chance.uniform(0, float(take.source.facts.duration) - 6.2)
            parts += ["-ss", f"{at:.3f}", "-t", "6", "-i", str(take.path)]
        normal = "scale=640:360:force_original_aspect_ratio=increase,crop=640:360,setsar=1,fps=24,format=yuv420p"
        one, two = f"[0:v]{normal}[p]", f"[1:v]{normal}[q]"
        chain = graph.replace("[0:v]", "[p]").replace("[1:v]", "[q]")
        whole = f"{one};{two};{chain}" if "[q]" in chain else f"{one};{chain}"
        _run(*parts, "-filter_complex", whole, "-map", "[v]", "-c:v", "libx264", "-preset", "veryfast", str(path))
        take = _take(path)
        if take is None:
            continue
        at = float(_poster(take, TimeRange(Fraction(0), take.source.facts.duration), scratch))
        tried[name] += 1
        if start < at < end:
            caught[name] += 1
            print(f"     {name}: {' + '.join(parts[5::6])} at {at:.2f}")
    for name, number in tried.items():
        print(f"{name:>16}: {caught[name]} of {number} posters inside")
    return caught.total()


def _take(path: Path) -> Take | None:
    data = path.read_bytes()
    container = sniff(data[:HEAD])
    facts = probe(lambda: path.open("rb"), container, Toolbox(find()))
    return Take(path, Source(path.name, digest_bytes(data), facts)) if facts.video else None


def _range(take: Take, chance: random.Random) -> TimeRange:
    whole = float(take.source.facts.duration)
    length = min(chance.uniform(SHORTEST, LONGEST), whole)
    start = chance.uniform(0, whole - length)
    return TimeRange(Fraction(start).limit_denominator(1000), Fraction(start + length).limit_denominator(1000))


def _poster(take: Take, wanted: TimeRange, scratch: Path) -> Fraction:
    """Seconds after the start of the range."""
    recipe = sheet_job(Frame(take.source), take.source, wanted, Bench("tools", WEB, "en"), None).recipe
    given = Input(lambda: take.path.open("rb"), take.source.facts.container)
    recipe.make((given,), scratch, Toolbox(find()))
    frame = chosen(Input(lambda: (scratch / CHOICE).open("rb")), POSTER)
    return frame / take.source.facts.video.rate.fps


def _seen(path: Path, at: Fraction) -> Image.Image:
    """The frame at that time, by other eyes."""
    wide, high = SIZE
    shown = f"scale={wide}:{high}:force_original_aspect_ratio=decrease,pad={wide}:{high}:(ow-iw)/2:(oh-ih)/2"
    data = _run("-ss", f"{max(float(at), 0):.4f}", "-i", str(path), "-frames:v", "1", "-vf", shown, *_RGB)
    return Image.frombytes("RGB", SIZE, data) if data else Image.new("RGB", SIZE)


def _faults(take: Take, at: Fraction, wanted: TimeRange) -> set[str]:
    before, here, after = (
        ImageStat.Stat(_seen(take.path, min(max(at + away, wanted.start), wanted.end)).convert("L"))
        for away in (-AROUND, Fraction(0), AROUND)
    )
    light, contrast = here.mean[0], here.stddev[0]
    found = {"black"} if sum(here.h[48:]) < 0.02 * here.count[0] else set()
    ends = (before.mean[0], after.mean[0])
    if min(ends) < light < max(ends) and max(ends) > 1.3 * min(ends) and _steady(before, here, after):
        found.add("fade")
    if contrast < 0.75 * min(before.stddev[0], after.stddev[0]):
        found.add("dissolve")
    blur = _blurs("-ss", f"{float(at):.4f}", "-i", str(take.path), "-frames:v", "1")[0]
    start, length = f"{float(wanted.start):.3f}", f"{float(wanted.duration):.3f}"
    if blur > 1.5 * median(_blurs("-ss", start, "-t", length, "-i", str(take.path))):
        found.add("blur")
    return found


def _steady(before: ImageStat.Stat, here: ImageStat.Stat, after: ImageStat.Stat) -> bool:
    """Contrast changes with light in a fade; where another shot begins it need not."""
    shares = [each.stddev[0] / max(each.mean[0], 1) for each in (before, here, after)]
    return max(shares) < 1.2 * min(shares)


def _blurs(*given: str) -> list[float]:
    """The mean width of the edges of each frame, in pixels at one size for all; frames without edges have none."""
    shown = "scale=640:-2,blurdetect,metadata=print:key=lavfi.blur:file=-"
    said = _run(*given, "-an", "-vf", shown, "-f", "null", "/dev/null").decode()
    return [float(width) for width in re.findall(r"lavfi.blur=([\d.]+)", said) if float(width) > 0] or [0.0]


def _side_by_side(posters: list[Image.Image], columns: int = 20) -> Image.Image:
    wide, high = SIZE
    sheet = Image.new("RGB", (columns * wide, -(-len(posters) // columns) * high))
    for number, poster in enumerate(posters):
        sheet.paste(poster, (number % columns * wide, number // columns * high))
    return sheet


_RGB = ("-pix_fmt", "rgb24", "-f", "rawvideo", "-")


def _run(*arguments: str) -> bytes:
    command = [find().path, "-v", "error", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(Path(given[0]), int(given[1]) if len(given) > 1 else 300, Path(given[2]) if len(given) > 2 else None))
