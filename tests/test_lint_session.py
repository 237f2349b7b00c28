"""A session reads the story over again and again: what changed is asked anew, and the preview is told all as notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from btspress.diagnostics import Diagnostic, Severity
from btspress.session import Options, Session
from btspress.story.rights import Audience

CHALLENGE = "---\ntitle: {}\n---\n\n> [!challenge] It rains\n>\n> All day.\n"
STILL = "![A tower](media/tower.png)\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    film = tmp_path / "src/films/rain"
    (film / "media").mkdir(parents=True)
    (film / "film.md").write_text("---\ntitle: Rain\n---\n")
    (film / "01-one.md").write_text(CHALLENGE.format("One"))
    (film / "02-two.md").write_text(CHALLENGE.format("Two"))
    picture = Path(__file__).parent / "media/palette-alpha.png"
    (film / "media/tower.png").write_bytes(picture.read_bytes())
    return tmp_path / "src"


def open_at(root: Path) -> Session:
    options = Options(audience=Audience.PREVIEW, keep_going=True, cache=root.parent / "cache")
    return Session(root, root.parent / "out", options)


def lines(found: tuple[Diagnostic, ...], code: str) -> list[tuple[str, int]]:
    return [(each.span.file.rsplit("/", 1)[-1], each.span.line) for each in found if each.span and each.code == code]


def test_a_finding_moves_with_its_line(root: Path) -> None:
    session = open_at(root)
    assert lines(session.lint(), "S101") == [("01-one.md", 5), ("02-two.md", 5)]
    (root / "films/rain/02-two.md").write_text(CHALLENGE.format("Two").replace("\n\n>", "\n\n\n\n>"))
    assert lines(session.lint(), "S101") == [("01-one.md", 5), ("02-two.md", 7)]


def test_a_finding_goes_when_a_comment_allows_it_and_comes_back_without(root: Path) -> None:
    session, file = open_at(root), root / "films/rain/01-one.md"
    before = session.lint()
    file.write_text(
        CHALLENGE.format("One").replace("\n\n>", "\n\n<!-- lint: allow S101 because it never stopped -->\n\n>")
    )
    assert lines(session.lint(), "S101") == [("02-two.md", 5)]
    file.write_text(CHALLENGE.format("One"))
    assert session.lint() == before


def test_a_limit_in_the_site_reaches_chapters_that_did_not_change(root: Path) -> None:
    session = open_at(root)
    assert len(lines(session.lint(), "S107")) == 2
    (root / "site.md").write_text("---\ntitle: S\nlint: {S107: {words: 2}}\n---\n")
    assert not lines(session.lint(), "S107")


def test_what_a_sidecar_says_reaches_the_chapter_that_shows_its_picture(root: Path) -> None:
    (root / "films/rain/01-one.md").write_text(CHALLENGE.format("One") + f"\n{STILL}")
    session = open_at(root)
    assert not lines(session.lint(), "S903")
    (root / "films/rain/media/tower.md").write_text("---\nstand-in: yes\n---\n")
    assert lines(session.lint(), "S903") == [("01-one.md", 9)]


def test_a_second_reading_is_the_first(root: Path) -> None:
    session = open_at(root)
    assert session.lint() == session.lint() == open_at(root).lint()


def test_the_preview_is_told_as_notes_and_a_build_is_not(root: Path) -> None:
    session = open_at(root)
    told = [each for each in session.draft().problems if each.code.startswith("S")]
    assert lines(tuple(told), "S101") == [("01-one.md", 5), ("02-two.md", 5)]
    assert {each.severity for each in told} == {Severity.NOTE}
    assert not [each for each in session.build().problems if each.code.startswith("S")]
