"""A cold build of the media against a script of bare ffmpeg calls that makes the same encodes, and against Sigal.

    python bench/media_build.py [FOLDER] [--sigal PATH] [--only-sigal]

Three builds of each site, two processors or more, in one run:

* `btspress`: the command, with everything cold: start, reading, probing, measuring, encoding, checking, pages;
* `script`: what a person would type who knows all answers beforehand: the same calls of ffmpeg with the
  same options, as many at a time as there are processors, the longest first; the same pictures saved;
* `answers`: the calls that tell them: which frame is a good poster, how loud each sound is once it is encoded,
  how coarse a loop must be to keep its limit, whether anything flashes. To know, a script makes them too;
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
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
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
from btspress.recipes.encode import H264, most_bits
from btspress.recipes.flashes import FlashCheck
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
LISTENING = "peak=true"
"""In calls that listen to what was made."""
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
    script = _Script(plan, session, site, work / "script")
    bare = _timed(script.run)
    answers = _timed(lambda: script.run(answers=True))
    warm = _timed(lambda: said.append(_command(site, work / "out", cache)))
    runs = re.search(r"ffmpeg (\d+)", said[-1])
    print(f"{name}: {len(plan.jobs)} jobs on {os.cpu_count()} processors")
    print(f"  btspress, cold   {cold}   {cold.over(bare)} × the script")
    print(f"                   {'':31}   {cold.over(bare + answers)} × the script with its answers")
    print(f"  script           {bare}")
    print(f"  answers          {answers}")
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

    def __add__(self, other: Took) -> Took:
        """One after the other."""
        return Took(self.clock + other.clock, self.worked + other.worked)

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


@dataclass(frozen=True, slots=True)
class _Script:
    """Bare calls of ffmpeg, made in folders of its own, one for each job."""

    plan: Plan
    session: Session
    site: Path
    into: Path

    def run(self, *, answers: bool = False) -> None:
        """The calls that wrote something that was published; or, after these, all `answers` that they need."""
        waves: dict[int, list[Job]] = {}
        for job in self.plan.jobs:
            waves.setdefault(_depth(job), []).append(job)
        make = self._ask if answers else self._make
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for _, wave in sorted(waves.items()):
                list(pool.map(make, sorted(wave, key=lambda job: -job.weight)))

    def folder(self, key: Digest) -> Path:
        """Where a job is done."""
        return self.into / key[:16]

    def _calls(self, job: Job) -> list[list[str]]:
        receipt = self.session.store.find(job)
        return [shlex.split(line) for line in receipt.commands] if receipt else []

    def _make(self, job: Job) -> None:
        folder = self.folder(job.key)
        folder.mkdir(parents=True)
        for call in _essential(self._calls(job), job):
            self._call(call, job)
        if isinstance(job.recipe, Still):
            _pictures(job, job.recipe, self.site, folder)
        elif isinstance(job.recipe, SocialCard):
            made = [self.folder(part.digest) / part.output for part in job.ingredients]
            job.recipe.make(tuple(map(_given, made)), folder, self.session.kit.toolbox(Event(), lambda _: None))

    def _ask(self, job: Job) -> None:
        calls = self._calls(job)
        known = _essential(calls, job)
        for call in calls:
            if call not in known:
                self._call(call, job)

    def _call(self, call: list[str], job: Job) -> None:
        self._lay_tables(call, job)
        _ffmpeg(*self._placed(call[1:], job), cwd=self.folder(job.key))

    def _lay_tables(self, call: list[str], job: Job) -> None:
        """Look-up tables where the call names them: a person has them lying there."""
        store, folder = self.session.store, self.folder(job.key)
        for name in {name for word in call for name in TABLE.findall(word)}:
            files = (store.path(part.job.key, part.output) if part.job else self.site / part.path
                     for part in job.ingredients)  # fmt: skip
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(next(file for file in files if file.suffix == ".cube"), path)

    def _placed(self, call: list[str], job: Job) -> Iterator[str]:
        """The call with real files where a recipe had descriptors and a scratch folder."""
        for word in call:
            if word.startswith("input:"):
                own = any(LISTENING in each for each in call)
                yield str(self._read(job, int(word.removeprefix("input:")), own=own))
            elif word.startswith("file:"):
                path = self.folder(job.key) / word.removeprefix("file:")
                path.parent.mkdir(parents=True, exist_ok=True)
                yield f"file:{path}"
            else:
                yield word

    def _read(self, job: Job, number: int, *, own: bool) -> Path:
        """An input of a job by number: an ingredient, or what it made its `own` self."""
        origins = getattr(job.recipe, "origins", None) or range(len(job.ingredients))
        if own or number >= len(origins):
            return self.folder(job.key) / job.recipe.outputs()[0].name
        part = job.ingredients[origins[number]]
        return self.folder(part.digest) / part.output if part.job else self.site / part.path


def _depth(job: Job) -> int:
    """How many jobs must be done before, one after the other."""
    return max((1 + _depth(part.job) for part in job.ingredients if part.job), default=0)


def _given(path: Path) -> Input:
    def read() -> BinaryIO:
        return path.open("rb")

    return Input(read)


def _essential(calls: list[list[str]], job: Job) -> list[list[str]]:
    """The call that wrote what is published in the end; where we make it ourselves, those that we make it from."""
    names = {f"file:{made.name}" for made in job.recipe.outputs()}
    if writing := [call for call in calls if names & set(call)]:
        return writing[-1:]
    asks = isinstance(job.recipe, FlashCheck) or (isinstance(job.recipe, ContactSheet) and not job.recipe.count)
    return [] if asks else calls


def _pictures(job: Job, recipe: Still, site: Path, folder: Path) -> None:
    """The same files from the same frame, saved by the same library."""
    frames = sorted(folder.rglob("*.ppm"))
    path = frames[-1] if frames else site / job.ingredients[0].path
    with path.open("rb") as file:
        image = load_upright(file, BARE if frames else job.ingredients[0].container)
    for made in recipe.outputs():
        image.resize((made.width, made.height)).convert("RGB").save(folder / made.name)


def _against_sigal(sigal: str, site: Path, work: Path) -> None:
    """H.264 alone, one size, one poster: what Sigal makes of a folder.

    All that costs time is the same for both: a limit of bits a second takes x264 a twentieth longer.
    """
    pictures, out = work / "pictures", work / "sigal"
    pictures.mkdir(parents=True)
    for clip in sorted(site.glob("*.mov")):
        shutil.copy(clip, pictures / clip.name)
    bits = most_bits(H264, 1280, 720, Fraction(24))
    options = ["-c:v", "libx264", "-profile:v", "high", "-preset", "medium", "-crf", "22", "-refs", "3",
               "-threads:v", "1", "-g", "48", "-sc_threshold", "0", "-pix_fmt", "yuv420p",
               "-maxrate", f"{bits}", "-bufsize", f"{2 * bits}",
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
