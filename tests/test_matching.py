"""Pairing without looking: what names, slates and clocks say, what is printed, where it is written."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from btspress.cli import cli
from btspress.diagnostics import Diagnostic
from btspress.digest import digest_bytes
from btspress.matching.clocks import same_clock
from btspress.matching.contact import contact_sheet
from btspress.matching.footage import Item, pointed
from btspress.matching.names import alike, paired, rarity, said
from btspress.matching.pairing import Films, propose
from btspress.matching.placing import add
from btspress.matching.proposals import Candidate, Proposal, Reason, ranked
from btspress.matching.told import address, markdown, row, rows_text
from btspress.model import Slate
from btspress.stages.parse import parse
from btspress.testing import picture, video
from btspress.timecode import TimeRange, parse_smpte
from btspress.tree import Tree

MEDIA = Path(__file__).parent / "media"


def item(path: str, facts=None, **more) -> Item:
    return Item(path, digest_bytes(path.encode()), facts or picture(), **more)


def clip(path: str, seconds: int = 10, **more) -> Item:
    return item(path, video(seconds), **more)


def best(one: Item, *finished: Item):
    return propose(one, (one,), Films(finished, None), None)


# ---- names ----


@pytest.mark.parametrize(
    ("name", "shots"),
    [
        ("tos-07_3f-plate.png", {"07_3f"}),
        ("sc12_t3.mov", {"scene 12"}),
        ("Scene 012 Shot 4 take 3.mov", {"scene 12", "shot 4"}),
        ("01_02_01_D2.anim.mp4", {"01_02_01_d2"}),
        ("cosmos-d2-lighting.mp4", {"d2"}),
        ("2012-04-19 rope.jpg", set()),
        ("grade_v03_1080p.mov", set()),
        ("take 4.mp4", set()),
    ],
)
def test_shot_numbers_are_read_from_names(name, shots):
    assert said(name).shots == shots


def test_a_word_inside_another_is_not_that_word():
    counts = rarity([said("roper.mov"), said("rope.mov")])
    assert alike(said("roper.mov"), said("rope.mov"), counts) == (0.0, "")


def test_names_that_differ_in_their_side_alone_are_a_pair():
    assert paired(said("bridge.onset.jpg"), said("bridge.final.jpg"))
    assert paired(said("tos-07_3f-plate.png"), said("tos-07_3f-final.mp4"))
    assert not paired(said("bridge.final.jpg"), said("bridge.onset.jpg"))
    assert not paired(said("bridge.onset.jpg"), said("river.final.jpg"))
    assert not paired(said("onset.jpg"), said("final.jpg"))


def test_a_shot_number_is_nearly_a_proof_and_a_common_word_a_hint():
    names = [said(name) for name in ("dome-07_3f-key.jpg", "dome-07_3f.mp4", "dome-08_1a.mp4", "dome.mp4")]
    counts = rarity(names)
    assert alike(names[0], names[1], counts) == (0.9, "07_3f")
    assert alike(names[0], names[2], counts)[0] < 0.3
    assert 0 < alike(names[0], names[3], counts)[0] < 0.8


def test_a_scene_alone_is_less_than_its_shot_and_another_shot_is_none():
    counts = rarity([])
    own = said("sc12_sh4_t3.mov")
    assert alike(own, said("sc12_sh4.mp4"), counts)[0] >= 0.9
    assert alike(own, said("sc12.mp4"), counts)[0] < 0.8
    assert alike(own, said("sc12_sh5.mp4"), counts)[0] < 0.2


def test_of_several_files_that_a_name_fits_none_is_sure():
    found = best(item("sc3_sh2.jpg"), clip("a-sc3_sh2-v1.mp4"), clip("b-sc3_sh2-v2.mp4"), clip("c-sc3_sh2-v3.mp4"))
    assert len(found.candidates) == 3
    assert found.accepted(0.8) is None


# ---- slates and clocks ----


def test_a_slate_finds_the_shot_whose_name_says_nothing():
    plate = item("IMG_2041.jpg", slate=Slate(words="shot 07_3f"))
    found = best(plate, clip("cut.mp4", slate=Slate(words="shot 07_3f")), clip("other.mp4", slate=Slate(words="08_1")))
    assert [each.finished.name for each in found.candidates] == ["cut.mp4"]
    assert found.candidates[0].reasons[0].kind == "slate"
    assert found.accepted(0.8)


def test_a_number_on_the_slate_and_in_the_name_counts_once():
    plate = item("tos-07_3f-key.png", slate=Slate(words="07_3f"))
    found = best(plate, clip("tos-07_3f.mp4", slate=Slate(words="07_3f")))
    assert len(found.candidates[0].reasons) == 1


def test_only_the_shot_is_known_where_a_name_leads_to_a_video():
    found = best(item("bridge.onset.jpg"), clip("bridge.final.mp4", 10)).candidates[0]
    assert (found.at, found.guessed) == (5, True)
    assert "guess" in found.why
    assert not best(item("bridge.onset.jpg"), item("bridge.final.jpg")).candidates[0].guessed


def clocked(path: str, timecode: str, seconds: int = 10) -> Item:
    return item(path, replace(video(seconds), timecode=parse_smpte(timecode)))


def test_timecodes_that_overlap_say_which_frames_are_one():
    found = same_clock(clocked("take.mov", "14:03:10:00", 60), clocked("shot.mov", "14:03:20:12", 4))
    assert found
    assert found[1] == TimeRange(Fraction(21, 2), Fraction(29, 2))
    assert found[2] == TimeRange(Fraction(0), Fraction(4))


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("01:00:00:00", "01:00:00:00"),
        ("14:03:10:00", "14:05:00:00"),
        ("00:00:02:00", "00:00:00:00"),
        ("00:00:00:00", "00:00:02:00"),
    ],
)
def test_exports_and_other_times_say_nothing(own, other):
    assert same_clock(clocked("take.mov", own), clocked("shot.mov", other)) is None


def test_a_clip_found_by_its_clock_runs_beside_the_film():
    found = best(clocked("take.mov", "14:03:10:00", 60), clocked("shot.mov", "14:03:20:12", 4))
    text = markdown(found.item, found.candidates[0], "")
    assert "(take.mov#t=10.5,14.5)" in text
    assert "(shot.mov#t=0,4)" in text


# ---- proposals ----


def test_reasons_add_up_and_never_to_certainty():
    film = clip("film.mp4")
    one = Candidate(film, (Reason("look", 0.9, ""),))
    both = Candidate(film, (Reason("name", 0.5, ""), Reason("look", 0.9, "")))
    assert one.confidence == pytest.approx(0.9)
    assert both.confidence == pytest.approx(0.95)
    assert Candidate(film, (Reason("look", 1.0, ""),)).confidence < 1


def test_the_surest_three_are_proposed():
    sure = [Candidate(clip(f"{n}.mp4"), (Reason("look", n / 10, ""),)) for n in (1, 5, 9, 3, 7)]
    assert [each.finished.name for each in ranked(sure)] == ["9.mp4", "7.mp4", "5.mp4"]


def test_nothing_that_is_not_there_is_proposed():
    found = best(item("sky.jpg"), clip("film.mp4"))
    assert found.candidates == ()
    assert found.accepted(0) is None


def test_a_file_is_no_pair_of_itself():
    same = clip("sc3_sh2.mp4")
    assert best(same, same).candidates == ()


# ---- Markdown ----


def pair_of(own: Item, finished: Item, **more) -> Proposal:
    return Proposal(own, (Candidate(finished, (Reason("look", 0.97, "look: 40 details lie alike"),), **more),))


def test_the_block_names_both_files_from_the_chapter_on():
    found = pair_of(item("films/f/media/a b.jpg"), clip("films/f/media/film.mp4"), at=Fraction(5, 2))
    assert markdown(found.item, found.candidates[0], "films/f") == (
        "> [!compare] a b\n>\n> ![On set: a b](media/a%20b.jpg)\n> ![Finished: film](media/film.mp4#t=2.5&still)\n"
    )


def test_titles_of_sidecars_describe_and_cannot_break_out():
    own = item("media/x.jpg", title="Set: a ] and * {wide}")
    text = markdown(own, Candidate(item("media/y.jpg"), ()), "")
    blocks = parse("c.md", text.encode())
    assert not blocks.problems
    assert "On set" not in text
    assert "{wide}" not in text.replace("\\{", "").replace("{wide\\}", "")


@pytest.mark.parametrize(
    ("path", "folder", "named"),
    [
        ("films/f/media/a.jpg", "films/f", "media/a.jpg"),
        ("media/a.jpg", "films/f", "media/a.jpg"),
        ("films/g/media/a.jpg", "films/f", "g/media/a.jpg"),
        ("a#1.jpg", "", "a%231.jpg"),
    ],
)
def test_a_chapter_finds_the_file_under_the_name_that_is_printed(path, folder, named):
    assert address(item(path), folder) == named


def test_times_are_those_of_frames():
    found = pair_of(item("a.jpg"), clip("film.mp4"), at=Fraction(333, 100))
    assert "#t=3.333333&still" in markdown(found.item, found.candidates[0], "")


def test_what_is_not_sure_enough_has_no_markdown():
    told = row(pair_of(item("a.jpg"), item("b.jpg")), "", 0.98)
    assert told["accepted"] is False
    assert told["markdown"] == ""
    assert told["candidates"][0]["confidence"] == 0.97


def test_people_read_the_reasons_and_what_to_do_with_files_elsewhere():
    told = row(pair_of(item("/rushes/a.jpg", inside=False), item("b.jpg")), "", 0.8)
    text = "\n".join(rows_text([told]))
    assert "40 details" in text
    assert "copy it" in text
    assert json.dumps(told)


# ---- writing ----

CHAPTER = "---\ntitle: T\n---\n\n# One\n\nWords.\n\n## The wall {#brick}\n\nMore.\n\nThe end\n-------\n\nLast.\n"
BLOCK = "> [!compare] A\n>\n> ![On set: a](media/a.jpg)\n> ![Finished: b](media/b.jpg)\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "one.md").write_text(CHAPTER)
    return tmp_path


@pytest.mark.parametrize("heading", ["The wall", "the wall", "brick", "the-wall"])
def test_a_block_comes_below_the_heading_and_nothing_else_changes(site, heading):
    assert add(site, f"one.md#{heading}", [BLOCK]) == 1
    text = (site / "one.md").read_text()
    assert f"## The wall {{#brick}}\n\n{BLOCK}\nMore.\n" in text
    assert text.replace(f"{BLOCK}\n", "", 1) == CHAPTER


def test_an_underlined_heading_keeps_its_line(site):
    assert add(site, "one.md#The end", [BLOCK]) == 1
    assert f"The end\n-------\n\n{BLOCK}\nLast.\n" in (site / "one.md").read_text()


def test_without_a_heading_it_comes_at_the_end(site):
    assert add(site, "one.md", [BLOCK]) == 1
    assert (site / "one.md").read_text() == f"{CHAPTER}\n{BLOCK}"


def test_what_stands_there_already_is_not_added_twice(site):
    assert add(site, "one.md#brick", [BLOCK]) == 1
    assert add(site, "one.md", [BLOCK]) == 0


def test_line_ends_and_permissions_stay_as_they_are(site):
    chapter = site / "one.md"
    chapter.write_bytes(CHAPTER.replace("\n", "\r\n").encode())
    chapter.chmod(0o640)
    assert add(site, "one.md#brick", [BLOCK]) == 1
    data = chapter.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert chapter.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in site.iterdir()] == ["one.md"]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("one.md#The wal", "no heading"),
        ("one.md#", "no heading"),
        ("two.md", "two.md"),
        ("../one.md", "leaves the folder"),
        ("one.txt", "no chapter"),
    ],
)
def test_a_place_that_is_not_there_is_refused(site, place, words):
    found = add(site, place, [BLOCK])
    assert isinstance(found, Diagnostic)
    assert words in found.message
    assert (site / "one.md").read_text() == CHAPTER


def test_a_heading_that_stands_twice_is_refused_with_both_lines(site):
    (site / "one.md").write_text("# A\n\nx\n\n# A\n\ny\n")
    found = add(site, "one.md#A", [BLOCK])
    assert isinstance(found, Diagnostic)
    assert "lines 1 and 5" in found.message


def test_a_link_is_not_written_through(site):
    os.symlink(site / "one.md", site / "link.md")
    assert isinstance(add(site, "link.md", [BLOCK]), Diagnostic)


# ---- what is pointed at, and the command ----


def test_folders_and_files_in_and_out_of_the_site_are_found(tmp_path):
    tree = Tree.of({"films/f/media/a.jpg": b"", "films/f/media/a.md": b"", "films/f/one.md": b"", "x.mp4": b""})
    (tmp_path / "rushes").mkdir()
    (tmp_path / "rushes/r1.mov").write_bytes(b"")
    (tmp_path / "rushes/notes.txt").write_bytes(b"")
    found = pointed(["films/f", str(tmp_path / "rushes"), "x.mp4"], tmp_path / "site", tree)
    assert [(each.path, each.inside) for each in found.files] == [
        ("films/f/media/a.jpg", True),
        (f"{tmp_path}/rushes/r1.mov", False),
        ("x.mp4", True),
    ]
    assert found.files[0].sidecar
    assert not found.problems


def test_what_is_nowhere_is_told(tmp_path):
    found = pointed(["nowhere.mov"], tmp_path, Tree.of({}))
    assert found.problems[0].code == "E206"


def test_the_contact_sheet_needs_no_other_file_and_escapes_names():
    found = pair_of(item('a"<b>.jpg'), clip("film.mp4"), at=Fraction(1))
    page = contact_sheet([found, Proposal(item("c.jpg"), ())], "", 0.8, lambda *_: b"jpeg")
    assert page.count("<figure") == 3
    assert page.count('src="data:image/jpeg;base64,') == 3
    assert "<b>" not in page
    assert "Nothing was found" in page
    assert "http" not in page


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "src/media").mkdir(parents=True)
    (tmp_path / "src/one.md").write_text("# One\n\nWords.\n")
    for name in ("wall.onset.png", "wall.final.png"):
        (tmp_path / "src/media" / name).write_bytes((MEDIA / "palette-alpha.png").read_bytes() + name.encode())
    return tmp_path


def test_the_command_writes_what_names_say_without_looking(place, monkeypatch):
    monkeypatch.setattr("btspress.matching.finding.available", lambda: False)
    words = ["pair", "src", "--film", "src/media/wall.final.png", "--from", "src/media/wall.onset.png"]
    told = CliRunner().invoke(cli, [*words, "--write", "one.md#One", "--report", "pairs.html"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert "btspress[match]" in told.output
    assert "![Finished: wall final](media/wall.final.png)" in (place / "src/one.md").read_text()
    assert "data:image/jpeg" in (place / "pairs.html").read_text()


def test_the_command_ends_with_one_where_the_place_is_missing(place, monkeypatch):
    monkeypatch.setattr("btspress.matching.finding.available", lambda: False)
    words = ["pair", "src", "--film", "media/wall.final.png", "--from", "media/wall.onset.png", "--format", "json"]
    told = CliRunner().invoke(cli, [*words, "--write", "one.md#Two"], catch_exceptions=False)
    assert told.exit_code == 1
    assert "E911" in told.output
    assert (place / "src/one.md").read_text() == "# One\n\nWords.\n"


def test_without_a_film_the_command_asks_the_finished_one_that_film_md_names(place, monkeypatch):
    monkeypatch.setattr("btspress.matching.finding.available", lambda: False)
    words = ["pair", "src", "--from", "media/wall.onset.png"]
    told = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert told.exit_code == 1
    assert "nothing says which film is finished" in told.output
    assert "by their names these may be: media/wall.final.png" in told.output
    (place / "src/films/wall").mkdir(parents=True)
    head = place / "src/films/wall/film.md"
    head.write_text("---\ntitle: Wall\nfinished: media/wall.final.png#t=1\n---\n")
    told = CliRunner().invoke(cli, [*words, "--write", "one.md#One"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert "![Finished: wall final](media/wall.final.png)" in (place / "src/one.md").read_text()
    head.write_text("---\ntitle: Wall\nfinished: media/gone.mp4\n---\n")
    told = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert told.exit_code == 1
    assert "media/gone.mp4: there is no such media file" in told.output
