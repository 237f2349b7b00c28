"""The scripts of the theme, one by one, under the strictest policy a host can set; nothing here is encoded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAIR = "#from-set-to-screen"
STAGES = "#stages"
VIDEOS = "#in-step"


@pytest.fixture
def page(windows: Windows, told_origin: str) -> Iterator[Page]:
    """The chapter with everything, in the dark."""
    with windows.at(told_origin, "/tears/bridge/", color_scheme="dark") as opened:
        yield opened


def divide(page: Page, figure: str) -> str:
    text: str = page.locator(f"{figure} .divide").get_attribute("aria-valuetext") or ""
    return text


def test_a_comparison_starts_where_the_author_said(page: Page) -> None:
    assert divide(page, PAIR) == "On set 40 %, Finished 60 %"


def test_the_divider_follows_the_pointer(page: Page) -> None:
    stage = page.locator(f"{PAIR} .compare-stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 80, steps=4)
    page.mouse.up()
    assert divide(page, PAIR) == "On set 75 %, Finished 25 %"
    page.mouse.move(box["x"] + 10, box["y"] + 80)
    assert divide(page, PAIR) == "On set 75 %, Finished 25 %"


def test_the_divider_follows_the_keys(page: Page) -> None:
    page.locator(f"{PAIR} .divide").focus()
    for key, percent in (("ArrowRight", 41), ("End", 100), ("Home", 0)):
        page.keyboard.press(key)
        assert divide(page, PAIR) == f"On set {percent} %, Finished {100 - percent} %"


def test_a_button_shows_one_picture_whole(page: Page) -> None:
    finished = page.locator(f"{PAIR} .pick", has_text="Finished")
    finished.click()
    assert divide(page, PAIR) == "On set 0 %, Finished 100 %"
    expect(finished).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("mode", ["fade", "blink", "difference", "side"])
def test_a_reader_may_compare_in_another_way(page: Page, mode: str) -> None:
    figure = page.locator(PAIR)
    figure.locator("select").select_option(mode)
    expect(figure).to_have_attribute("data-now", mode)
    expect(figure.locator(".divider")).to_be_hidden()
    shown = page.evaluate(
        "figure => [...figure.querySelectorAll('.compare-side')].map(side => getComputedStyle(side).clipPath)",
        figure.element_handle(),
    )
    assert shown == ["none", "none"]


def test_blink_never_moves_by_itself(page: Page) -> None:
    figure = page.locator(PAIR)
    figure.locator("select").select_option("blink")
    first = figure.locator(".compare-side.shown").get_attribute("data-name")
    page.wait_for_timeout(600)
    assert figure.locator(".compare-side.shown").get_attribute("data-name") == first
    figure.locator(".compare-stage").click()
    assert figure.locator(".compare-side.shown").get_attribute("data-name") != first


def test_stages_are_stepped_through(page: Page) -> None:
    assert divide(page, STAGES) == "1 of 4: Plate"
    page.locator(f"{STAGES} .divide").focus()
    page.keyboard.press("ArrowRight")
    assert divide(page, STAGES) == "2 of 4: Previs"
    page.locator(f"{STAGES} .pick", has_text="Comp").click()
    assert divide(page, STAGES) == "4 of 4: Comp"
    assert page.locator(f"{STAGES} .compare-side.shown").get_attribute("data-name") == "Comp"


def test_two_videos_run_on_one_clock(page: Page) -> None:
    """Together in most looks, once both have had four seconds to settle; how exactly, a busy machine cannot tell."""
    figure = page.locator(VIDEOS)
    figure.scroll_into_view_if_needed()
    button = figure.locator(".both")
    button.click()
    expect(button).to_have_text("Pause both")
    page.wait_for_timeout(4000)
    apart = []
    for _ in range(20):
        times = page.evaluate(
            "figure => [...figure.querySelectorAll('video')].map(video => video.currentTime)", figure.element_handle()
        )
        apart.append(abs(times[0] - times[1]))
        page.wait_for_timeout(40)
    button.click()
    expect(button).to_have_text("Play both")
    assert times[0] > 0.5
    assert sorted(apart)[10] < 0.25
    assert page.evaluate("figure => figure.querySelectorAll('video')[1].muted", figure.element_handle())


def test_a_cue_seeks_the_player_of_its_figure_and_says_so(page: Page) -> None:
    page.locator("a.cue", has_text="the card falls").click()
    player = page.locator("#take-four video")
    page.wait_for_function("video => video.currentTime >= 2", arg=player.element_handle())
    expect(player).to_be_focused()
    expect(page.locator("#status")).to_have_text("Playing from 0:02")


def test_an_address_with_a_time_opens_the_clip_there(page: Page) -> None:
    page.goto("/tears/bridge/?t=4.5#take-four")
    player = page.locator("#take-four video")
    page.wait_for_function("video => Math.abs(video.currentTime - 4.5) < 0.1", arg=player.element_handle())
    assert player.evaluate("video => video.paused")


def test_a_region_is_drawn_while_it_is_spoken_of(page: Page) -> None:
    figure = page.locator("figure", has=page.locator("a.cue[data-region]"))
    player = figure.locator("video")
    player.scroll_into_view_if_needed()
    player.evaluate("video => { video.preload = 'auto'; video.load(); }")
    page.wait_for_function("video => video.readyState > 1", arg=player.element_handle())
    region = figure.locator(".region")
    expect(region).to_be_hidden()
    player.evaluate("video => { video.currentTime = 6; }")
    expect(region).to_be_visible()
    assert region.evaluate("box => [box.style.left, box.style.width]") == ["40%", "20%"]
    player.evaluate("video => { video.currentTime = 9; }")
    expect(region).to_be_hidden()


def test_an_exercise_steps_frame_by_frame(page: Page) -> None:
    link = page.get_by_role("button", name="Step through this clip frame by frame")
    link.click()
    expect(link).to_have_attribute("aria-pressed", "true")
    target = link.get_attribute("data-target")
    player = page.locator(f"[id='{target}'] video")
    page.wait_for_function("video => video.readyState > 0", arg=player.element_handle())
    on, back = (page.get_by_role("button", name=name) for name in ("One frame on", "One frame back"))
    frames = []
    for button in (on, on, back):
        button.click()
        frames.append(player.evaluate("video => Math.floor(video.currentTime * 24)"))
    assert frames == [1, 2, 1]


def test_the_opening_clip_takes_the_place_of_its_frame(page: Page) -> None:
    page.goto("/tears/first/")
    page.get_by_role("link", name="Play the opening clip").click()
    player = page.locator("#opening video")
    expect(player).to_be_focused()
    page.wait_for_function("video => video.currentTime > 0", arg=player.element_handle())
    expect(page.get_by_role("link", name="Play the opening clip")).to_be_hidden()


def test_lights_stay_as_they_were_left(page: Page) -> None:
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Lights on").click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.goto("/glossary/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    expect(page.get_by_role("button", name="Lights off")).to_be_visible()


def test_nothing_moves_for_those_who_want_no_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/tears/bridge/")
    durations = page.evaluate(
        "[...document.querySelectorAll('*')].map(each => getComputedStyle(each).transitionDuration)"
    )
    assert set(durations) - {""} == {"0s"}


@pytest.mark.parametrize("width", [320, 390, 768, 1920])
def test_text_twice_as_large_still_fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
