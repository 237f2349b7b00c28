"""Media in the preview: words at once, clips while they are made, and in place when they are whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

import pytest
from conftest import previewed
from playwright.sync_api import Page, expect
from windows import Windows

from btspress.media.program import find
from btspress.previewing import Later, Made, Screening
from btspress.serve.media import shown_on
from btspress.session import Options, Session
from btspress.story.rights import Audience

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHAPTER = "# One\n\nThe first word.\n\n> [!clip] Scouting\n>\n> ![Scouting](media/scout.mp4#t={})\n"
SLOW = """#!/bin/bash
given=()
for each in "$@"; do
  [[ "$each" == -i && "$*" == *growing.mp4* ]] && given+=(-readrate 2)
  given+=("$each")
done
{program} "${{given[@]}}"
code=$?
while [[ "$*" == *growing.mp4* && ! -e {go} ]]; do read -t 0.05 <> <(:); done
exit $code
"""
"""An ffmpeg that encodes clips at twice their speed, as a large film does, and ends when the test wants it to."""


@dataclass
class Desk:
    """A running preview with nothing made."""

    root: Path
    screening: Screening
    origin: str = ""


@pytest.fixture
def desk(tmp_path: Path, footage: Path) -> Iterator[Desk]:
    root, program = tmp_path / "site", tmp_path / "ffmpeg"
    (root / "films/tears/media").mkdir(parents=True)
    copy(footage / "scout.mp4", root / "films/tears/media")
    (root / "site.md").write_text("---\ntitle: Tears\n---\n")
    (root / "films/tears/film.md").write_text("---\ntitle: Tears\n---\n")
    (root / "films/tears/one.md").write_text(CHAPTER.format("2,12"))
    program.write_text(SLOW.format(program=find().path, go=tmp_path / "go"))
    program.chmod(0o755)
    options = Options(Audience.PREVIEW, keep_going=True, cache=tmp_path / "cache", ffmpeg=str(program))
    session = Session(root, tmp_path / "out", options)
    desk = Desk(root, Screening(session))
    with previewed(desk.screening, root, io.StringIO()) as desk.origin:
        yield desk


@pytest.fixture
def page(windows: Windows, desk: Desk) -> Iterator[Page]:
    with windows.at(desk.origin, heard=()) as opened:
        yield opened


def test_words_come_first_a_clip_plays_while_it_is_made_and_goes_on_from_its_file(page: Page, desk: Desk) -> None:
    page.goto("/tears/one/")
    expect(page.locator(".story")).to_contain_text("The first word.")
    url = next(each for each in shown_on(page.content().encode()) if each.endswith("h264.mp4"))
    assert isinstance(desk.screening.find(url), Later)
    page.evaluate("window.same = true")
    video = page.locator("video").first
    video.evaluate("video => { video.muted = true; return video.play() }")
    page.wait_for_function("video => video.currentTime > 0.5", arg=video.element_handle())
    assert isinstance(desk.screening.find(url), Later)
    assert video.evaluate("video => video.duration") == pytest.approx(10, abs=0.1)
    before = video.evaluate("video => video.currentTime")
    (desk.root.parent / "go").touch()
    assert desk.screening.idle(60)
    assert isinstance(desk.screening.find(url), Made)
    page.wait_for_function("video => video.currentSrc.includes('?')", arg=video.element_handle())
    page.wait_for_function("([video, time]) => video.currentTime > time", arg=[video.element_handle(), before])
    video.evaluate("video => { video.currentTime = 9 }")
    page.wait_for_function("video => video.currentTime >= 9 && !video.seeking", arg=video.element_handle())
    assert page.evaluate("window.same")


def test_a_poster_is_there_without_being_asked_for_twice(page: Page, desk: Desk) -> None:
    page.goto("/tears/one/")
    poster = page.locator(".screen img").first
    poster.scroll_into_view_if_needed()
    page.wait_for_function("image => image.naturalWidth", arg=poster.element_handle())
    poster = poster.evaluate("image => new URL(image.currentSrc).pathname")
    assert isinstance(desk.screening.find(poster), Made)
