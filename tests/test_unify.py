"""Clips drawn gently to the finished film: how far, which ones, and what of them a page shows."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import dist
from pathlib import Path
from statistics import quantiles

import pytest
from click.testing import CliRunner
from footage import FOOTAGE, given, made_up, source, tools
from PIL import Image, ImageChops, ImageStat

from btspress.cli import cli
from btspress.delivery.unify import palette_of
from btspress.engine.job import Input
from btspress.media.cube import Cube, read_cube
from btspress.media.graph import arguments, output
from btspress.media.lab import LIGHT, Lab, lab_of, linear, srgb_of
from btspress.media.toning import STEPS, Gentle, skin, toned, toned_cube
from btspress.media.transfer import Map, cloud_of, towards
from btspress.model import Lut, PictureRepair
from btspress.recipes.aids import Aids
from btspress.recipes.excerpt import opened
from btspress.recipes.palette import PALETTE, SMALL
from btspress.recipes.seen import pictures
from btspress.recipes.unify import LOOK, Unify
from btspress.session import CACHE, Build, Options, Session
from btspress.stages.plan import plan
from btspress.story.rights import Audience
from btspress.testing import FakeTools, tell, video

FLOWER, SINTEL = "dropframe-tc-2997.mov", "sintel-fade-in.mp4"
GENTLE = Gentle(0.45, 10.4, 0.75)
FAR = Map(((0.6, 0, 0), (0, 0.6, 0), (0, 0, 0.6)), (30.0, -25.0, 28.0))
"""Brighter, greener and yellower than any clip needs."""


def shown(rgb: tuple[float, float, float]) -> Lab:
    return lab_of(*map(linear, rgb))


def moved(rgb: tuple[float, float, float], way: Map = FAR, gentle: Gentle = GENTLE) -> Lab:
    red, green, blue = map(linear, rgb)
    return shown(toned(rgb, (red, green, blue), way, gentle))


def grid(steps: int = 11) -> list[tuple[float, float, float]]:
    lights = [step / (steps - 1) for step in range(steps)]
    return [(red, green, blue) for red in lights for green in lights for blue in lights]


# ---- colour ----


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [((1, 0, 0), (53.24, 80.09, 67.20)), ((0, 0.5, 0), (46.05, -51.55, 49.75)), ((1, 1, 1), (100, 0, 0))],
)
def test_colours_are_where_everybody_has_them(rgb, lab) -> None:
    assert shown(rgb) == pytest.approx(lab, abs=0.2)
    assert srgb_of(shown(rgb)) == pytest.approx(rgb, abs=1e-4)


def test_the_whole_way_takes_one_cloud_to_the_other() -> None:
    start = [(40 + n % 17, n % 5 - n % 3, n % 11 - 4.0) for n in range(400)]
    end = [(1.2 * light + 4, 0.9 * a - 6 + 0.2 * b, b + 0.2 * a + 7) for light, a, b in start]
    way = towards(cloud_of(start), cloud_of(end))
    there = cloud_of([tuple(map(sum, zip(each, way.moved(each), strict=True))) for each in start])
    assert there.mean == pytest.approx(cloud_of(end).mean, abs=1e-6)
    for one, other in zip(there.spread, cloud_of(end).spread, strict=True):
        assert one == pytest.approx(other, abs=2)


def test_the_way_to_itself_is_none() -> None:
    cloud = cloud_of([shown(rgb) for rgb in grid(4)])
    cube = toned_cube(towards(cloud, cloud), GENTLE)
    steps = [step / (STEPS - 1) for step in range(STEPS)]
    plain = [(red, green, blue) for blue in steps for green in steps for red in steps]
    assert max(dist(one, other) for one, other in zip(cube.rows, plain, strict=True)) < 1e-5


def test_no_colour_is_moved_further_than_the_cap() -> None:
    shifts = [dist(shown(rgb), moved(rgb)) for rgb in grid()]
    assert max(shifts) <= GENTLE.most
    assert quantiles(shifts, n=20)[-1] > GENTLE.most * 0.8


def test_greys_keep_their_order_and_black_and_white_their_place() -> None:
    for way in (FAR, replace(FAR, shift=(-40.0, 20.0, -20.0)), Map(((-0.4, 0, 0), (0, 0, 0), (0, 0, 0)), (0, 0, 0))):
        lights = [moved((step / 64,) * 3, way)[0] for step in range(65)]
        assert all(after > before for before, after in pairwise(lights))
        assert (lights[0], lights[-1]) == pytest.approx((0, 100), abs=0.01)


def test_skin_moves_much_less_than_what_is_around_it() -> None:
    faces = [(0.96, 0.80, 0.69), (0.78, 0.57, 0.44), (0.55, 0.36, 0.26), (0.36, 0.23, 0.16)]
    others = [(0.5, 0.5, 0.5), (0.30, 0.45, 0.62), (0.35, 0.52, 0.28), (0.55, 0.4, 0.6)]
    assert min(skin(shown(rgb)) for rgb in faces) > 0.9 > 0.05 > max(skin(shown(rgb)) for rgb in others)
    most = max(dist(shown(rgb), moved(rgb)) for rgb in faces)
    assert most < min(dist(shown(rgb), moved(rgb)) for rgb in others) / 2


def test_nothing_new_is_clipped() -> None:
    for rgb in grid(9):
        red, green, blue = map(linear, rgb)
        for before, after in zip(rgb, toned(rgb, (red, green, blue), FAR, GENTLE), strict=True):
            assert 0 <= after <= 1
            assert not 0 < before < 1 or 0 < after < 1


# ---- from footage to a look ----


@cache
def palette(name: str, folder: Path) -> Path:
    into = folder / f"{name}-palette"
    into.mkdir()
    palette_of(source(name)).make((given(name),), into, tools())
    return into / PALETTE


def look(folder: Path, clip: Path, film: Path) -> bytes:
    into = folder / f"{clip.parent.name}-{film.parent.name}"
    into.mkdir(exist_ok=True)
    Unify().make((Input(lambda: clip.open("rb")), Input(lambda: film.open("rb"))), into, FakeTools())
    return (into / LOOK).read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("unify")


def colours(data: bytes) -> list[Lab]:
    return [lab_of(*(LIGHT[value] for value in data[at : at + 3])) for at in range(0, len(data), 3)]


def through(cube: Cube, data: bytes) -> list[Lab]:
    """Colours after the nearest row of a cube."""
    last = cube.size - 1
    places = [round(value / 255 * last) for value in data]
    rows = (
        cube.rows[places[at] + cube.size * (places[at + 1] + cube.size * places[at + 2])]
        for at in range(0, len(data), 3)
    )
    return [shown(row) for row in rows]


@pytest.mark.ffmpeg
def test_a_clip_comes_nearer_to_the_film_by_less_than_half(folder: Path) -> None:
    clip, film = palette(FLOWER, folder), palette(SINTEL, folder)
    assert len(clip.read_bytes()) % (SMALL[0] * SMALL[1] * 3) == 0
    cube = read_cube(look(folder, clip, film))
    assert isinstance(cube, Cube)
    assert cube.size == STEPS
    before, aim = cloud_of(colours(clip.read_bytes())).mean, cloud_of(colours(film.read_bytes())).mean
    after = cloud_of(through(cube, clip.read_bytes())).mean
    assert 0.5 * dist(before, aim) < dist(after, aim) < 0.97 * dist(before, aim)


@pytest.mark.ffmpeg
def test_the_same_footage_gives_the_same_look(folder: Path) -> None:
    clip, film = palette(FLOWER, folder), palette(SINTEL, folder)
    assert look(folder, clip, film) == look(folder, clip, film)


@pytest.mark.ffmpeg
def test_towards_itself_a_clip_stays_as_it_is(folder: Path) -> None:
    clip = palette(FLOWER, folder)
    cube = read_cube(look(folder, clip, clip))
    assert isinstance(cube, Cube)
    assert cube.rows[STEPS] == pytest.approx((0, 1 / 32, 0), abs=1e-5)


@pytest.mark.ffmpeg
def test_black_and_white_stays_black_and_white(folder: Path) -> None:
    grey = folder / "grey"
    grey.mkdir()
    with Image.open(FOOTAGE / "exif-gps-orient6.jpg") as image:
        (grey / PALETTE).write_bytes(image.convert("L").convert("RGB").resize(SMALL).tobytes())
    cube = read_cube(look(folder, grey / PALETTE, palette(FLOWER, folder)))
    assert isinstance(cube, Cube)
    for step in range(STEPS):
        row = cube.rows[step * (1 + STEPS + STEPS**2)]
        assert max(row) - min(row) < 0.004


# ---- which clips ----

CHAPTER = """# One

![A street](media/a.mp4#t=1,3)

> [!compare] The bridge
>
> ![On set: grey](media/set.mp4#t=1&still)
> ![Finished: green](media/film.mp4#t=5&still)
"""
MEDIA = {f"films/f/media/{name}.mp4": video() for name in ("a", "set", "film", "part")}


def drawn(site: str = "", film: str = "", files=None, chapter: str = CHAPTER) -> set[str]:
    """Stems of the sources that are shown through a look of ours."""
    jobs = planned(site, film, files, chapter)[1].jobs
    return {job.stem for job in jobs if job.recipe.name == "unify"}


def planned(site: str = "", film: str = "", files=None, chapter: str = CHAPTER):
    heads = {
        "site.md": f"---\ntitle: S\nbase_url: https://films.example\n{site}---\n",
        "films/f/film.md": f"---\ntitle: F\n{film}---\nA film.\n",
    }
    told = tell({**heads, "films/f/01-one.md": chapter, **(files or {})}, MEDIA)
    return told, plan(told, "tools")


def sidecar(name: str, look: str, more: str = "") -> dict[str, str]:
    return {f"films/f/media/{name}.md": f"---\nspeech: none\n{more}picture:\n  look: {look}\n---\nIt.\n"}


def test_nothing_is_drawn_unless_asked() -> None:
    assert not drawn()


@pytest.mark.parametrize("where", [{"site": "look: unify\n"}, {"film": "look: unify\n"}])
def test_site_or_film_may_ask_and_what_is_finished_is_never_drawn(where: dict[str, str]) -> None:
    assert drawn(**where) == {"a", "set"}


def test_the_nearer_word_counts() -> None:
    assert not drawn("look: unify\n", "look: none\n")
    assert drawn("look: none\n", "look: unify\n", sidecar("a", "none")) == {"set"}
    assert drawn(files=sidecar("a", "unify")) == {"a"}


def test_a_look_of_its_own_takes_the_place_of_ours() -> None:
    table = "LUT_3D_SIZE 2\n" + "0 0 0\n" * 8
    files = {**sidecar("a", "own.cube"), "films/f/media/own.cube": table}
    assert drawn(film="look: unify\n", files=files) == {"set"}


def test_what_is_not_from_the_film_is_left_alone_unless_its_sidecar_asks() -> None:
    note = {"films/f/media/a.md": "---\nspeech: none\nstand-in: yes\n---\nIt.\n"}
    assert drawn(film="look: unify\n", files=note) == {"set"}
    assert drawn(film="look: unify\n", files=sidecar("a", "unify", "stand-in: yes\n")) == {"a", "set"}


def test_the_file_that_film_md_names_is_the_aim() -> None:
    _, made = planned(film="look: unify\nfinished: media/part.mp4\n")
    (job, *_) = (job for job in made.jobs if job.recipe.name == "unify")
    assert [part.job.stem for part in job.ingredients if part.job] == ["a", "part"]
    assert drawn(film="look: unify\nfinished: media/part.mp4\n") == {"a", "set"}


def test_states_of_one_file_make_none_of_them_finished() -> None:
    states = CHAPTER.replace("film.mp4#t=5&still", "set.mp4#t=5&still")
    _site, made = planned(film="look: unify\n", chapter=states)
    assert [found.code for found in made.problems] == ["E241"]
    assert not [job for job in made.jobs if job.recipe.name == "unify"]


def test_what_is_drawn_is_made_of_its_look_and_the_untouched_is_not() -> None:
    _site, made = planned(film="look: unify\n", chapter=CHAPTER + "\n![Raw](media/a.mp4#t=1,3){untouched}\n")
    encodes = [job for job in made.jobs if job.stem == "a" and job.recipe.name == "rendition"]
    kinds = set()
    for job in encodes:
        looks = [part for part in job.ingredients if part.job and part.job.recipe.name == "unify"]
        assert len(looks) == (1 if job.recipe.piece.look.repair.look else 0)
        kinds.add(len(looks))
    assert kinds == {0, 1}


def test_a_clip_that_is_drawn_may_be_watched_as_it_was_recorded_small_and_mute() -> None:
    _site, made = planned(film="look: unify\n", chapter=CHAPTER + "\n![The film](media/film.mp4#t=1,3)\n")
    raw = {clip.source.name: player.extras.get("untouched") for clip, player in made.players.items()}
    assert raw["films/f/media/film.mp4"] is None
    file = raw["films/f/media/a.mp4"]
    assert file
    (job,) = (job for job in made.jobs if file.url in job.urls.values())
    assert (job.recipe.codec, job.recipe.width, job.recipe.height) == ("h264", 640, 360)
    assert (job.recipe.piece.heard, job.recipe.piece.look.repair) == (None, PictureRepair())


def test_light_of_hdr_is_tone_mapped_before_the_look_as_the_look_is_for_screens() -> None:
    ours = PictureRepair(look=Lut("look", "0" * 64, ours=True))
    for repair, first in ((ours, "tonemap"), (replace(ours, look=Lut("own.cube", "0" * 64)), "lut3d")):
        hdr = replace(palette_of(made_up("hdr.mp4")).piece.look, hdr="smpte2084", repair=repair)
        piece = replace(palette_of(made_up("hdr.mp4")).piece, look=hdr)
        stream = pictures(opened(0, "mov", piece), piece, 64, 36, aids=Aids(look=Path("x.cube")), rgb=True)
        graph = " ".join(arguments(output(Path("out.rgb"), stream, f="rawvideo")))
        places = [graph.index(name) for name in (first, "lut3d") if name in graph]
        assert "lut3d" in graph
        assert places == sorted(places)
        assert ("tonemap" in graph) == (first == "tonemap")


# ---- built ----

PAGE = """# One

![A flower](media/take.mov#t=0.5&still)

> [!compare] Two
>
> ![On set: a flower](media/take.mov#t=0.5&still)
> ![Finished: a girl](media/film.mp4#t=1&still)
"""


@pytest.mark.ffmpeg
def test_a_page_shows_the_clip_drawn_to_the_film_and_offers_it_as_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    (folder / "films/f/media").mkdir(parents=True)
    shutil.copy(FOOTAGE / FLOWER, folder / "films/f/media/take.mov")
    shutil.copy(FOOTAGE / SINTEL, folder / "films/f/media/film.mp4")
    (folder / "site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\n")
    head = "---\ntitle: F\nlook: unify\nfinished: media/film.mp4\nrights:\n  credit: c\n---\nA film.\n"
    (folder / "films/f/film.md").write_text(head)
    (folder / "films/f/01-one.md").write_text(PAGE)
    made: Build = Session(folder, tmp_path / "out", Options(audience=Audience.PUBLIC, cache=tmp_path / "cache")).build()
    assert made.ok, made.problems
    (shown_,) = (picture for frame, picture in made.plan.pictures.items() if frame.source.name.endswith("take.mov"))
    assert shown_.untouched
    drawn_, plain = (
        Image.open(tmp_path / "out" / each.fallback.url[1:]).convert("RGB") for each in (shown_, shown_.untouched)
    )
    apart = ImageStat.Stat(ImageChops.difference(drawn_, plain)).mean
    assert 2 < sum(apart) / 3 < 30
    text = (tmp_path / "out" / made.site.films[0].chapters[0].address[1:] / "index.html").read_text()
    assert shown_.untouched.fallback.url.rpartition("/")[2] in text
    assert text.count("As it was recorded") == 2
    assert not list((tmp_path / "out").rglob("*.cube"))
    taken_over(folder, tmp_path)


def taken_over(folder: Path, around: Path) -> None:
    """The look is written out, and once a sidecar names it, it is used as the author's own."""
    ask = ["looks", str(folder), "--to", str(around / "grades")]
    written = CliRunner().invoke(cli, ask, env={CACHE: str(around / "cache")})
    assert written.exit_code == 0, written.output
    (cube,) = (around / "grades").glob("*.cube")
    assert isinstance(read_cube(cube.read_bytes()), Cube)
    assert "is there already" in CliRunner().invoke(cli, ask, env={CACHE: str(around / "cache")}).output
    shutil.copy(cube, folder / "films/f/media/take.cube")
    (folder / "films/f/media/take.md").write_text("---\npicture:\n  look: take.cube\n---\nA flower.\n")
    _, made, _ = Session(folder, around / "out", Options(cache=around / "cache")).understand()
    assert not [job for job in made.jobs if job.recipe.name == "unify"]
