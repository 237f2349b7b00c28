"""A clip lies on its picture: when that is loaded, when it is seen, what paper and a folder without a server show.

Every picture of the told site is one colour, every clip is footage that has it nowhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BRIDGE = "/tears/bridge/"
CLIP = "#take-four .screen"
PICTURE = (0x88, 0x44, 0x00)
PHONE = {"width": 390, "height": 700}
LOADED = """far => {
  const at = image => image.getBoundingClientRect().top + scrollY;
  const near = [...document.images].filter(image => at(image) <= far).map(image => image.srcset);
  const asked = performance.getEntriesByType('resource').map(({name}) => name.split('/').at(-1));
  return [...document.querySelectorAll('.screen img')].filter(image => at(image) > far && !near.includes(image.srcset)).map(
    image => asked.some(name => [...image.parentElement.children].some(each => each.srcset.includes(name)))
  );
}"""
"""Of each picture of a clip that is further down and nowhere above, whether it was asked for."""
FAR = 4000
"""Pixels below which no browser looks ahead for pictures that may wait."""
LOAD = "video => new Promise(done => { video.onloadeddata = done; video.muted = true; video.preload = 'auto'; video.load(); })"
PLAY = """video => new Promise(done => {
  video.addEventListener('timeupdate', () => { if (video.currentTime > 0.2) { video.pause(); done(); } });
  video.play();
})"""
EMPTY = (
    "video => new Promise(done => { video.onemptied = () => setTimeout(done); video.preload = 'none'; video.load(); })"
)
TRACKS = """video => Object.fromEntries([...video.textTracks].filter(({kind}) => kind !== 'metadata').map(track => {
  if (track.mode === 'disabled') track.mode = 'hidden'; // or it would not tell
  return [track.kind, [track.language, track.mode, [...track.cues].map(cue => [cue.startTime, cue.endTime, cue.text])]];
}))"""


@pytest.fixture
def page(windows: Windows, told_origin: str) -> Iterator[Page]:
    """The chapter with everything."""
    with windows.at(told_origin, BRIDGE, reduced_motion="reduce") as opened:
        yield opened


def shows_picture(screen: Locator) -> bool:
    """Whether the upper part of the clip, where no controls are, is the colour of its picture."""
    screen.scroll_into_view_if_needed()
    screen.locator("img").evaluate("image => image.decode()")
    seen = Image.open(io.BytesIO(screen.screenshot())).convert("RGB")
    points = [seen.getpixel((seen.width * part // 10, seen.height // 8)) for part in range(2, 9)]
    return all(isinstance(point, tuple) and _near(point) for point in points)


def _near(point: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(point, PICTURE, strict=True))


def test_pictures_of_clips_far_below_are_not_asked_for_before_a_reader_comes_near(
    windows: Windows, told_origin: str
) -> None:
    with windows.at(told_origin, BRIDGE, viewport=PHONE) as page:
        page.wait_for_load_state("networkidle")
        before = page.evaluate(LOADED, FAR)
        assert before
        assert not any(before)
        for image in page.locator(".figure .screen img").all():
            image.scroll_into_view_if_needed()
            image.evaluate("image => image.decode()")
        assert any(page.evaluate(LOADED, FAR))


@pytest.mark.parametrize("colours", ["none", "active"], ids=["own-colours", "forced-colours"])
def test_without_scripts_a_clip_is_its_picture_below_the_controls(
    browser: Browser, told_origin: str, colours: str
) -> None:
    page = browser.new_page(base_url=told_origin, java_script_enabled=False, forced_colors=colours, viewport=PHONE)
    page.goto(BRIDGE)
    screen = page.locator(CLIP)
    screen.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    seen = Image.open(io.BytesIO(screen.screenshot())).convert("RGB")
    assert _near(seen.getpixel((seen.width // 2, seen.height // 8)))
    page.close()


def test_without_scripts_a_clip_that_is_played_is_seen(browser: Browser, told_origin: str) -> None:
    page = browser.new_page(base_url=told_origin, java_script_enabled=False)
    page.goto(BRIDGE)
    screen = page.locator(CLIP)
    assert shows_picture(screen)
    screen.locator("video").press(" ")
    for _ in range(100):
        if screen.locator("video").evaluate("video => video.currentTime") > 0.2:
            break
        page.wait_for_timeout(100)
    assert not shows_picture(screen)
    page.close()


def test_a_clip_shows_its_picture_until_it_plays_and_when_it_is_emptied(page: Page) -> None:
    screen = page.locator(CLIP)
    video = screen.locator("video")
    assert shows_picture(screen)
    video.evaluate(LOAD)
    assert shows_picture(screen), "what is only loaded shows its first frame"
    video.evaluate(PLAY)
    assert not shows_picture(screen)
    assert screen.locator("picture").evaluate("each => getComputedStyle(each).visibility") == "hidden"
    video.evaluate(EMPTY)
    assert shows_picture(screen)


def test_paper_shows_the_picture_of_a_clip_that_was_played_with_its_words(page: Page) -> None:
    screen = page.locator(CLIP)
    screen.locator("video").evaluate(LOAD)
    screen.locator("video").evaluate(PLAY)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert screen.locator("img").get_attribute("alt") == screen.locator("video").get_attribute("aria-label")
    assert screen.locator("img").evaluate("each => getComputedStyle(each).visibility") == "visible"
    assert not screen.locator("video").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert screen.locator("img").get_attribute("alt") == ""


def test_captions_work_from_a_folder_without_a_server(windows: Windows, told_folder: Path) -> None:
    start = (told_folder / "tears/bridge/index.html").as_uri()
    with windows.at("", start, heard=(), reduced_motion="reduce") as page:
        video = page.locator(f"{CLIP} video")
        assert video.evaluate(TRACKS) == {
            "captions": ["en", "showing", [[1.5, 3, "It rolls."], [6, 7, "Ann Lee: Once more."]]],
            "descriptions": ["en", "hidden", [[4, 5.5, "A hand lets go of the card."]]],
        }
        video.evaluate(LOAD)
        video.focus()
        page.locator("#take-four .player-tools [data-part=where]").select_option("below")
        video.evaluate("video => { video.currentTime = 6.5; }")
        expect(page.locator("#take-four .band")).to_have_text("Ann Lee: Once more.")


def test_a_difference_is_that_of_the_pictures_whatever_lies_behind_them(page: Page) -> None:
    figure = page.locator("#in-step")
    figure.locator("select").first.select_option("difference")
    figure.locator(".finished picture").evaluate("each => { each.style.background = 'red'; }")
    figure.scroll_into_view_if_needed()
    for image in figure.locator("img").all():
        image.evaluate("image => image.decode()")
    seen = Image.open(io.BytesIO(figure.locator(".compare-stage").screenshot())).convert("RGB")
    assert max(seen.getpixel((seen.width // 2, seen.height // 2))) < 12
