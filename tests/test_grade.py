"""`[!grade]`: a moment without and with its look, with what instruments show of both, in pictures and in words."""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from footage import FOOTAGE, given, source, tools
from PIL import Image, ImageStat

from btspress.delivery.audience import PREVIEW, WEB
from btspress.engine.job import RecipeError
from btspress.model import Clip, Frame, Grade
from btspress.recipes.excerpt import still
from btspress.recipes.scopes import PARADE, VECTORS, Scopes, read
from btspress.session import Options, Session
from btspress.stages.plan import plan
from btspress.story.rights import Audience
from btspress.testing import FakeTools, tell, video
from btspress.walk import walk

FLOWER = "dropframe-tc-2997.mov"
SIDECAR = "---\nspeech: none\npicture:\n  look: lamp.cube\n---\nA flower.\n"
DARK = "LUT_3D_SIZE 2\n" + "".join(f"{r / 2} {g / 2} {b / 2}\n" for b in (0, 1) for g in (0, 1) for r in (0, 1))
BLOCK = "# One\n\n> [!grade] The lamp\n>\n> ![A flower](media/take.mov#t=0.5&still)\n>\n> Half as bright.\n"


def told(chapter: str = BLOCK, sidecar: str = SIDECAR):
    files = {
        "site.md": "---\ntitle: S\n---\n",
        "films/f/film.md": "---\ntitle: F\n---\nA film.\n",
        "films/f/01-one.md": chapter,
        "films/f/media/take.md": sidecar,
        "films/f/media/lamp.cube": DARK,
    }
    return tell(files, {"films/f/media/take.mov": video()})


def grade(site) -> Grade:
    (node,) = walk(site.films, Grade)
    return node


def test_a_grade_is_one_picture_untouched_and_through_its_look() -> None:
    site = told()
    raw, graded = grade(site).comparison.sides
    assert (raw.shown.untouched, graded.shown.untouched) == (True, False)
    assert raw.shown.source == graded.shown.source
    assert (raw.label, graded.label, graded.finished) == ("Raw", "Graded", True)
    assert not [found for found in site.problems if found.code.startswith("E24")]


def test_both_states_of_a_clip_show_one_frame_until_they_play() -> None:
    site = told(BLOCK.replace("#t=0.5&still", "#t=1,3").replace("lamp\n", "lamp {labels=Log|Film}\n", 1))
    raw, graded = grade(site).comparison.sides
    assert isinstance(raw.shown, Clip)
    assert raw.shown.poster.at == graded.shown.poster.at == 2
    assert (raw.shown.poster.untouched, graded.shown.poster.untouched) == (True, False)
    assert (raw.label, graded.label) == ("Log", "Film")


def test_both_states_of_a_clip_run_on_one_clock_and_one_is_heard() -> None:
    raw, graded = grade(told(BLOCK.replace("#t=0.5&still", "#t=1,3"))).comparison.sides
    assert raw.shown.beat
    assert raw.shown.beat == graded.shown.beat
    assert raw.shown.range == graded.shown.range
    assert not (raw.shown.sound and graded.shown.sound)


def test_a_grade_shows_the_moment_that_is_asked_for() -> None:
    raw, graded = grade(told(BLOCK.replace("#t=0.5&still)", "#t=1,3){poster=1.5}"))).comparison.sides
    assert raw.shown.poster.at == graded.shown.poster.at == 1.5
    assert (raw.shown.poster.untouched, graded.shown.poster.untouched) == (True, False)


@pytest.mark.parametrize(
    ("chapter", "sidecar", "code"),
    [
        (BLOCK.replace("#t=0.5&still)", "#t=1,3){poster=media/other.mov}"), SIDECAR, "E206"),
        (BLOCK, "---\nspeech: none\n---\nA flower.\n", "E242"),
        (BLOCK.replace("> ![A", "> ![B](media/take.mov#t=1&still)\n> ![A"), SIDECAR, "E112"),
        (BLOCK.replace("> ![A flower](media/take.mov#t=0.5&still)\n>\n", ""), SIDECAR, "E112"),
    ],
)
def test_what_cannot_be_compared_is_told(chapter: str, sidecar: str, code: str) -> None:
    assert code in {found.code for found in told(chapter, sidecar).problems}


def test_scopes_are_planned_for_both_states_and_for_readers_only() -> None:
    site = told()
    made = plan(site, "tools", WEB)
    jobs = [job for job in made.jobs if job.recipe.name == "scopes"]
    assert sorted(len(job.ingredients) for job in jobs) == [1, 2]
    assert all(len(made.pictures[side.shown].scopes) == 2 for side in grade(site).comparison.sides)
    assert not [job for job in plan(site, "tools", PREVIEW).jobs if job.recipe.name == "scopes"]


def test_a_program_without_scopes_is_told(tmp_path: Path) -> None:
    recipe = Scopes(still(video(), Fraction(1)), 136)
    with pytest.raises(RecipeError, match="without waveform"):
        recipe.make((given(FLOWER),), tmp_path, FakeTools())


@pytest.mark.ffmpeg
def test_scopes_show_what_the_numbers_say(tmp_path: Path) -> None:
    recipe = Scopes(still(source(FLOWER).facts, Fraction(1, 2)), 136)
    recipe.make((given(FLOWER),), tmp_path, tools())
    reading = read(recipe, (given(FLOWER),), tools())
    with Image.open(tmp_path / PARADE) as parade, Image.open(tmp_path / VECTORS) as vectors:
        sizes = [(made.width, made.height) for made in recipe.outputs()]
        assert [parade.size, vectors.size] == sizes
        green = parade.convert("RGB").crop((240, 0, 480, 256)).getchannel("G")
        rows = [
            row
            for row in range(256)
            if ImageStat.Stat(green.crop((0, row, 240, row + 1))).mean[0] > 20 and row % 64 > 2
        ]
        assert max(rows) <= 256 - 256 * reading.light[0] / 100 + 40
        assert ImageStat.Stat(vectors.convert("L")).mean[0] > 0.1
    low, high = reading.light
    assert 0 <= low < high <= 100
    assert 0 < reading.colour[0] < reading.colour[1] <= 100


@pytest.mark.ffmpeg
def test_a_page_says_in_words_what_the_scopes_show(tmp_path: Path) -> None:
    media = tmp_path / "site/films/f/media"
    media.mkdir(parents=True)
    shutil.copy(FOOTAGE / FLOWER, media / "take.mov")
    (media / "take.md").write_text(SIDECAR)
    (media / "lamp.cube").write_text(DARK)
    (tmp_path / "site/site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\n")
    (tmp_path / "site/films/f/film.md").write_text("---\ntitle: F\nrights:\n  credit: c\n---\nA film.\n")
    (tmp_path / "site/films/f/01-one.md").write_text(BLOCK)
    options = Options(audience=Audience.PUBLIC, cache=tmp_path / "cache")
    made = Session(tmp_path / "site", tmp_path / "out", options).build()
    assert made.ok, made.problems
    page = tmp_path / "out" / made.site.films[0].chapters[0].address[1:] / "index.html"
    found = re.findall(r'alt="(Raw|Graded): parade[^"]* between (\d+) and (\d+) per cent', page.read_text())
    (_, _, raw), (_, _, graded) = found
    assert [name for name, _, _ in found] == ["Raw", "Graded"]
    assert int(graded) == pytest.approx(int(raw) / 2, abs=2)
    again = Session(tmp_path / "site", tmp_path / "out", options).build()
    assert (again.counts["made"], again.counts["ffmpeg"], again.counts["written"]) == (0, 0, 0)
    frames = [shown for shown in made.plan.pictures if isinstance(shown, Frame)]
    assert len(frames) == 2
