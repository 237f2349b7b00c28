"""`btspress epub` says what it does and what is wrong, and leaves the published site alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from btspress.cli import cli


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film").mkdir()
    motifs = "motifs:\n  rope: The rope\n"
    (tmp_path / "film" / "film.md").write_text(f"---\ntitle: The Rope\n{motifs}---\n")
    (tmp_path / "film" / "01-a.md").write_text("# A\n\nWords.\n")
    return tmp_path


def made(*more: str) -> Result:
    return CliRunner().invoke(cli, ["epub", "film", "--on", "2026-01-02", *more])


def test_it_says_what_it_does_and_every_problem(site: Path) -> None:
    shown = made()
    assert shown.exit_code == 0, shown.output
    assert "Building the site for the book" in shown.output
    assert "E416 motif-unseen" in shown.output
    assert "1 chapter" in shown.output
    (book,) = site.glob("*.epub")
    assert shown.output.splitlines()[-1] == book.name


def test_the_published_site_stays_as_it_is(site: Path) -> None:
    (site / "_site").mkdir()
    (site / "_site" / "theirs.txt").write_text("theirs")
    assert made("--quiet").exit_code == 0
    assert [each.name for each in (site / "_site").iterdir()] == ["theirs.txt"]


def test_a_book_of_a_site_with_errors_is_not_made(site: Path) -> None:
    (site / "film" / "01-a.md").write_text("# A\n\n![A street](gone.mp4)\n")
    shown = made()
    assert (shown.exit_code, "E206" in shown.output) == (1, True)
    assert not list(site.glob("*.epub"))


def test_a_book_may_be_in_a_language_that_the_story_is_told_in(site: Path) -> None:
    (site / "film" / "site.md").write_text("---\ntitle: S\nlanguages: [de]\n---\n")
    (site / "film" / "02-b.md").write_text("# B\n\nMore words.\n")
    (site / "film" / "01-a.de.md").write_text("# Anfang\n\nWorte.\n")
    shown = made("--language", "de")
    assert shown.exit_code == 0, shown.output
    (book,) = site.glob("*.de.epub")
    with zipfile.ZipFile(book) as archive:
        leaves = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
        assert "<dc:language>de</dc:language>" in archive.read("EPUB/package.opf").decode()
    told = {each.partition('lang="')[2][:2]: each for each in leaves if "words" in each.lower() or "Worte" in each}
    assert "Anfang" in told["de"]
    assert "More words" in told["en"]


def test_a_language_that_nothing_is_told_in_is_a_mistake(site: Path) -> None:
    shown = made("--language", "fr")
    assert (shown.exit_code, "the story is told in en" in shown.output) == (2, True)
    assert not list(site.glob("*.epub"))
