"""The paper cut: a line for each chapter, and what only all of them together tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from btspress.cli import cli
from btspress.linting import read_over
from btspress.papercut.gathering import clips_of, sheet_of
from btspress.papercut.page import report_page
from btspress.papercut.plots import open_questions, rates, spans_of
from btspress.papercut.sheet import Sheet
from btspress.papercut.told import sheet_row, sheet_text
from btspress.stages.resolve import resolve
from btspress.story.rights import Audience, Gate
from btspress.testing import material_of, picture, video

FILM = """---
title: The Rope
motifs:
  rope: the rope
phases:
  - id: shoot
    name: The shoot
  - id: mix
    name: The mix
---
"""
FIRST = """---
title: The wall
phase: shoot
tempo: slow
motifs: [rope]
---

Ann Lee held the light.

> [!challenge] It rains {cost="a day"}
>
> All day.

> [!decision] Shoot it wet {motif=rope}
>
> ![The wall](media/take.mp4#t=0,12)
>
> — Bob Ray, director

> [!compare] The fall
>
> ![On set](media/take.mp4#t=20,24)
> ![Finished](media/final.mp4#t=0,4)

> [!soundbite]
>
> ![Ann speaks](media/take.mp4#t=30,36)
>
> It never stopped.
>
> — Ann Lee, gaffer
"""
SECOND = """---
title: The mix that never came
phase: shoot
---

> [!fix] Wait
>
> They waited. [Once more](media/take.mp4#t=2)

![The rope](media/rope.jpg)
"""
FILES = {
    "films/rope/film.md": FILM,
    "films/rope/01-wall.md": FIRST,
    "films/rope/02-mix.md": SECOND,
    "people/ann-lee.md": "---\nname: Ann Lee\nroles:\n  - {film: rope, role: gaffer, department: light}\n---\n",
    "people/cid-fox.md": "---\nname: Cid Fox\nroles:\n  - {film: rope, role: mixer, department: sound}\n---\n",
}
MEDIA = {
    "films/rope/media/take.mp4": video(60),
    "films/rope/media/final.mp4": video(60),
    "films/rope/media/rope.jpg": picture(),
}
CUTS = (Fraction(2), Fraction(3), Fraction(7))


def sheet(files: Mapping[str, str] = FILES, finished: tuple[Fraction, ...] = (), *, looked: bool = True) -> Sheet:
    """The paper cut of the story; its first clip has three shots."""
    material = material_of(files, MEDIA)
    site = resolve(material, Gate(datetime(2026, 1, 1, tzinfo=UTC), Audience.PREVIEW))
    (read,) = read_over(site, material)
    first, *rest = clips_of(read)
    cutting = {first: CUTS, **{clip: (clip.range.duration,) for clip in rest}} if looked else {}
    return sheet_of(read, cutting, finished)


@pytest.fixture(scope="module")
def made() -> Sheet:
    return sheet()


def test_a_line_counts_what_its_chapter_tells(made: Sheet) -> None:
    first, second = made.lines
    assert (first.phase, first.tempo, first.pairs, first.clips) == ("shoot", "slow", 1, 3)
    assert [first.count(kind) for kind in ("decision", "challenge", "fix")] == [1, 1, 0]
    assert [second.count(kind) for kind in ("decision", "challenge", "fix")] == [0, 0, 1]


def test_shots_are_those_inside_of_clips_and_the_finished_side_of_a_pair(made: Sheet) -> None:
    assert made.lines[0].shots == (*CUTS, Fraction(4), Fraction(6))
    assert made.lines[0].middle == 4


def test_a_cue_plays_nothing_by_itself(made: Sheet) -> None:
    assert (made.lines[1].clips, made.lines[1].middle) == (0, None)


def test_a_clip_that_nobody_looked_into_is_one_shot_and_says_so() -> None:
    line = sheet(looked=False).lines[0]
    assert (line.shots[0], line.estimated) == (Fraction(12), True)


def test_a_tempo_is_told_from_four_shots_on(made: Sheet) -> None:
    assert (made.lines[0].tempo_shown, made.lines[1].tempo_shown) == ("steady", "")
    assert any("slow (is steady)" in line for line in sheet_text(made))


def test_a_challenge_is_open_until_a_fix_on_its_page_answers_it(made: Sheet) -> None:
    assert made.lines[0].open == 1
    closed = FIRST + "\n> [!fix] A roof\n>\n> It held.\n"
    assert sheet({**FILES, "films/rope/01-wall.md": closed}).lines[0].open == 0


def test_who_speaks_and_who_signs_is_a_voice(made: Sheet) -> None:
    ann, bob = made.voices
    assert (ann.name, ann.bites, ann.seconds, ann.credited) == ("Ann Lee", 1, 6, True)
    assert (bob.name, bob.signed, bob.credited) == ("Bob Ray", 1, False)


def test_who_is_shown_and_not_credited_and_who_is_credited_and_not_shown(made: Sheet) -> None:
    assert (made.crew.uncredited, made.crew.unseen) == (("Bob Ray",), ("Cid Fox",))
    assert made.crew.departments[0] == ("sound", 1, 0)
    assert "camera" in made.crew.missing
    assert "light" not in made.crew.missing


def test_a_character_needs_no_credit() -> None:
    spoken = FIRST.replace("— Bob Ray, director", "— Bob Ray, character in the film")
    assert sheet({**FILES, "films/rope/01-wall.md": spoken}).crew.uncredited == ()


def test_a_phase_of_which_nothing_is_told_has_its_place(made: Sheet) -> None:
    assert [(each.phase.id, each.chapters) for each in made.coverage] == [("shoot", 2), ("mix", 0)]
    assert any("No chapter: The mix" in line for line in sheet_text(made))


def test_a_motif_shows_the_first_frame_that_carries_it(made: Sheet) -> None:
    (sight,) = made.lines[0].sights
    assert (sight.motif, sight.count) == ("rope", 1)
    assert sight.frame
    assert sight.frame.automatic
    assert (sight.frame.source.name, sight.frame.automatic.end) == ("films/rope/media/take.mp4", 12)


def test_questions_open_and_close_along_the_story(made: Sheet) -> None:
    levels = open_questions(made)
    assert [level for _, level in levels] == [1, 1, 0]
    assert [at for at, _ in levels] == sorted(at for at, _ in levels)
    assert spans_of(made.lines)[-1][1] == pytest.approx(1)


def test_an_even_rhythm_is_a_level_curve_at_its_rate() -> None:
    curve = rates([Fraction(2)] * 60)
    assert curve[20:-20] == pytest.approx([30] * 201, rel=0.03)
    assert min(curve) > 24
    assert rates([Fraction(9)]) == ()


def test_the_report_is_one_file_with_numbers_beside_its_plots() -> None:
    page = report_page([sheet(finished=(Fraction(3), Fraction(1)))], lambda _: b"jpeg")
    assert page.count("<svg") == 5
    assert "both drawn to one length" in page
    assert "data:image/jpeg;base64,anBlZw==" in page
    assert 'src="http' not in page
    assert "<td>It rains</td>" in page


def test_words_of_authors_are_no_markup_in_the_report() -> None:
    sharp = FILES | {"films/rope/01-wall.md": FIRST.replace("It rains", "<b>It</b> rains").replace("The wall", "A < B")}
    page = report_page([sheet(sharp)], lambda _: b"")
    assert "A &lt; B" in page
    assert "<td><b>" not in page


def test_a_row_for_programs_is_json(made: Sheet) -> None:
    row = json.loads(json.dumps(sheet_row(made)))
    assert row["chapters"][0]["median_shot"] == 4
    assert row["voices"][0] == {"name": "Ann Lee", "credited": True, "soundbites": 1, "seconds": 6.0, "moments": 0}


def test_the_command_lays_out_a_site_and_writes_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    place = tmp_path / "src/films/rope"
    place.mkdir(parents=True)
    (place / "film.md").write_text(FILM)
    (place / "01-wall.md").write_text("---\ntitle: The wall\n---\n\nWords.\n")
    told = CliRunner().invoke(cli, ["story", "src", "--report", "cut.html"], catch_exceptions=False)
    assert (told.exit_code, "The Rope: 1 chapter" in told.output) == (0, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "cut.html", "src"]
    assert CliRunner().invoke(cli, ["story", "src", "--film", "none"]).exit_code == 2
