"""Comparisons in a browser: every form in every mode, by keyboard alone, as a link, without script, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import OBSERVE, served
from playwright.sync_api import Locator, Page, expect
from windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STORY = "/tears/bridge/"
PAIR, STAGES, CLIPS, MIXED = "#from-set-to-screen", "#stages", "#in-step", "#a-still-beside-a-clip"
MODES = ("slider", "fade", "blink", "difference", "pip", "side")


@pytest.fixture
def page(windows: Windows, told_origin: str) -> Iterator[Page]:
    """The chapter with every form of comparison."""
    with windows.at(told_origin, STORY, reduced_motion="reduce") as opened:
        yield opened


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """Somebody else's page, without the policy."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Elsewhere</title><link rel=icon href=data:,>")
    with served(tmp_path) as origin:
        yield origin


def told_of(figure: Locator) -> str | None:
    return figure.locator(".divide").get_attribute("aria-valuetext")


def times(figure: Locator) -> list[float]:
    found: list[float] = figure.evaluate("each => [...each.querySelectorAll('video')].map(one => one.currentTime)")
    return found


def spots(figure: Locator) -> list[str]:
    return figure.locator(".spot:visible").all_text_contents()


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.className || document.activeElement.tagName")
    return name


# ---- modes ----


@pytest.mark.parametrize("form", [PAIR, CLIPS, MIXED])
def test_two_pictures_are_offered_in_every_mode(page: Page, form: str) -> None:
    options = page.locator(f"{form} select option")
    assert [option.get_attribute("value") for option in options.all()] == list(MODES)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", [CLIPS, MIXED])
def test_what_moves_runs_in_every_mode(page: Page, form: str, mode: str) -> None:
    figure = page.locator(form)
    figure.locator("select").select_option(mode)
    expect(figure).to_have_attribute("data-now", mode)
    if form == MIXED and mode == "side":
        figure.locator("video").evaluate("video => video.play()")
    else:
        figure.locator(".both").click()
    page.wait_for_function(
        "figure => [...figure.querySelectorAll('video')].every(video => video.currentTime > 0.3)",
        arg=figure.element_handle(),
    )
    if form == CLIPS:
        figure.locator(".both").click()
        expect(figure.locator(".both")).to_have_text("Play both")
        page.wait_for_function(
            "figure => { const [one, two] = [...figure.querySelectorAll('video')]; return Math.abs(one.currentTime - two.currentTime) < 0.05; }",
            arg=figure.element_handle(),
        )


def test_a_change_of_mode_keeps_the_moment(page: Page) -> None:
    figure = page.locator(CLIPS)
    figure.locator(".clock").evaluate(
        "clock => { clock.value = 250; clock.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.wait_for_function(
        "figure => [...figure.querySelectorAll('video')].every(video => video.currentTime > 0 && !video.seeking)",
        arg=figure.element_handle(),
    )
    before = times(figure)
    for mode in MODES:
        figure.locator("select").select_option(mode)
        assert times(figure) == before


def test_the_small_picture_lies_in_the_corner_of_the_other(page: Page) -> None:
    figure = page.locator(PAIR)
    figure.locator("select").select_option("pip")
    stage, small = (figure.locator(each).bounding_box() for each in (".compare-stage", ".compare-side:not(.shown)"))
    assert stage
    assert small
    assert 0.3 < small["width"] / stage["width"] < 0.4
    assert small["x"] + small["width"] < stage["x"] + stage["width"]
    assert small["y"] + small["height"] < stage["y"] + stage["height"]
    before = figure.locator(".shown").get_attribute("data-name")
    figure.locator(".compare-stage").click(position={"x": 40, "y": 200})
    assert figure.locator(".shown").get_attribute("data-name") != before


def test_a_stage_that_is_not_kept_is_a_stage(page: Page) -> None:
    figure = page.locator(STAGES)
    figure.locator(".pick", has_text="Previs").click()
    assert told_of(figure) == "2 of 4: Previs"
    card = figure.locator(".absent")
    expect(card).to_have_class("compare-side absent shown")
    expect(card.locator(".not-kept")).to_have_text("not kept")
    stage, box = figure.locator(".compare-stage").bounding_box(), card.bounding_box()
    assert stage == box


# ---- keys ----


def test_a_comparison_is_walked_through_by_keys_alone(page: Page) -> None:
    figure = page.locator(PAIR)
    page.locator(f"{PAIR} .spot").first.focus()
    walked = []
    for _ in range(6):
        walked.append(focused(page))
        page.keyboard.press("Tab")
    assert walked == ["spot", "spot of-finished", "pick", "pick", "divide", "SELECT"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "divide"
    for key, first in (
        ("ArrowRight", 41),
        ("ArrowUp", 42),
        ("ArrowLeft", 41),
        ("Shift+ArrowRight", 51),
        ("Shift+ArrowLeft", 41),
        ("End", 100),
        ("Home", 0),
        ("Escape", 0),
        ("Space", 0),
    ):
        page.keyboard.press(key)
        assert told_of(figure) == f"On set {first} %, Finished {100 - first} %", key


def test_arrows_work_from_every_control_and_leave_scrolling_alone(page: Page) -> None:
    figure = page.locator(PAIR)
    figure.locator(".pick").first.focus()
    page.keyboard.press("ArrowLeft")
    assert told_of(figure) == "On set 39 %, Finished 61 %"
    top = page.evaluate("scrollY")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("top => scrollY > top", arg=top)
    assert told_of(figure) == "On set 39 %, Finished 61 %"


def test_a_divider_that_moves_down_follows_the_arrow_down(page: Page) -> None:
    figure = page.locator(MIXED)
    figure.locator(".divide").focus()
    page.keyboard.press("ArrowDown")
    assert told_of(figure) == "Drawn 51 %, Shot 49 %"
    page.keyboard.press("Shift+ArrowUp")
    assert told_of(figure) == "Drawn 41 %, Shot 59 %"


def test_space_toggles_a_blink(page: Page) -> None:
    figure = page.locator(PAIR)
    figure.locator("select").select_option("blink")
    figure.locator(".divide").focus()
    names = []
    for key in ("Space", "Space", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        names.append(figure.locator(".shown").get_attribute("data-name"))
    assert names == ["On set", "Finished", "On set", "Finished"]


def test_arrows_go_through_stages(page: Page) -> None:
    figure = page.locator(STAGES)
    figure.locator(".divide").focus()
    told_ = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home", "Shift+ArrowRight"):
        page.keyboard.press(key)
        told_.append((told_of(figure) or "").partition(":")[0])
    assert told_ == ["2 of 4", "3 of 4", "2 of 4", "4 of 4", "1 of 4", "4 of 4"]


@pytest.mark.parametrize("form", [CLIPS, MIXED])
def test_space_plays_and_comma_and_full_stop_step_one_frame(page: Page, form: str) -> None:
    figure = page.locator(form)
    figure.locator(".clock").focus()
    for key, frame in ((".", 1), (".", 2), (",", 1)):
        page.keyboard.press(key)
        page.wait_for_function(
            "([figure, frame]) => [...figure.querySelectorAll('video')].every("
            "each => each.paused && !each.seeking && Math.floor(each.currentTime * 24) === frame)",
            arg=[figure.element_handle(), frame],
        )
    page.keyboard.press("Space")
    expect(figure.locator(".both")).to_have_text("Pause both" if form == CLIPS else "Pause")
    page.wait_for_function("figure => figure.querySelector('video').currentTime > 0.3", arg=figure.element_handle())
    page.keyboard.press("Space")
    expect(figure.locator(".both")).to_have_text("Play both" if form == CLIPS else "Play")


def test_everything_to_press_is_large_enough(page: Page) -> None:
    small = page.evaluate(
        """() => [...document.querySelectorAll('.compare :is(button, select, input, summary, a)')]
          .filter(each => each.checkVisibility() && !each.closest('figcaption p'))
          .map(each => [each.className, each.getBoundingClientRect()])
          .filter(([, box]) => box.width < 24 || box.height < 24).map(([name, box]) => `${name} ${box.width}×${box.height}`)"""
    )
    assert not small


@pytest.mark.parametrize("mode", [*MODES, "stages"])
def test_axe_finds_nothing_in_any_mode(page: Page, mode: str) -> None:
    for select in page.locator(".compare select").all():
        if mode in [option.get_attribute("value") for option in select.locator("option").all()]:
            select.select_option(mode)
    results = Axe().run(page, context=".compare")
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in results.response["violations"]] == []


# ---- sound and captions ----


def test_what_is_heard_can_be_silenced_and_turned_down(page: Page) -> None:
    figure = page.locator(CLIPS)
    mute, volume = figure.get_by_role("button", name="Mute"), figure.get_by_role("slider", name="Volume")
    sound = "figure => [...figure.querySelectorAll('video')].map(video => [video.muted, video.volume])"
    assert figure.evaluate(sound) == [[False, 1], [True, 1]]
    mute.click()
    assert figure.evaluate(sound)[0][0]
    expect(volume).to_have_attribute("aria-valuetext", "0 %")
    figure.get_by_role("button", name="Unmute").click()
    divider = told_of(figure)
    volume.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert figure.evaluate(sound) == [[False, 0.9], [True, 1]]
    page.keyboard.press("Home")
    assert figure.evaluate(sound) == [[True, 0], [True, 1]]
    expect(figure.get_by_role("button", name="Unmute")).to_be_visible()
    page.keyboard.press("m")
    assert figure.evaluate(sound) == [[False, 1], [True, 1]]
    assert told_of(figure) == divider


@pytest.mark.parametrize(("form", "words"), [(CLIPS, "The card falls."), (MIXED, "It rolls.")])
def test_what_is_said_stands_below_in_every_mode(page: Page, form: str, words: str) -> None:
    page.goto(f"{STORY}?pair={form[1:]}&mode=slider&t=1")
    figure = page.locator(form)
    said, button = figure.locator(".said"), figure.get_by_role("button", name="Captions")
    expect(button).to_have_attribute("aria-pressed", "true")
    for mode in MODES:
        figure.locator(".mode select").select_option(mode)
        if form == MIXED and mode == "side":
            expect(said).to_be_hidden()
            assert figure.evaluate("each => each.querySelector('video').textTracks[0].mode") == "showing"
            figure.locator("video").focus()
            page.keyboard.press("c")
            assert figure.evaluate("each => each.querySelector('video').textTracks[0].mode") == "disabled"
            page.keyboard.press("c")
        else:
            expect(said).to_have_text(words)
            stage, box = figure.locator(".compare-stage").bounding_box(), said.bounding_box()
            assert stage
            assert box
            assert stage["y"] + stage["height"] <= box["y"] + 1
    figure.locator(".mode select").select_option("fade")
    figure.locator(".clock").focus()
    page.keyboard.press("c")
    expect(said).to_be_hidden()
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(said).to_have_text(words)


def test_a_pair_that_is_mute_and_says_nothing_has_no_such_buttons(page: Page) -> None:
    assert page.locator(f"{PAIR} .mute, {PAIR} .captions, {PAIR} .said, {STAGES} .mute").count() == 0


# ---- numbered notes ----


def test_a_note_is_shown_while_its_picture_is(page: Page) -> None:
    figure = page.locator(PAIR)
    divider, select = figure.locator(".divide"), figure.locator("select")

    def at(value: int) -> list[str]:
        divider.evaluate("(range, value) => { range.value = value; range.dispatchEvent(new Event('input')); }", value)
        return spots(figure)

    assert (at(40), at(20), at(80), at(0), at(100)) == (["1", "2"], ["2"], ["1"], ["2"], ["1"])
    seen = {}
    for mode in MODES:
        select.select_option(mode)
        seen[mode] = (at(100), at(0)) if divider.is_visible() else (spots(figure),)
    assert seen == {
        "slider": (["1"], ["2"]),
        "fade": (["1"], ["2"]),
        "blink": (["1"], ["2"]),
        "difference": ([],),
        "pip": (["1"], ["2"]),
        "side": (["1", "2"],),
    }


@pytest.mark.parametrize("mode", ["slider", "side"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_note_lies_at_its_place(page: Page, mode: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    figure = page.locator(PAIR)
    figure.locator("select").select_option(mode)
    places = figure.evaluate(
        """figure => {
          const middle = box => [box.x + box.width / 2, box.y + box.height / 2];
          return [...figure.querySelectorAll('.spot')].map((spot, index) => {
            const box = figure.querySelectorAll('.compare-side img')[index].getBoundingClientRect();
            const [x, y] = middle(spot.getBoundingClientRect());
            return [Math.round((x - box.x) / box.width * 1000) / 10, Math.round((y - box.y) / box.height * 1000) / 10];
          });
        }"""
    )
    assert places == [pytest.approx([30, 40], abs=0.5), pytest.approx([70.5, 20], abs=0.5)]


def test_a_note_and_its_line_know_each_other(page: Page) -> None:
    figure = page.locator(PAIR)
    one = figure.get_by_role("button", name="1, On set: The card that becomes the dome.")
    one.click()
    line = figure.locator(".spots > li").first
    expect(line).to_have_attribute("aria-current", "true")
    expect(figure.locator(".spot-note")).to_have_text("The card that becomes the dome.")
    one.click()
    expect(figure.locator(".spot-note")).to_be_hidden()
    expect(one).to_have_attribute("aria-pressed", "false")


def test_a_line_shows_its_place(page: Page) -> None:
    figure = page.locator(PAIR)
    figure.locator(".divide").evaluate("range => { range.value = 90; range.dispatchEvent(new Event('input')); }")
    assert spots(figure) == ["1"]
    figure.get_by_role("link", name="Finished", exact=True).click()
    assert spots(figure) == ["1", "2"]
    expect(figure.locator(".spot.of-finished")).to_be_focused()


def test_a_note_comes_and_goes_with_its_time(page: Page) -> None:
    figure = page.locator(CLIPS)
    assert spots(figure) == []
    figure.get_by_role("link", name="Before", exact=True).click()
    expect(figure.locator(".spot")).to_be_visible()
    figure.locator(".clock").evaluate("clock => { clock.value = 900; clock.dispatchEvent(new Event('input')); }")
    expect(figure.locator(".spot")).to_be_hidden()


def test_who_stands_on_a_note_that_goes_stands_on_the_divider(page: Page) -> None:
    page.locator(f"{PAIR} .spot").first.focus()
    page.keyboard.press("Home")
    assert focused(page) == "divide"


# ---- links ----


def test_a_link_opens_a_comparison_as_it_was(page: Page) -> None:
    page.goto(f"{STORY}?pair=from-set-to-screen&x=72&mode=fade")
    figure = page.locator(PAIR)
    expect(figure).to_have_attribute("data-now", "fade")
    assert told_of(figure) == "On set 72 %, Finished 28 %"
    expect(figure).to_be_in_viewport()
    expect(page.locator(MIXED)).to_have_attribute("data-now", "slider")


def test_a_link_opens_a_stage_by_its_number(page: Page) -> None:
    page.goto(f"{STORY}?pair=stages&x=3")
    assert told_of(page.locator(STAGES)) == "3 of 4: Key"


@pytest.mark.parametrize("form", [CLIPS, MIXED])
def test_a_link_opens_clips_at_their_time_in_every_mode(page: Page, form: str) -> None:
    figure = page.locator(form)
    for mode in MODES:
        page.goto(f"{STORY}?pair={form[1:]}&mode={mode}&x=30&t=1.521")
        expect(figure).to_have_attribute("data-now", mode)
        page.wait_for_function(
            "figure => [...figure.querySelectorAll('video')].every("
            "each => each.paused && !each.seeking && each.readyState > 1 && Math.floor(each.currentTime * 24) === 36)",
            arg=figure.element_handle(),
        )
        expect(figure.locator(".now")).to_have_text("0:01.5 / 0:20.0")


@pytest.mark.parametrize(
    "query", ["pair=from-set-to-screen&x=soon&mode=what&t=-1", "pair=nobody&x=5", "pair=&mode=side"]
)
def test_a_link_that_makes_no_sense_changes_nothing(page: Page, query: str) -> None:
    page.goto(f"{STORY}?{query}")
    figure = page.locator(PAIR)
    assert told_of(figure) == "On set 40 %, Finished 60 %"
    expect(figure).to_have_attribute("data-now", "slider")


def test_a_view_is_copied_as_a_link_that_leads_back_to_it(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure = page.locator(PAIR)
    figure.locator("select").select_option("fade")
    figure.locator(".divide").focus()
    page.keyboard.press("ArrowRight")
    figure.locator(".share summary").click()
    figure.get_by_role("button", name="Copy link to this view").click()
    expect(figure.locator(".copied")).to_have_text("Copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith(f"{STORY}?pair=from-set-to-screen&mode=fade&x=41{PAIR}")
    page.goto("about:blank")
    page.goto(link)
    assert told_of(page.locator(PAIR)) == "On set 41 %, Finished 59 %"


def test_where_nothing_can_be_copied_the_link_stands_ready(page: Page) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    figure = page.locator(PAIR)
    figure.locator(".share summary").click()
    figure.get_by_role("button", name="Copy link to this view").click()
    expect(figure.locator(".copied")).to_have_text("Copy the link from the field below.")
    expect(figure.locator(".view-link")).to_be_focused()
    expect(figure.locator(".view-link")).to_have_value(page.url + f"?pair=from-set-to-screen&mode=slider&x=40{PAIR}")


def test_nothing_jumps_when_a_link_opens_a_view(page: Page) -> None:
    opened = page.context.new_page()
    opened.add_init_script(OBSERVE)
    opened.goto(f"{STORY}?pair=stages&x=3#stages", wait_until="load")
    opened.wait_for_function("() => document.querySelector('#stages').classList.contains('ready')")
    assert told_of(opened.locator(STAGES)) == "3 of 4: Key"
    shifts = opened.evaluate("window.shifts")
    assert sum(amount for amount, *_ in shifts) < 0.01, shifts
    opened.close()


# ---- a page of its own, no script, paper ----


def test_the_page_for_frames_works_in_a_frame(page: Page, told_origin: str, elsewhere: str) -> None:
    page.goto(elsewhere)
    page.set_content(
        f'<iframe src="{told_origin}{STORY}embed/from-set-to-screen/?pair=from-set-to-screen&x=80" width="960" height="844"></iframe>'
    )
    frame = page.frame_locator("iframe")
    figure = frame.locator(PAIR)
    expect(figure).to_have_attribute("data-now", "slider")
    assert told_of(figure) == "On set 80 %, Finished 20 %"
    body = frame.locator("body")
    assert body.evaluate(
        "body => [document.documentElement.scrollWidth <= innerWidth, body.scrollHeight <= innerHeight]"
    ) == [
        True,
        True,
    ]
    expect(frame.get_by_role("link", name="The story: The bridge at noon")).to_have_attribute("target", "_top")


def test_without_script_every_picture_stands_with_its_name_and_its_notes(windows: Windows, told_origin: str) -> None:
    with windows.at(told_origin, STORY, java_script_enabled=False) as opened:
        for form, names in (
            (PAIR, ["On set", "Finished"]),
            (STAGES, ["Plate", "Previs", "Key", "Comp"]),
            (CLIPS, ["Before", "After"]),
        ):
            figure = opened.locator(form)
            assert figure.locator(".slate:visible").all_text_contents() == names
            for shown in figure.locator(".compare-shown").all():
                expect(shown).to_be_visible()
            expect(figure.locator(".compare-controls")).to_be_hidden()
        assert opened.locator(f"{CLIPS} video[controls]").count() == 2
        assert opened.locator(f"{PAIR} .callout text:visible").all_text_contents() == ["1", "2"]
        assert opened.locator(f"{PAIR} .spots > li").count() == 2
        opened.locator(f"{PAIR} .share summary").click()
        expect(opened.locator(f"{PAIR} textarea")).to_be_visible()


@pytest.mark.parametrize("mode", MODES)
def test_on_paper_both_stand_side_by_side_with_their_numbers(page: Page, mode: str) -> None:
    figure = page.locator(PAIR)
    figure.locator("select").select_option(mode)
    page.emulate_media(media="print")
    first, second, slates, words = figure.evaluate(
        """figure => {
          const box = each => each.getBoundingClientRect();
          const lows = [...figure.querySelectorAll('.slate')].map(slate => box(slate).bottom);
          const sides = [...figure.querySelectorAll('.compare-side')].map(side => [box(side).left, box(side).right, box(side).top]);
          return [...sides, Math.max(...lows), box(figure.querySelector('figcaption')).top];
        }"""
    )
    assert first[1] <= second[0]
    assert first[2] == second[2]
    assert slates <= words + 1
    assert figure.locator(".callout text:visible").all_text_contents() == ["1", "2"]
    assert not spots(figure)
    assert (
        figure.evaluate(
            "each => [...each.querySelectorAll('.compare-side')].map(side => [getComputedStyle(side).clipPath, getComputedStyle(side).opacity])"
        )
        == [["none", "1"]] * 2
    )
