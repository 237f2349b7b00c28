"""Texts parsed while the program is still being loaded are the texts that a build would parse."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from btspress.beforehand import beforehand, parsed
from btspress.engine.spread import MANY
from btspress.media.program import sought
from btspress.session import Build, Options, Session


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "site.md").write_text("---\ntitle: S\n---\nHome.\n")
    for number in range(MANY):
        (folder / f"c{number}.md").write_text(f"# Chapter {number}\n\nWords of *{number}*.\n")
    return folder


def build(site: Path, *, early: bool = True, edit: str = "") -> Build:
    cache = site.parent / f"cache-{early}"
    session = Session(site, site.parent / f"out-{early}", Options(cache=cache))
    if not early:
        return session.build()
    with beforehand(site, session.out, cache, 2) as begun:
        assert len(begun.files) == MANY + 1
        if edit:
            (site / "c7.md").write_text(edit)
        session.reader.begun = begun
        return session.build()


def test_a_site_is_the_same_whether_its_texts_were_parsed_beforehand_or_not(site: Path) -> None:
    made, plain = build(site), build(site, early=False)
    assert (made.site, made.problems) == (plain.site, plain.problems)
    assert made.counts["parsed"] == plain.counts["parsed"] == MANY + 1


def test_a_text_that_is_saved_meanwhile_is_told_as_it_is_now(site: Path) -> None:
    made = build(site, edit="# Another\n")
    assert "Another" in {chapter.title for film in made.site.films for chapter in film.chapters}


def test_of_a_site_that_was_read_before_nothing_is_parsed_beforehand(site: Path) -> None:
    build(site)
    with beforehand(site, site.parent / "out-True", site.parent / "cache-True", 2) as begun:
        assert begun.files == ()


def test_the_ffmpeg_that_is_found_beforehand_is_the_one_that_a_build_would_find(site: Path) -> None:
    with beforehand(site, site.parent / "out", site.parent / "cache", 2) as begun:
        assert begun.look() == sought()
    with beforehand(site, site.parent / "out", site.parent / "cache", 2, "/nowhere/ffmpeg") as begun:
        assert str(begun.look()) == "'/nowhere/ffmpeg' is no ffmpeg"


def test_what_nobody_asks_for_leaves_nothing_behind(site: Path) -> None:
    with beforehand(site, site.parent / "out", site.parent / "cache", 2) as begun:
        assert len(begun.files) == MANY + 1
        assert begun.since <= time.time_ns()


def test_a_file_is_known_by_its_path_and_what_was_in_it(site: Path) -> None:
    with beforehand(site, site.parent / "out", site.parent / "cache", 2) as begun:
        assert len(begun.files) == MANY + 1
        read = dict(zip((file.path for file in begun.files), begun.read(), strict=True))
    found = read["c7.md"]
    assert found
    assert found[1].value == parsed("c7.md", (site / "c7.md").read_bytes())
