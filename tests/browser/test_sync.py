"""Two videos of a comparison on one clock in a real browser: the frames on screen are read, not what it says of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import numbered
import pytest
from conftest import served
from footage import FOOTAGE, renditions_of, tools
from onscreen import Frames, errors, lay, recovered, wrapped
from playwright.sync_api import Browser, Page

from btspress.delivery.audience import PREVIEW
from btspress.digest import digest_bytes
from btspress.directives.in_step import in_step
from btspress.engine.job import Input
from btspress.media.probe import probe
from btspress.model import Clip, Side, Source
from btspress.timecode import TimeRange

pytestmark = [pytest.mark.browser, pytest.mark.ffmpeg, pytest.mark.xdist_group("browser")]

LATE = "async () => { late(b, 0.3); return during(() => clock.play(), 3); }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with a pair of 25 and 24 frames a second, encoded as a site does."""
    folder = tmp_path_factory.mktemp("sync")
    starts = Fraction("0.53"), Fraction(1)
    sides = []
    for place, rate in enumerate((25, 24)):
        path = folder / f"source-{place}.mp4"
        numbered.make(FOOTAGE / "sintel-fade-in.mp4", path, Fraction(rate), 7)
        source = Source(path.name, digest_bytes(path.read_bytes()), probe(_opened(path), "mov", tools()))
        clip = Clip(source, TimeRange(starts[place], starts[place] + 6), sound=False)
        sides.append(Side(clip, "", "", finished=place == 1))
    for place, side in enumerate(in_step(sides)):
        (recipe,) = renditions_of(side.shown, PREVIEW)
        made = folder / str(place)
        made.mkdir()
        recipe.make((Input(_opened(folder / f"source-{place}.mp4"), "mov"),), made, tools())
        (made / recipe.outputs()[0].name).rename(folder / f"{place}.mp4")
    lay(folder)
    return folder


@pytest.fixture(scope="module")
def frames(folder: Path) -> Frames:
    return [
        {number: frame for frame, number in enumerate(numbered.numbers(folder / f"{place}.mp4"))} for place in (0, 1)
    ]


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    """Both videos, loaded; errors of the scripts fail the test."""
    said: list[str] = []
    with served(folder) as origin:
        context = browser.new_context(viewport={"width": 900, "height": 400})
        opened = context.new_page()
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.goto(f"{origin}/index.html")
        opened.evaluate("() => { a.muted = b.muted = true; }")
        yield opened
        context.close()
    assert not said


def _opened(path: Path) -> Any:
    return lambda: path.open("rb")


def apart(page: Page, frames: Frames) -> list[int]:
    """How far the second is ahead just now; empty where a number cannot be read."""
    return [error for _, error in errors((0, [page.evaluate("read()")]), frames)]


def test_a_late_start_is_made_up_for_with_the_clock_and_not_without(page: Page, frames: Frames) -> None:
    page.evaluate("ready(false)")
    alone = errors(page.evaluate(LATE), frames, 0.5)
    page.evaluate("async () => { clock.pause(); clock.seek(0); await ready(true); await wait(0.3); }")
    locked = errors(page.evaluate(LATE), frames, 0.5)
    assert recovered(alone) is None
    assert median(abs(error) for _, error in alone) >= 5
    assert recovered(locked) is not None
    assert median(abs(error) for at, error in locked if at > 2.2) <= 1


def test_a_browser_that_does_not_tell_of_frames_keeps_them_together_too(page: Page, frames: Frames) -> None:
    page.evaluate("b.requestVideoFrameCallback = undefined")
    page.evaluate("ready(true)")
    assert recovered(errors(page.evaluate(LATE), frames, 0.5)) is not None


def test_still_pairs_show_the_same_frame_and_steps_are_exact(page: Page, frames: Frames) -> None:
    page.evaluate("ready(true)")
    for seconds in (2.02, 5.9, 0, 3.333):
        page.evaluate("async to => { clock.seek(to); await wait(0.3); }", seconds)
        assert apart(page, frames) == [0]
        assert frames[0][page.evaluate("read()")[1]] == int(seconds * 24 + 0.01)
    before = frames[0][page.evaluate("read()")[1]]
    for frame in (1, 1, -1, 3):
        page.evaluate("async by => { clock.step(by); await wait(0.3); }", frame)
        assert apart(page, frames) == [0]
        before += frame
        assert frames[0][page.evaluate("read()")[1]] == before


def test_whoever_pulls_a_slider_ends_where_it_is_let_go(page: Page, frames: Frames) -> None:
    page.evaluate("ready(true)")
    page.evaluate(
        "async () => { for (let n = 1; n < 20; n++) { clock.seek(n / 4); await wait(0.02); } await wait(1); }"
    )
    assert apart(page, frames) == [0]
    assert frames[1][page.evaluate("read()")[2]] == 19 * 6
    assert page.evaluate("[clock.paused, Math.round(clock.time * 24 - 0.5)]") == [True, 19 * 6]


def test_pausing_leaves_one_frame_on_both(page: Page, frames: Frames) -> None:
    page.evaluate("ready(true)")
    page.evaluate("async () => { clock.play(); await wait(0.9); clock.pause(); await wait(0.5); }")
    assert apart(page, frames) == [0]
    assert page.evaluate("[a.paused, b.paused, clock.paused]") == [True, True, True]


def test_all_begin_again_together_or_stop_at_the_last_frame(page: Page, frames: Frames) -> None:
    page.evaluate("ready(true)")
    page.evaluate("async () => { clock.loop = true; clock.seek(5.3); await wait(0.4); }")
    anew = wrapped(page.evaluate("() => during(() => clock.play(), 3)"), frames)
    assert anew
    assert median(map(abs, anew)) <= 1
    page.evaluate("async () => { clock.loop = false; clock.seek(5.5); await wait(1.8); }")
    assert page.evaluate("clock.paused")
    assert [frames[place][number] for place, number in enumerate(page.evaluate("read()")[1:])] == [143, 143]


def test_three_are_as_one(page: Page) -> None:
    page.evaluate("""async () => {
      window.c = document.body.appendChild(b.cloneNode());
      window.clock = window.btspress.locked([a, b, c]);
      clock.play(); await wait(1); clock.pause(); await wait(0.5);
    }""")
    shown = page.evaluate("[a, b, c].map((video) => Math.floor(video.currentTime * 24))")
    assert shown[0] > 4
    assert shown == [shown[0]] * 3
