"""Looks: `.cube` files that sidecars name, judged before any work, part of every key that they decide."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from footage import made_up, seconds

from btspress.media.cube import LARGEST_CUBE, Broken, Cube, cube_text, read_cube
from btspress.model import Clip, Comparison, Frame, Lut, PictureRepair, Sequence, Shot, Source, Treatment
from btspress.recipes.aids import beside
from btspress.recipes.excerpt import Excerpt
from btspress.stages.plan import plan
from btspress.testing import picture, sound, tell, video
from btspress.walk import walk

CHAPTER = "films/f/01-one.md"
CLIP = "films/f/media/a.mp4"
SIDECAR = "films/f/media/a.md"


def cube(size: int = 2, head: str = "", change=lambda red, green, blue: (red, green, blue)) -> str:
    steps = [step / (size - 1) for step in range(size)]
    rows = (change(red, green, blue) for blue in steps for green in steps for red in steps)
    return f"{head}LUT_3D_SIZE {size}\n" + "".join("{:.6f} {:.6f} {:.6f}\n".format(*row) for row in rows)


def curves(*rows: tuple[float, float, float], head: str = "") -> str:
    return f"{head}LUT_1D_SIZE {len(rows)}\n" + "".join("{:f} {:f} {:f}\n".format(*row) for row in rows)


def taken(text: str) -> Cube:
    made = read_cube(text.encode())
    assert isinstance(made, Cube), made
    return made


def rows_of(text: str) -> list[tuple[float, ...]]:
    return [tuple(map(float, line.split())) for line in text.splitlines()[1:]]


# ---- reading ----


def test_a_cube_is_read_red_first() -> None:
    made = taken('TITLE "Night"\n# by hand\n\n' + cube(3))
    assert (made.size, made.curves, len(made.rows)) == (3, False, 27)
    assert made.rows[1] == (0.5, 0.0, 0.0)
    assert made.rows[9] == (0.0, 0.0, 0.5)


def test_curves_have_a_row_for_each_step() -> None:
    made = taken(curves((0, 0, 0), (0.2, 0.3, 0.4), (1, 1, 1)))
    assert (made.size, made.curves) == (3, True)
    assert made.rows[1] == (0.2, 0.3, 0.4)


@pytest.mark.parametrize(
    "head", ["DOMAIN_MIN -1 0 0\nDOMAIN_MAX 1 2 3\n", "LUT_3D_INPUT_RANGE -1.0 2.0\n", "DOMAIN_MIN 0 0 0\n"]
)
def test_a_domain_is_known(head: str) -> None:
    made = taken(head + cube())
    assert (made.low, made.high) in {((-1, 0, 0), (1, 2, 3)), ((-1, -1, -1), (2, 2, 2)), ((0, 0, 0), (1, 1, 1))}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way_and_a_mark_may_stand_first(ends: str) -> None:
    assert read_cube(b"\xef\xbb\xbf" + cube().replace("\n", ends).encode()) == taken(cube())


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "it does not say LUT_3D_SIZE or LUT_1D_SIZE"),
        ("<html>\n", 1, "'<html>' is not understood"),
        ("LUT_3D_SIZE 66\n", 1, "LUT_3D_SIZE is a number from 2 to 65"),
        ("LUT_3D_SIZE 1\n", 1, "LUT_3D_SIZE is a number from 2 to 65"),
        ("LUT_3D_SIZE\n", 1, "LUT_3D_SIZE is a number from 2 to 65"),
        ("LUT_1D_SIZE 65537\n", 1, "LUT_1D_SIZE is a number from 2 to 65,536"),
        ("# x\nLUT_IN_VIDEO_RANGE\n" + cube(), 2, "'LUT_IN_VIDEO_RANGE' is not understood"),
        ("DOMAIN_MIN 0 0\n" + cube(), 1, "'0 0' is not three numbers"),
        ("DOMAIN_MIN 0 1 0\n" + cube(), 0, "its domain ends before it starts"),
        ("LUT_1D_SIZE 2\n" + cube(), 0, "it holds curves and a cube; export it as one 3D table"),
        (cube().replace("1.000000 1.000000 0.000000", "1 nan 0"), 5, "'nan' is no light"),
        (cube().replace("1.000000 1.000000 0.000000", "1 1e9 0"), 5, "'1e9' is no light"),
        (cube().replace("1.000000 1.000000 0.000000", "1 1_0 0"), 5, "'1_0' is no light"),
        (cube().replace("1.000000 1.000000 0.000000", "1 one 0"), 5, "'one' is no light"),
        (cube().replace("1.000000 1.000000 0.000000", "1 1"), 5, "'1 1' is not three numbers"),
        (cube() + "0 0 0\n", 0, "it has 9 colours; LUT_3D_SIZE 2 asks for 8"),
        (cube(3)[:60], 0, "it has 2 colours; LUT_3D_SIZE 3 asks for 27"),
        (cube() + "LUT_3D_SIZE 2\n", 10, "'LUT_3D_SIZE 2' is not three numbers"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    assert read_cube(text.encode()) == Broken(line, reason)


def test_a_table_beyond_all_measure_is_not_read() -> None:
    assert read_cube(b"#" * (LARGEST_CUBE + 1)) == Broken(0, "it has more than 16,777,216 bytes")


# ---- writing ----


def test_a_table_survives_being_written() -> None:
    made = taken(cube(5, change=lambda red, green, blue: (blue, red * red, 1 - green)))
    again = taken(cube_text(made))
    assert again.size == 5
    for one, other in zip(again.rows, made.rows, strict=True):
        assert one == pytest.approx(other, abs=1e-7)


def test_half_of_a_look_lies_half_way() -> None:
    inverse = taken(cube(3, change=lambda red, green, blue: (1 - red, 1 - green, 1 - blue)))
    assert set(rows_of(cube_text(inverse, Fraction(1, 2)))) == {(0.5, 0.5, 0.5)}
    plain = rows_of(cube_text(inverse, Fraction(0)))
    assert plain == [pytest.approx(row, abs=1e-7) for row in taken(cube(3)).rows]


def test_a_wide_domain_is_brought_to_what_a_picture_has() -> None:
    # An identity over -1 to 3: of its steps at -1, 0, 1, 2, 3 a picture meets those from 0 to 1.
    head = "DOMAIN_MIN -1 -1 -1\nDOMAIN_MAX 3 3 3\n"
    wide = taken(cube(5, head, lambda red, green, blue: (red * 4 - 1, green * 4 - 1, blue * 4 - 1)))
    text = cube_text(wide)
    assert text.startswith("LUT_3D_SIZE 5\n0.00000000 0.00000000 0.00000000\n0.25000000 0.0")
    assert rows_of(text) == [pytest.approx(row, abs=1e-7) for row in taken(cube(5)).rows]


def test_each_colour_has_its_own_domain() -> None:
    head = "DOMAIN_MIN -1 0 0\nDOMAIN_MAX 3 1 2\n"
    wide = taken(cube(5, head, lambda red, green, blue: (red * 4 - 1, green, blue * 2)))
    assert rows_of(cube_text(wide)) == [pytest.approx(row, abs=1e-7) for row in taken(cube(5)).rows]


def test_beyond_a_narrow_domain_the_last_step_counts() -> None:
    narrow = taken(curves((0.1, 0.1, 0.1), (0.9, 0.9, 0.9), head="DOMAIN_MIN 0.5 0 0\nDOMAIN_MAX 1 1 0.5\n"))
    assert rows_of(cube_text(narrow)) == [(0.1, 0.1, 0.1), (0.9, 0.9, 0.9)]
    fine = taken(curves(*[(0.1, 0.1, 0.1)] * 2, (0.9, 0.9, 0.9), head="DOMAIN_MIN 0.5 0 0\nDOMAIN_MAX 1 1 0.5\n"))
    assert rows_of(cube_text(fine))[1] == pytest.approx((0.1, 0.1, 0.9))


# ---- in a sidecar ----


def told(sidecar: str, files: dict[str, str] | None = None, media: dict | None = None):
    written = {CHAPTER: "# One\n\n![A street](media/a.mp4#t=1,3)\n", SIDECAR: f"---\n{sidecar}---\n"}
    return tell({**written, **(files or {})}, media or {CLIP: video()})


def findings(site, *codes: str) -> list[str]:
    chosen = [found for found in site.problems if found.code in codes]
    return [f"{found.span.file}:{found.span.line}:{found.span.col} {found.code} {found.message}" for found in chosen]


def source_of(site) -> Source:
    return next(walk(site, Source))


@pytest.mark.parametrize("place", ["films/f/media/night.cube", "films/f/night.cube", "night.cube"])
def test_a_look_is_found_as_media_are(place: str) -> None:
    site = told("picture:\n  look: night.cube\n", {place: cube()})
    repair = source_of(site).treatment.picture
    assert (repair.look.name, repair.strength) == (place, 1)
    assert not findings(site, "E206", "E236", "E621")


def test_a_camera_log_may_name_a_look() -> None:
    log = {"films/f/media/clips.csv": "file,picture.look,picture.strength\na.mp4,night.cube,40\n"}
    site = tell({CHAPTER: "![A](media/a.mp4)\n", "films/f/night.cube": cube(), **log}, {CLIP: video()})
    repair = source_of(site).treatment.picture
    assert (repair.look.name, repair.strength) == ("films/f/night.cube", Fraction(2, 5))


@pytest.mark.parametrize(
    ("named", "finding"),
    [
        ("nigth.cube", "E206 no file 'nigth.cube'"),
        ("Night.cube", "E207 'Night.cube' is written otherwise on disk"),
        ("../../../../night.cube", "E207 '../../../../night.cube' leaves the site folder"),
        ("night.png", "E236 'night.png' is no .cube file"),
        ("broken.cube", "E236 broken.cube: line 3: 'nan' is no light"),
        ("empty.cube", "E236 empty.cube: it does not say LUT_3D_SIZE or LUT_1D_SIZE"),
    ],
)
def test_a_look_that_cannot_be_used_is_told_where_it_is_named(named: str, finding: str) -> None:
    files = {
        "films/f/media/night.cube": cube(),
        "films/f/media/broken.cube": 'TITLE "x"\nLUT_3D_SIZE 2\n0 nan 0\n',
        "films/f/media/empty.cube": "",
    }
    site = told(f"title: A\npicture:\n  strength: 50\n  look: {named}\n", files)
    assert findings(site, "E206", "E207", "E236") == [f"{SIDECAR}:5:9 {finding}"]
    assert source_of(site).treatment.picture.look is None


def test_a_misspelt_look_is_guessed() -> None:
    site = told("picture:\n  look: nigth.cube\n", {"films/f/media/night.cube": cube()})
    assert [found.hint for found in site.problems if found.code == "E206"] == ["did you mean 'night.cube'?"]


@pytest.mark.parametrize("strength", [-1, 101])
def test_no_more_than_all_of_a_look_can_be_taken(strength: int) -> None:
    site = told(f"picture:\n  look: night.cube\n  strength: {strength}\n", {"films/f/night.cube": cube()})
    assert findings(site, "E621") == [f"{SIDECAR}:4:13 E621 {strength} per cent of a look cannot be taken"]


def test_nothing_of_a_look_is_no_look() -> None:
    site = told("picture:\n  look: night.cube\n  strength: 0\n", {"films/f/night.cube": cube()})
    assert source_of(site).treatment.picture == PictureRepair()


@pytest.mark.parametrize(("ending", "facts"), [("jpg", picture()), ("m4a", sound())])
def test_repairs_of_what_does_not_move_are_told(ending: str, facts: object) -> None:
    media = {f"films/f/media/a.{ending}": facts}
    files = {CHAPTER: f"![A](media/a.{ending})\n"}
    assert findings(told("picture:\n  denoise: gentle\n", files, media), "E237")[0].startswith(f"{SIDECAR}:2:1 E237")
    both = told(
        "picture:\n  denoise: gentle\n",
        {CHAPTER: f"![A](media/a.{ending})\n\n![A](media/a.mp4)\n"},
        {**media, CLIP: video()},
    )
    assert not findings(both, "E237")


# ---- in a plan ----

NIGHT, DAY = Lut("night.cube", "1" * 64), Lut("day.cube", "2" * 64)


def looked(name: str, look: Lut | None, **more: object) -> Source:
    return made_up(name, treatment=Treatment(PictureRepair(look=look, **more)))


def clip(source: Source, start: int = 0, **more: object) -> Clip:
    return Clip(source, seconds(start, start + 2), sound=True, **more)


def jobs_of(*shown: object) -> list:
    site = tell({CHAPTER: "# One\n"})
    return list(plan(replace(site, home=tuple(shown)), "tools").jobs)


def parts(job) -> list[str]:
    return [each.path or each.job.recipe.name for each in job.ingredients]


def test_every_job_that_shows_a_look_is_made_from_it() -> None:
    jobs = jobs_of(clip(looked("a.mov", NIGHT)))
    pictured = [job for job in jobs if job.recipe.name not in {"waveform", "flashes"}]
    assert {job.recipe.name for job in pictured} >= {"rendition", "picture"}
    for job in pictured:
        assert parts(job)[:2] == ["a.mov", "night.cube"]
    assert all(parts(job)[2:] in ([], ["sheet"]) for job in pictured)


def test_another_look_is_another_key_and_another_place_is_not() -> None:
    def keys(look: Lut | None, **more: object) -> set[str]:
        return {job.key for job in jobs_of(clip(looked("a.mov", look, **more))) if job.recipe.name != "waveform"}

    assert not keys(NIGHT) & keys(DAY)
    assert not keys(NIGHT) & keys(None)
    assert not keys(NIGHT) & keys(NIGHT, strength=Fraction(1, 2))
    assert keys(NIGHT) == keys(replace(NIGHT, name="elsewhere/night.cube"))


def test_what_is_untouched_needs_no_look() -> None:
    source = looked("a.mov", NIGHT)
    for shown in (clip(source, untouched=True), Frame(source, Fraction(1), untouched=True)):
        assert all("night.cube" not in parts(job) for job in jobs_of(shown))


def test_shots_of_a_sequence_find_their_own_looks() -> None:
    sources = [looked("a.mov", NIGHT), looked("b.mov", None), looked("c.mov", DAY), looked("d.mov", NIGHT)]
    order = (0, 1, 2, 0, 3)
    shots = tuple(Shot(clip(sources[n], 3 * n), f"{n}", (), Fraction(0)) for n in order)
    job = next(job for job in jobs_of(Sequence("s", "S", shots, "cut", Fraction(0))) if job.recipe.name == "sequence")
    assert parts(job) == ["a.mov", "b.mov", "c.mov", "d.mov", "night.cube", "day.cube"]
    given = beside(job.recipe.shots, job.recipe.origins, parts(job))
    assert given == (
        ("a.mov", "night.cube"),
        ("b.mov",),
        ("c.mov", "day.cube"),
        ("a.mov", "night.cube"),
        ("d.mov", "night.cube"),
    )


def test_an_untouched_shot_of_a_sequence_is_as_delivered() -> None:
    source = looked("a.mov", NIGHT)
    shots = tuple(Shot(clip(source, n, untouched=bool(n)), f"{n}", (), Fraction(0)) for n in (0, 3))
    job = next(
        each for each in jobs_of(Sequence("s", "S", shots, "cut", Fraction(0))) if each.recipe.name == "sequence"
    )
    assert [shot.look.repair.look for shot in job.recipe.shots] == [NIGHT, None]


# ---- raw and treated, side by side ----

TREATED = "picture:\n  denoise: gentle\n  look: night.cube\nsound:\n  clean: gentle\n"


def beheld(body: str):
    site = told(TREATED, {CHAPTER: f"# One\n\n{body}", "films/f/night.cube": cube()})
    assert not [found for found in site.problems if found.severity == "error"]
    return site


def test_a_comparison_shows_what_a_repair_does() -> None:
    site = beheld(
        "> [!compare] What the camera saw\n>\n"
        "> ![Raw: a grey street](media/a.mp4#t=1,3){untouched}\n> ![Treated: a blue street](media/a.mp4#t=1,3)\n"
    )
    (compared,) = walk(site, Comparison)
    assert [side.shown.untouched for side in compared.sides] == [True, False]
    made = plan(site, "tools")
    raw, treated = (made.players[side.shown] for side in compared.sides)
    assert not {file.url for file in raw.files} & {file.url for file in treated.files}
    assert raw.poster != treated.poster
    from_look = {url for job in made.jobs if "films/f/night.cube" in parts(job) for url in job.urls.values()}
    assert {file.url for file in treated.files} <= from_look
    assert not {file.url for file in raw.files} & from_look


def test_stills_can_be_compared_so_too() -> None:
    site = beheld(
        "> [!compare] Frames\n>\n"
        "> ![Raw: a street](media/a.mp4#t=1&still){untouched}\n> ![Treated: a street](media/a.mp4#t=1&still)\n"
    )
    raw, treated = (side.shown for side in next(walk(site, Comparison)).sides)
    pictures = plan(site, "tools").pictures
    assert pictures[raw].fallback.url != pictures[treated].fallback.url


@pytest.mark.parametrize(
    "body",
    [
        "![A street](media/a.mp4#t=1,3){untouched}\n",
        "![A street](media/a.mp4#t=1&still){untouched}\n",
        "It looked ![like this](media/a.mp4#t=1&still){untouched} at noon.\n",
        "> [!clip] Noon\n>\n> ![A street](media/a.mp4#t=1,3){untouched poster=2}\n>\n> - 0:02 A car\n",
        "> [!sequence] Noon\n>\n> 1. ![A](media/a.mp4#t=1,3){untouched}\n> 2. ![B](media/a.mp4#t=4,6){untouched}\n",
        "> [!soundbite]\n>\n> ![A street](media/a.mp4#t=1,3){untouched}\n>\n> Hot.\n>\n> — Ada\n",
    ],
)
def test_untouched_is_heeded_wherever_it_stands(body: str) -> None:
    site = beheld(body)
    shown = list(walk(site, Clip, Frame))
    assert shown
    assert all(each.untouched for each in shown)
    assert all(
        each.look.repair == PictureRepair() for job in plan(site, "t").jobs for each in walk(job.recipe, Excerpt)
    )
