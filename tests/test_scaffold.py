"""First files: they are read without a finding, hold the words given, and never replace anything."""

from __future__ import annotations

import string
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from btspress.diagnostics import Diagnostic
from btspress.model import Moment, Site
from btspress.starting.scaffold import ScaffoldError, scaffold
from btspress.testing import tell
from btspress.walk import walk

titles = st.text(string.ascii_letters + string.digits + " :#'\"{}[]!?&*|>%@\\-,.éß橋", min_size=1, max_size=30).filter(
    str.strip
)


def read(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in root.rglob("*") if path.is_file()}


def told(root: Path) -> Site:
    return tell(read(root))


def asked(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What is found, but that the text is still the starter's."""
    return [each for each in problems if each.code != "E633"]


def test_a_new_site_has_a_home_a_glossary_and_a_film_with_a_chapter(tmp_path: Path) -> None:
    made = scaffold("site", tmp_path / "new", "Mine")
    assert [str(path.relative_to(tmp_path / "new")) for path in made] == [
        "site.md",
        "glossary.md",
        "films/my-film/film.md",
        "films/my-film/01-the-beginning.md",
    ]


def test_a_new_site_is_without_findings(tmp_path: Path) -> None:
    scaffold("site", tmp_path, "Mine")
    site = told(tmp_path)
    assert asked(site.problems) == []
    assert [(film.title, [chapter.title for chapter in film.chapters]) for film in site.films] == [
        ("My film", ["The beginning"])
    ]
    assert len(site.terms) == 1


def test_a_new_site_is_ready_for_a_release(tmp_path: Path) -> None:
    scaffold("site", tmp_path, "Mine")
    assert asked(tell(read(tmp_path), release=True).problems) == []


def test_text_that_is_still_the_starters_is_told_once_a_file_until_it_is_replaced(tmp_path: Path) -> None:
    scaffold("site", tmp_path, "Mine")
    left = {each.span.file: each for each in told(tmp_path).problems if each.code == "E633" and each.span}
    assert sorted(left) == ["films/my-film/01-the-beginning.md", "films/my-film/film.md", "site.md"]
    assert "below it are still what 'btspress new' wrote" in left["films/my-film/01-the-beginning.md"].message
    (tmp_path / "site.md").write_text("---\ntitle: Mine\n---\n\nWhose film this is, and what you will learn.\n")
    assert "site.md" not in {each.span.file for each in told(tmp_path).problems if each.code == "E633" and each.span}


def test_a_first_chapter_shows_how_moments_are_told(tmp_path: Path) -> None:
    scaffold("site", tmp_path, "Mine")
    kinds = [moment.kind for moment in walk(told(tmp_path).films, Moment)]
    assert kinds == ["decision", "challenge", "fix", "accident", "wrap", "epilogue"]


def test_a_site_without_a_title_is_named_after_its_folder(tmp_path: Path) -> None:
    scaffold("site", tmp_path / "my-new-site", "")
    assert told(tmp_path / "my-new-site").config.title == "My New Site"


def test_a_site_is_made_in_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(ScaffoldError, match="is not empty"):
        scaffold("site", tmp_path, "Mine")
    assert read(tmp_path) == {"mine.txt": "x"}


@pytest.mark.parametrize(("kind", "words"), [("film", "Tears"), ("person", "Ann Lee")])
def test_nothing_is_written_over(tmp_path: Path, kind: str, words: str) -> None:
    scaffold(kind, tmp_path, words)
    before = read(tmp_path)
    with pytest.raises(ScaffoldError, match="is already there"):
        scaffold(kind, tmp_path, words)
    assert read(tmp_path) == before


def test_half_a_film_is_not_completed(tmp_path: Path) -> None:
    taken = tmp_path / "films/tears/01-the-beginning.md"
    taken.parent.mkdir(parents=True)
    taken.write_text("mine")
    with pytest.raises(ScaffoldError):
        scaffold("film", tmp_path, "Tears")
    assert read(tmp_path) == {"films/tears/01-the-beginning.md": "mine"}


@pytest.mark.parametrize(
    ("names", "made"),
    [
        ((), "01-the-end.md"),
        (("01-a.md",), "02-the-end.md"),
        (("01-a.md", "07-b.md"), "08-the-end.md"),
        (("99-a.md",), "100-the-end.md"),
        (("film.md", "notes.md"), "01-the-end.md"),
    ],
)
def test_a_new_chapter_comes_last(tmp_path: Path, names: tuple[str, ...], made: str) -> None:
    for name in names:
        (tmp_path / name).touch()
    assert [path.name for path in scaffold("chapter", tmp_path, "The end")] == [made]


@pytest.mark.parametrize("given", ["", "films", "films/my-film"])
def test_a_chapter_goes_to_the_only_film_of_its_site(tmp_path: Path, given: str) -> None:
    scaffold("site", tmp_path, "Mine")
    (made,) = scaffold("chapter", tmp_path / given, "The end")
    assert made == tmp_path / "films/my-film/02-the-end.md"


def test_where_there_are_several_films_a_chapter_needs_to_be_told_which(tmp_path: Path) -> None:
    scaffold("site", tmp_path, "Mine")
    scaffold("film", tmp_path, "Tears")
    before = read(tmp_path)
    with pytest.raises(ScaffoldError, match=r"several films: say which with --in .*films/my-film"):
        scaffold("chapter", tmp_path, "The end")
    assert read(tmp_path) == before


def test_a_chapter_needs_its_film(tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError, match="there is no folder"):
        scaffold("chapter", tmp_path / "gone", "The end")
    assert read(tmp_path) == {}


def test_a_person_belongs_to_the_film_that_is_there(tmp_path: Path) -> None:
    scaffold("film", tmp_path, "Tears")
    scaffold("person", tmp_path, "Ann Lee")
    person = told(tmp_path).people[0]
    assert (person.slug, person.name, [role.film for role in person.roles]) == ("ann-lee", "Ann Lee", ["tears"])


@settings(max_examples=60, deadline=None)
@given(titles)
@example("NULL")
@example("~")
@example("yes")
@example("2012-04-19")
def test_whatever_a_title_holds_it_is_read_back(title: str) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        scaffold("site", root, title)
        scaffold("film", root, f"{title} two")
        scaffold("chapter", root / "films/my-film", title)
        scaffold("person", root, title)
        site = told(root)
    # YAML takes blanks at both ends for its own.
    assert {found.code for found in site.problems} <= {"E408", "E633"}
    assert site.config.title.strip() == title.strip()
    assert {film.title.strip() for film in site.films} == {"My film", f"{title} two".strip()}
    assert title.strip() in [chapter.title.strip() for film in site.films for chapter in film.chapters]
    assert site.people[0].name.strip() == title.strip()
