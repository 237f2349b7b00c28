"""What scripts add for a class: a clip that stops to ask, a lecture by arrow keys, answers that stay with the reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import served
from playwright.sync_api import Page, Route, expect
from told_pages import FILES, told
from windows import Windows

from btspress.stages.render import render
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ADDRESS = "https://office.example/answers"


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same site, which asks its readers what they think; pages alone."""
    folder = tmp_path_factory.mktemp("reviewed")
    made = told(files={"site.md": FILES["site.md"].replace("---\n\n", f"review: {ADDRESS}\n---\n\n")})
    theme = load_theme("documentary").theme
    assert theme
    for page in render(made.specs, made.plan, make_environment(theme), made.site.config)[0]:
        (folder / page.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / page.path).write_bytes(page.body)
    with served(folder) as address:
        yield address


@pytest.fixture
def page(windows: Windows, told_origin: str) -> Iterator[Page]:
    with windows.at(told_origin, heard=(), reduced_motion="reduce") as opened:
        yield opened


def test_a_clip_stops_where_its_question_is_asked(page: Page) -> None:
    page.goto("/tears/bridge/")
    clip = page.locator("#the-dolly-once-more video")
    clip.evaluate("clip => { clip.muted = true; return clip.play(); }")
    expect(page.locator(".pause-link")).to_be_focused(timeout=10_000)
    assert clip.evaluate("clip => [clip.paused, clip.currentTime > 0.9, clip.currentTime < 1.6]") == [True] * 3
    assert page.locator("#status").text_content() == "The clip stopped for a question: Where does the shadow fall?"
    clip.evaluate("clip => clip.play()")
    page.wait_for_function("() => document.querySelector('#the-dolly-once-more video').currentTime > 1.7")
    assert not clip.evaluate("clip => clip.paused")


def test_a_lecture_goes_by_keys_and_leaves_the_page_as_it_was(page: Page) -> None:
    page.goto("/tears/bridge/")
    before = page.locator(".story > *:visible").count()
    start = page.get_by_role("button", name="Lecture mode")
    start.click()
    place = page.locator(".lecture-place")
    expect(place).to_contain_text("1 of ")
    expect(page.locator("header.site-head")).to_be_hidden()
    steps = int((place.text_content() or "").rpartition(" ")[2])
    for _ in range(3):
        page.keyboard.press("PageDown")
    expect(place).to_have_text(f"4 of {steps}")
    page.keyboard.press("ArrowLeft")
    expect(place).to_have_text(f"3 of {steps}")
    page.keyboard.press("End")
    expect(place).to_have_text(f"{steps} of {steps}")
    page.keyboard.press("Escape")
    expect(start).to_be_focused()
    assert page.locator(".story > *:visible").count() == before


def test_notes_for_whoever_teaches_are_shown_when_they_are_asked_for(page: Page) -> None:
    page.goto("/tears/bridge/?lecture#where-does-the-shadow-fall")
    page.keyboard.press("ArrowRight")
    notes = page.get_by_text("Let them draw it.")
    expect(page.get_by_text("To the left, so it is morning.")).to_be_visible()
    expect(notes).to_be_hidden()
    page.get_by_role("button", name="For whoever teaches").click()
    expect(notes).to_be_visible()


def test_answers_stay_in_the_browser_until_they_are_saved_or_sent(page: Page, reviewed: str) -> None:
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=204, headers={"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"})

    page.route(f"{ADDRESS}", answer)
    page.goto(f"{reviewed}/tears/bridge/")
    for view in ("moving", "instructive"):
        page.get_by_role("button", name="What do you think of this?: Take four").click()
        page.get_by_label(view).check()
        page.get_by_label("Why? (as you like)").fill("It holds.")
        page.get_by_role("button", name="Keep this answer").click()
    assert not sent
    page.reload()
    expect(page.locator(".review-status")).to_have_text("Answers kept: 1")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save all as a file").click()
    kept = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert [(each["moment"], each["view"], each["note"]) for each in kept["answers"]] == [
        ("take-four", "instructive", "It holds.")
    ]
    page.get_by_role("button", name="Send all").click()
    expect(page.locator(".review-status")).to_have_text("Sent.")
    assert json.loads([each for each in sent if each][-1]) == kept
    page.get_by_role("button", name="Forget all").click()
    assert page.evaluate("JSON.parse(localStorage.getItem('btspress-review')).answers") == []
