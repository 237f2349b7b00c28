"""How far published sound is from the loudness that a site wants, and how high its true peaks are.

    python bench/loudness.py [FOLDER]

FOLDER is a site, or any folder with footage; without it, the demo and the footage of the tests. Every sound is
published as a build would publish it, in both codecs, with pictures of a thumbnail's size: they are not looked at.
Then each file is measured by ffmpeg's own meter.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from btspress.delivery.audience import for_readers
from btspress.engine.job import Input, Job, Recipe, RecipeError
from btspress.facts import MEDIUM_OF, Medium
from btspress.media.ffmpeg import Toolbox
from btspress.media.program import find
from btspress.recipes.excerpt import Heard
from btspress.recipes.mixed import level_of
from btspress.recipes.quality import FIXED
from btspress.recipes.rendition import Rendition
from btspress.recipes.sequence import SequenceFile
from btspress.recipes.sound import SoundFile
from btspress.session import Options, Session

HERE = Path(__file__).resolve().parents[1]
SMALL = {"width": 128, "height": 72, "quality": FIXED}


@dataclass(frozen=True)
class Row:
    """One published file."""

    page: str
    stem: str
    kind: str
    wanted: float | None
    """LUFS; None where it is left as it is."""
    loudness: float
    peak: float
    again: int
    """How often its sound was encoded again."""


def main(folders: list[Path]) -> int:
    """Print a line for each file and what came of all; 1 when a file misses its target."""
    rows: list[Row] = []
    for folder in folders:
        with tempfile.TemporaryDirectory() as scratch:
            site = folder if (folder / "site.md").is_file() else _site_of(folder, Path(scratch, "site"))
            rows += _published(site, Path(scratch))
    for row in rows:
        off = "    as it is" if row.wanted is None else f"{row.loudness - row.wanted:+5.1f} LU off"
        heard = f"{row.loudness:6.1f} LUFS {off:12} {row.peak:5.1f} dBTP"
        print(f"{row.stem[:34]:34} {row.kind:9} {heard}  {'again ' * row.again}".rstrip())
    return _summary(rows)


def _summary(rows: list[Row]) -> int:
    aimed = [row for row in rows if row.wanted is not None]
    errors = [abs(row.loudness - row.wanted) for row in aimed if row.wanted is not None]
    pages: dict[str, list[float]] = defaultdict(list)
    for row in aimed:
        # What was so quiet that its gain was capped is quieter on purpose.
        if row.wanted == max(each.wanted for each in aimed if each.wanted is not None):
            pages[row.page].append(row.loudness)
    spread = max((max(heard) - min(heard) for heard in pages.values()), default=0.0)
    highest = max((row.peak for row in aimed), default=0.0)
    again, left = sum(row.again > 0 for row in aimed), len(rows) - len(aimed)
    mean = sum(errors) / max(len(errors), 1)
    print(f"\n{len(aimed)} files brought to a level, {left} left as they are, {again} encoded again")
    print(f"off the target: {max(errors, default=0):.1f} LU at most, {mean:.2f} in the mean")
    print(f"spread on one page: {spread:.1f} LU at most, over {len(pages)} pages")
    print(f"true peak: {highest:.1f} dBTP at most, {sum(row.peak > -1 for row in aimed)} files above -1")
    return int(max(errors, default=0) > 0.5 or spread > 1.5 or highest > -1)


def _published(site: Path, scratch: Path) -> Iterator[Row]:
    session = Session(site, scratch / "out", Options(cache=scratch / "cache"))
    known, plan, _ = session.understand(measure=True)
    target = for_readers(known.config).loudness
    print(f"{site.name}: {session.memo.counts['measured']} sounds measured, target {target} LUFS")
    done: set[tuple[Recipe, str]] = set()
    for job in plan.jobs:
        small = _small(job.recipe)
        if small is None or (small, job.stem) in done:
            continue
        done.add((small, job.stem))
        row = _row(replace(job, recipe=small), site, scratch / f"{len(done)}")
        if row:
            yield row


def _row(job: Job, site: Path, folder: Path) -> Row | None:
    folder.mkdir()
    inputs = tuple(Input(partial((site / each.path).open, "rb"), each.container) for each in job.ingredients)
    tools = Toolbox(find())
    try:
        job.recipe.make(inputs, folder, tools)
    except RecipeError as error:
        print(f"{job.stem}: {error}")
        return None
    made = job.recipe.outputs()[0].name
    wanted = _wanted(job.recipe)
    page = job.spans[0].file if job.spans else ""
    anew = sum("anew." in command for command in tools.commands)
    return Row(page, job.stem, made, wanted, *_meter(folder / made), anew)


def _small(recipe: Recipe) -> Recipe | None:
    """The same sound with small pictures; None for what has no sound."""
    match recipe:
        case SoundFile():
            return recipe
        case Rendition() if recipe.piece.heard:
            return replace(recipe, **SMALL, most_bytes=0)
        case SequenceFile() if not recipe.silent:
            return replace(recipe, **SMALL, sizes=((128, 72),) * len(recipe.shots))
        case _:
            return None


def _wanted(recipe: Recipe) -> float | None:
    heard: Heard | None = None
    match recipe:
        case SoundFile():
            heard = recipe.heard
        case Rendition():
            heard = recipe.piece.heard
        case SequenceFile():
            level = level_of(recipe.shots)
            return float(level.loudness) if level and level.loudness is not None else None
    return float(heard.level.loudness) if heard and heard.level and heard.level.loudness is not None else None


def _meter(path: Path) -> tuple[float, float]:
    chain = "ebur128=peak=true:framelog=verbose"
    command = [find().path, "-nostdin", "-hide_banner", "-i", str(path), "-map", "0:a:0", "-af", chain]
    told = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    loudness, peak = (float(re.findall(rf"{name}:\s+(\S+) ", told)[-1]) for name in ("I", "Peak"))
    return loudness, peak


def _site_of(folder: Path, site: Path) -> Path:
    """A site with one page that shows every film and every sound of a folder."""
    site.mkdir()
    shown = []
    for number, path in enumerate(sorted(each for each in folder.iterdir() if each.is_file())):
        ending = path.suffix.lower().lstrip(".")
        if MEDIUM_OF.get(ending) in {Medium.VIDEO, Medium.SOUND}:
            name = f"{re.sub(r'[^a-z0-9]+', '-', path.stem.lower()).strip('-')}-{number}.{ending}"
            shutil.copy(path, site / name)
            shown.append(f"![{path.stem.replace('[', '').replace(']', '')}]({name})")
    (site / "all.md").write_text("# All\n\n" + "\n\n".join(shown) + "\n", encoding="utf-8")
    return site


if __name__ == "__main__":
    sys.exit(main([Path(each) for each in sys.argv[1:]] or [HERE / "site_src", HERE / "tests/media"]))
