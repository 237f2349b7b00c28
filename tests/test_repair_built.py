"""A look from sidecar to page: built once, built anew when it changes, told where it is broken."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from footage import FOOTAGE
from PIL import Image, ImageChops, ImageStat

from btspress.session import Build, Options, Session
from btspress.story.rights import Audience

pytestmark = pytest.mark.ffmpeg

CHAPTER = """# The lamp

![The lamp, graded](media/take.mov#t=0.2,0.6)

> [!compare] What the camera saw, and what was meant
>
> ![Raw: a flower](media/take.mov#t=0.5&still){untouched}
> ![Treated: a flower](media/take.mov#t=0.5&still)

> [!compare] In motion
>
> ![Raw: a flower](media/take.mov#t=0.2,0.6){untouched}
> ![Treated: a flower](media/take.mov#t=0.2,0.6)
"""
SIDECAR = (
    "---\nspeech: none\npicture:\n  denoise: gentle\n  stabilise: yes\n  look: ../looks/lamp.cube\n---\nA flower.\n"
)


def cube(*blue: float) -> str:
    """Red and green as they are; blue from one light to another."""
    low, high = blue
    rows = "".join(f"{r} {g} {low if b == 0 else high}\n" for b in (0, 1) for g in (0, 1) for r in (0, 1))
    return f"LUT_3D_SIZE 2\n{rows}"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for name in ("media", "looks"):
        (folder / "films/f" / name).mkdir(parents=True)
    shutil.copy(FOOTAGE / "dropframe-tc-2997.mov", folder / "films/f/media/take.mov")
    (folder / "site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\n")
    (folder / "films/f/film.md").write_text("---\ntitle: F\nrights:\n  credit: c\n---\nA film.\n")
    (folder / "films/f/01-lamp.md").write_text(CHAPTER)
    (folder / "films/f/media/take.md").write_text(SIDECAR)
    (folder / "films/f/looks/lamp.cube").write_text(cube(0, 0))
    return folder


def built(site: Path) -> Build:
    out, cache = site.parent / "_site", site.parent / "it's: a cache"
    return Session(site, out, Options(audience=Audience.PREVIEW, cache=cache)).build()


def said(build: Build) -> list[str]:
    return [
        f"{found.span.file}:{found.span.line}:{found.span.col} {found.code} {found.message}"
        for found in build.problems
        if found.severity == "error" and found.span
    ]


def sides(build: Build, out: Path) -> list[Image.Image]:
    """The two stills of the first comparison."""
    found = {frame.untouched: picture for frame, picture in build.plan.pictures.items() if frame.at is not None}
    paths = [out / found[untouched].fallback.url.lstrip("/") for untouched in (True, False)]
    return [Image.open(io.BytesIO(path.read_bytes())).convert("RGB") for path in paths]


def test_raw_and_treated_stand_side_by_side_and_only_the_treated_follows_its_look(site: Path) -> None:
    out = site.parent / "_site"
    first = built(site)
    assert said(first) == []
    page = (out / "f/lamp/index.html").read_text()
    players = {clip.untouched: player for clip, player in first.plan.players.items()}
    for player in players.values():
        assert player.files[-1].url in page
        assert (out / player.files[-1].url.lstrip("/")).stat().st_size > 1000
    raw, treated = sides(first, out)
    assert ImageStat.Stat(raw).mean[2] > 20
    assert ImageStat.Stat(treated).mean[2] < 8  # this look takes all blue

    assert built(site).counts["ffmpeg"] == 0

    (site / "films/f/looks/lamp.cube").write_text(cube(1, 1))
    second = built(site)
    before, after = ({job.key for job in each.plan.jobs} for each in (first, second))
    looked = {job.key for job in second.plan.jobs if any(part.path.endswith(".cube") for part in job.ingredients)}
    assert after - before == looked != set()
    again, blue = sides(second, out)
    assert ImageChops.difference(raw, again).getbbox() is None
    assert ImageStat.Stat(blue).mean[2] > 240


def test_a_broken_look_is_told_before_any_work(site: Path) -> None:
    (site / "films/f/looks/lamp.cube").write_text(cube(0, 0).replace("1 1 0\n", "1 one 0\n", 1))
    build = built(site)
    assert said(build) == [
        "films/f/media/take.md:6:9 E236 ../looks/lamp.cube: line 5: 'one' is no light",
    ]
    assert build.counts["made"] == 0
    again = built(site)
    assert said(again) == said(build)
