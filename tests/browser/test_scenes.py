"""Scenes and galleries in a browser: with motion and without, without scripts, on paper, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STORY = "/tears/bridge/"
SCENE, GALLERY = "#closer", "#on-the-day"
_SHOWN = """() => [...document.querySelectorAll('.scene-take')].map(take => ({
  reading: [...take.querySelectorAll('.scene-step')].findIndex(step => step.classList.contains('reading')),
  closer: new DOMMatrix(getComputedStyle(take.querySelector('.scene-view')).transform).a,
  stays: getComputedStyle(take.querySelector('.scene-held')).position,
  stills: [...take.querySelectorAll('.scene-still')].map(each => each.checkVisibility()),
}))"""
_WORDS = (
    "(place) => document.querySelectorAll('.scene-words')[place].scrollIntoView({block: 'center', behavior: 'instant'})"
)


def shown(page: Page) -> list[dict[str, Any]]:
    """What each picture of the scene does."""
    found: list[dict[str, Any]] = page.evaluate(_SHOWN)
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_the_picture_stays_and_follows_the_words(windows: Windows, told_origin: str, width: int) -> None:
    with windows.at(told_origin, STORY, viewport={"width": width, "height": 800}) as page:
        page.evaluate(_WORDS, 1)
        first = page.locator(".scene-take").first
        expect(first.locator(".scene-step").nth(1)).to_have_class("scene-step reading")
        page.wait_for_function("() => document.querySelector('.scene-take video').currentTime >= 4")
        before = page.evaluate("scrollY")
        assert shown(page)[0]["stays"] == "sticky"
        top = first.locator(".scene-held").bounding_box()
        assert top
        assert top["y"] >= -1
        page.wait_for_function(
            "() => new DOMMatrix(getComputedStyle(document.querySelector('.scene-view')).transform).a > 1.5"
        )
        assert page.evaluate("scrollY") == before, "nobody else scrolls"
        page.evaluate(_WORDS, 0)
        page.wait_for_function(
            "() => new DOMMatrix(getComputedStyle(document.querySelector('.scene-view')).transform).a === 1"
        )
        page.wait_for_function("() => Math.abs(document.querySelector('.scene-take video').currentTime - 2) < 0.1")


def test_a_still_comes_closer_with_more_pixels(windows: Windows, told_origin: str) -> None:
    with windows.at(told_origin, STORY) as page:
        picture = page.locator(".scene-take").nth(1).locator(".scene-view img")
        usual = picture.get_attribute("sizes")
        page.evaluate(_WORDS, 3)
        expect(picture).not_to_have_attribute("sizes", usual or "")
        page.evaluate(_WORDS, 2)
        expect(picture).to_have_attribute("sizes", usual or "")


def test_a_clip_of_a_scene_can_be_played(windows: Windows, told_origin: str) -> None:
    with windows.at(told_origin, STORY) as page:
        page.evaluate(_WORDS, 1)
        video = page.locator(".scene-take video")
        expect(video).to_have_js_property("controls", False)
        page.locator(".scene-words .cue").nth(1).click()
        expect(video).to_have_js_property("controls", True)
        assert video.evaluate("each => !each.paused")


@pytest.mark.parametrize(
    "wishes",
    [{"reduced_motion": "reduce"}, {"java_script_enabled": False}, {"viewport": {"width": 640, "height": 400}}],
    ids=["without-motion", "without-scripts", "in-a-low-window"],
)
def test_each_step_has_its_still_where_nothing_moves(
    windows: Windows, told_origin: str, wishes: dict[str, Any]
) -> None:
    with windows.at(told_origin, STORY, **wishes) as page:
        page.evaluate(_WORDS, 1)
        for take in shown(page):
            assert (take["reading"], take["closer"], take["stays"]) == (-1, 1, "static")
            assert all(take["stills"])
        assert page.locator(".scene-marks rect").count() == 1
        assert page.locator(".scene-marks").is_visible()
        assert page.locator(".scene-take video").evaluate("each => each.controls")


def test_paper_shows_stills_and_posters(windows: Windows, told_origin: str) -> None:
    with windows.at(told_origin, STORY) as page:
        page.evaluate(_WORDS, 1)
        page.emulate_media(media="print")
        assert all(all(take["stills"]) and take["stays"] == "static" for take in shown(page))
        assert page.locator(".scene-view .screen img").is_visible()
        assert not page.locator(".scene-view video").is_visible()


# ---- galleries ----


def test_a_still_opens_large_and_the_keys_go_on(windows: Windows, told_origin: str) -> None:
    with windows.at(told_origin, STORY) as page:
        doors, room = page.locator(f"{GALLERY} .gallery-still a"), page.locator(f"{GALLERY} dialog")
        doors.first.focus()
        page.keyboard.press("Enter")
        expect(room).to_be_visible()
        expect(room.locator(".gallery-count")).to_have_text("1 of 2")
        expect(room.locator(".gallery-words")).to_have_text("The card")
        page.keyboard.press("ArrowRight")
        expect(room.locator(".gallery-count")).to_have_text("2 of 2")
        assert room.locator("img").get_attribute("sizes") == "100vw"
        page.keyboard.press("Enter")
        expect(room.locator(".gallery-count")).to_have_text("1 of 2")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Escape")
        expect(room).to_be_hidden()
        expect(doors.nth(1)).to_be_focused()  # where the reader was last


def test_a_still_is_a_link_without_scripts(windows: Windows, told_origin: str) -> None:
    with windows.at(told_origin, STORY, java_script_enabled=False) as page:
        address = page.locator(f"{GALLERY} .gallery-still a").first.get_attribute("href")
        assert page.request.get(f"{told_origin}{STORY}{address}").headers["content-type"] == "image/jpeg"
