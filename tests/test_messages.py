"""A message leads to what is wrong: the right key, one finding for one fault, the place where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from btspress.cli import cli
from btspress.model import Source
from btspress.testing import tell, video
from btspress.walk import walk

CHAPTER = "films/f/01-a.md"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("date: 2012-01-01", "here it is called 'published' or 'on'"),
        ("description: How", "here it is called 'summary'"),
        ("tags: [rope]", "here it is called 'motifs'"),
        ("redirect_from: /old/", "here it is called 'aliases'"),
        ("clearance: pending", "write it inside 'rights:': rights: {clearance: …}"),
        ("license: MIT", "write it inside 'rights:': rights: {licence: …}"),
        ("sumary: How", "did you mean 'summary'?"),
    ],
)
def test_a_key_of_other_programs_is_answered_with_ours(line: str, hint: str) -> None:
    found = [each.hint for each in tell({CHAPTER: f"---\n{line}\n---\n\n# A\n\nWords.\n"}).problems]
    assert found == [hint]


def test_a_date_does_not_make_a_chapter_a_draft_but_a_misspelt_draft_does() -> None:
    dated, misspelt = (f"---\n{line}\n---\n\n# A\n\nWords.\n" for line in ("date: 2012-01-01", "draf: yes"))
    assert [chapter.title for film in tell({CHAPTER: dated}).films for chapter in film.chapters] == ["A"]
    assert not [chapter for film in tell({CHAPTER: misspelt}).films for chapter in film.chapters]


def test_a_clearance_that_cannot_be_read_keeps_back_and_is_told_once() -> None:
    sidecar = "---\nrights: {holder: Us, clearance: pendin}\n---\n"
    files = {CHAPTER: "# A\n\n![A street](media/a.mp4)\n", "films/f/media/a.md": sidecar}
    site = tell(files, {"films/f/media/a.mp4": video(60)})
    assert [found.code for found in site.problems] == ["E621"]
    assert not list(walk(site.films, Source))


def test_an_unknown_theme_is_told_where_site_md_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "01-a.md").write_text("# A\n\nWords.\n")
    (tmp_path / "film" / "site.md").write_text("---\ntitle: T\ntheme: documentry\n---\n")
    shown = CliRunner().invoke(cli, ["check", str(tmp_path / "film")])
    assert "site.md:3:8  error  E906 theme" in shown.output
    assert "did you mean 'documentary'?" in shown.output


def test_a_leak_test_of_a_folder_that_is_no_site_does_not_call_it_clean(tmp_path: Path) -> None:
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "01-a.md").write_text("# A\n\nWords.\n")
    (tmp_path / "holiday").mkdir()
    words = ["leaktest", str(tmp_path / "film"), "--out", str(tmp_path / "holiday")]
    shown = CliRunner().invoke(cli, words)
    assert shown.exit_code == 2
    assert "holiday holds no site" in shown.output
