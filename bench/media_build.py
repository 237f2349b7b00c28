"""A cold build of the media against a script of bare ffmpeg calls that makes the same encodes, and against Sigal.

    python bench/media_build.py [FOLDER] [--sigal PATH] [--only-sigal]

Three builds of each site, two processors or more, in one run:

* `btspress`: the command, with everything cold: start, reading, probing, measuring, encoding, checking, pages;
* `script`: what a person would type who knows all answers beforehand: the same calls of ffmpeg with the
  same options, as many at a time as there are processors, the longest first; the same pictures saved;
* `warm`: the command again.

FOLDER holds clips to publish; without it, forty pieces of the demonstration's footage are taken.
`--sigal` names a Sigal to compare with: H.264 alone, at the same settings, of the same folder.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import BinaryIO

from btspress.delivery.audience import WEB, for_readers
from btspress.digest import Digest
from btspress.engine.job import Input, Job
from btspress.media.ffmpeg import find
from btspress.media.graph import BARE
from btspress.media.pictures import load_upright
from btspress.planned import Plan
from btspress.recipes.card import SocialCard
from btspress.recipes.picture import Still
from btspress.recipes.quality import FIXED
from btspress.recipes.sheet import ContactSheet
from btspress.session import Options, Session
from btspress.stages.plan import plan as plan_media

HERE = Path(__file__).resolve().parents[1]
CLIPS = 40
PIECE = 4
"""Seconds of one piece."""
SQUARE = (
    "scale=trunc(iw*sar/2)*2:ih:out_color_matrix=bt709,setsar=1,"
    "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709"
)
"""What cameras write today. Of other pictures btspress corrects shape and colours, which Sigal leaves alone."""
TABLE = re.compile(r"[\w/-]+\.cube")
HEAD = "---\ntitle: Bench\nlang: en\nbase_url: https://example.org/\nvideo:\n  quality: fixed\n---\n"


def main() -> None:
    """Print a table for each site."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", nargs="?", type=Path)
    asked.add_argument("--sigal", default="")
    asked.add_argument("--only-sigal", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        forty = Path(scratch, "forty")
        _folder_site(forty, given.folder)
        demo = Path(scratch, "demo")
        shutil.copytree(HERE / "site_src", demo)
        head = (demo / "site.md").read_text(encoding="utf-8")
        (demo / "site.md").write_text(head.replace("lang: en\n", "lang: en\nvideo:\n  quality: fixed\n", 1))
        for name, site in () if given.only_sigal else (("forty clips", forty), ("the demonstration", demo)):
            _compare(name, site, Path(scratch, f"{site.name}-work"))
        if given.sigal:
            _against_sigal(given.sigal, forty, Path(scratch, "sigal"))


def _folder_site(site: Path, footage: Path | None) -> None:
    """A site with one chapter that shows every clip of a folder whole."""
    site.mkdir()
    clips = sorted(path for path in footage.iterdir() if path.is_file()) if footage else list(_pieces(site))
    for clip in clips if footage else ():
        shutil.copy(clip, site / clip.name)
    lines = (f"![Clip {clip.stem}](<{clip.name}>)" for clip in clips)
    (site / "clips.md").write_text("# Clips\n\n" + "\n\n".join(lines) + "\n", encoding="utf-8")
    (site / "site.md").write_text(HEAD, encoding="utf-8")


def _pieces(site: Path) -> Iterator[Path]:
    """Forty different pieces of the demonstration's clips, as a camera would have written them."""
    media = sorted((HERE / "site_src").rglob("*"), key=lambda path: -path.stat().st_size)
    takes = [path for path in media if path.suffix in {".mp4", ".webm"}][:3]
    for number in range(CLIPS):
        take, at = takes[number % len(takes)], (number // len(takes)) * 2
        piece = site / f"piece-{number:02}.mov"
        _ffmpeg("-ss", str(at), "-t", str(PIECE), "-i", str(take), "-vf", SQUARE, "-c:v", "libx264", "-crf", "14",
                "-preset", "veryfast", "-c:a", "aac", str(piece))  # fmt: skip
        yield piece


def _compare(name: str, site: Path, work: Path) -> None:
    work.mkdir()
    cache = work / "cache"
    said: list[str] = []
    cold = _timed(lambda: said.append(_command(site, work / "out", cache)))
    session = Session(site, work / "out", Options(cache=cache))
    _, plan, _ = session.understand(measure=True)
    bare = _timed(lambda: _script(plan, session, site, work / "script"))
    warm = _timed(lambda: said.append(_command(site, work / "out", cache)))
    runs = re.search(r"ffmpeg (\d+)", said[-1])
    print(f"{name}: {len(plan.jobs)} jobs on {os.cpu_count()} processors")
    print(f"  btspress, cold   {cold}   {cold.over(bare)} × the script")
    print(f"  script           {bare}")
    print(f"  btspress, warm   {warm}   {warm.over(cold)} of cold, {runs[1] if runs else '0'} ffmpeg runs", flush=True)


def _command(site: Path, out: Path, cache: Path) -> str:
    command = [sys.executable, "-m", "btspress", "build", str(site), str(out), "--verbose"]
    done = subprocess.run(command, env={**os.environ, "BTSPRESS_CACHE": str(cache)}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


@dataclass(frozen=True, slots=True)
class Took:
    """What some work took. Time on the clock depends on what else a machine does, that of processors hardly."""

    clock: float
    """Seconds."""
    worked: float
    """Seconds of processors, of this program and all that it ran."""

    def over(self, other: Took) -> str:
        """In parts of another: by the clock, and by processors."""
        return f"{self.clock / other.clock:5.2f} ({self.worked / other.worked:.2f} by processors)"

    def __str__(self) -> str:
        """Both, in seconds."""
        return f"{self.clock:7.1f} s ({self.worked:6.1f} s of processors)"


def _timed(work: Callable[[], None]) -> Took:
    begun, before = time.monotonic(), sum(os.times()[:4])
    work()
    return Took(time.monotonic() - begun, sum(os.times()[:4]) - before)


def _script(plan: Plan, session: Session, site: Path, into: Path) -> None:
    """All calls that wrote something that was published, and nothing else."""
    folders = {job.key: into / job.key[:16] for job in plan.jobs}
    waves: dict[int, list[Job]] = {}
    for job in plan.jobs:
        waves.setdefault(_depth(job), []).append(job)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _, wave in sorted(waves.items()):
            heaviest = sorted(wave, key=lambda job: -job.weight)
            list(pool.map(lambda job: _by_hand(job, session, site, folders), heaviest))


def _depth(job: Job) -> int:
    """How many jobs must be done before, one after the other."""
    return max((1 + _depth(part.job) for part in job.ingredients if part.job), default=0)


def _by_hand(job: Job, session: Session, site: Path, folders: dict[Digest, Path]) -> None:
    folder = folders[job.key]
    folder.mkdir(parents=True)
    receipt = session.store.find(job)
    calls = [shlex.split(line) for line in receipt.commands] if receipt else []
    for call in _essential(calls, job):
        _lay_tables(call, job, session, site, folder)
        _ffmpeg(*_placed(call[1:], job, site, folder, folders), cwd=folder)
    if isinstance(job.recipe, Still):
        _pictures(job, job.recipe, site, folder)
    elif isinstance(job.recipe, SocialCard):
        made = [folders[part.digest] / part.output for part in job.ingredients]
        shown = tuple(map(_given, made))
        job.recipe.make(shown, folder, session.kit.toolbox(Event(), lambda _: None))


def _lay_tables(call: list[str], job: Job, session: Session, site: Path, folder: Path) -> None:
    """Look-up tables where the call names them: a person has them lying there."""
    for name in {name for word in call for name in TABLE.findall(word)}:
        files = (session.store.path(part.job.key, part.output) if part.job else site / part.path
                 for part in job.ingredients)  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(next(file for file in files if file.suffix == ".cube"), path)


def _given(path: Path) -> Input:
    def read() -> BinaryIO:
        return path.open("rb")

    return Input(read)


def _essential(calls: list[list[str]], job: Job) -> Iterable[list[str]]:
    """The calls that wrote what is published; of a still, the one that took the frame, of a sheet, its small frames."""
    if isinstance(job.recipe, Still):
        return calls[-1:]
    if isinstance(job.recipe, ContactSheet) and job.recipe.count:
        return calls[:1]
    names = {f"file:{made.name}" for made in job.recipe.outputs()}
    return [call for call in calls if names & set(call)]


def _placed(call: list[str], job: Job, site: Path, folder: Path, folders: dict[Digest, Path]) -> Iterator[str]:
    """The call with real files where a recipe had descriptors and a scratch folder."""
    origins = getattr(job.recipe, "origins", None)
    for word in call:
        if word.startswith("input:"):
            number = int(word.removeprefix("input:"))
            part = job.ingredients[origins[number] if origins else number]
            yield str(folders[part.digest] / part.output) if part.job else str(site / part.path)
        elif word.startswith("file:"):
            path = folder / word.removeprefix("file:")
            path.parent.mkdir(parents=True, exist_ok=True)
            yield f"file:{path}"
        else:
            yield word


def _pictures(job: Job, recipe: Still, site: Path, folder: Path) -> None:
    """The same files from the same frame, saved by the same library."""
    frames = sorted(folder.rglob("*.ppm"))
    path = frames[-1] if frames else site / job.ingredients[0].path
    with path.open("rb") as file:
        image = load_upright(file, BARE if frames else job.ingredients[0].container)
    for made in recipe.outputs():
        image.resize((made.width, made.height)).convert("RGB").save(folder / made.name)


def _against_sigal(sigal: str, site: Path, work: Path) -> None:
    """H.264 alone, one size, one poster: what Sigal makes of a folder."""
    pictures, out = work / "pictures", work / "sigal"
    pictures.mkdir(parents=True)
    for clip in sorted(site.glob("*.mov")):
        shutil.copy(clip, pictures / clip.name)
    options = ["-c:v", "libx264", "-profile:v", "high", "-preset", "medium", "-crf", "22", "-refs", "3",
               "-threads:v", "1", "-g", "48", "-pix_fmt", "yuv420p",
               "-sws_flags", "lanczos+accurate_rnd+full_chroma_int", "-c:a", "aac", "-b:a", "128k",
               "-movflags", "+faststart"]  # fmt: skip
    settings = {
        "source": str(pictures), "destination": str(out), "video_converter": find().path, "video_format": "mp4",
        "video_always_convert": True, "video_size": (1280, 1280), "mp4_options": options, "thumb_size": (480, 270),
    }  # fmt: skip
    config = work / "sigal.conf.py"
    config.write_text("\n".join(f"{name} = {value!r}" for name, value in settings.items()), encoding="utf-8")
    theirs = _timed(lambda: _run(sigal, "build", "-q", "-c", str(config), "-n", str(os.cpu_count())))
    first = work / "first"
    shutil.copytree(site, first)
    chapter = first / "clips.md"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace(".mov>)", ".mov>){poster=0:00}"), encoding="utf-8")
    same = _timed(lambda: _one_size(first, work / "same"))
    chosen = _timed(lambda: _one_size(site, work / "chosen"))
    made = len(list(out.rglob("*.mp4")))
    print(f"the same folder, H.264 alone, {made} clips, the first frame of each as its poster:")
    print(f"  btspress         {same}   {same.over(theirs)} × Sigal")
    print(f"  Sigal            {theirs}")
    print(f"  btspress, with posters chosen among all frames  {chosen}   {chosen.over(theirs)} × Sigal")


def _one_size(site: Path, work: Path) -> None:
    """Clips and posters of a site, without its pages."""
    session = Session(site, work / "out", Options(cache=work / "cache"))
    found, _, _ = session.understand()
    wanted = replace(
        for_readers(found.config),
        codecs=WEB.codecs[1:],
        video_widths=(1280,),
        quality=FIXED,
        picture_widths=(),
        largest_picture=480,
        picture_formats=("jpg",),
        stream=None,
        extras=False,
    )
    jobs = plan_media(found, session.kit.toolchain, wanted).jobs
    tree = session.reader.discover()
    session.executor.run(jobs, session.store, session.kit.toolbox, tree.get, lambda _: None)


def _run(*command: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


def _ffmpeg(*arguments: str, cwd: Path | None = None) -> None:
    _run(find().path, "-nostdin", "-v", "error", "-y", *arguments, cwd=cwd)


if __name__ == "__main__":
    main()
