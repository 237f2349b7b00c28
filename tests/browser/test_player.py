"""What a clip can do besides its own controls, under the strictest policy a host can set; nothing is encoded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect
from windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BRIDGE = "/tears/bridge/"
CLIP = "#take-four"
WIDER = """() => [...document.querySelectorAll('.player-tools *, .transcript *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => `${each.localName}.${each.className}`)"""
FOCUSED = "() => { const it = document.activeElement; return it.dataset.part ?? it.dataset.step ?? it.localName; }"
PRESENTED = """video => new Promise(done => {
  video.requestVideoFrameCallback((_, {mediaTime}) => done(Math.round(mediaTime * 24)));
})"""
VOICE = """
window.said = [];
Object.defineProperty(window, 'speechSynthesis', {value: {
  getVoices: () => [{}], cancel() {}, speak(voice) { window.said.push(voice.text); window.ended = voice.onend; },
}});
"""


@pytest.fixture
def page(windows: Windows, told_origin: str) -> Iterator[Page]:
    """The chapter with everything."""
    with windows.at(told_origin, BRIDGE, reduced_motion="reduce") as opened:
        yield opened


def armed(page: Page, figure: str = CLIP) -> tuple[Locator, Locator]:
    """The clip of a figure, loaded and with the focus, and its bar."""
    player = page.locator(f"{figure} .frame > .screen > video")
    player.evaluate("video => { video.muted = true; video.preload = 'auto'; video.load(); video.focus(); }")
    page.wait_for_function("video => video.readyState > 2", arg=player.element_handle())
    return player, page.locator(f"{figure} .player-tools")


def at(player: Locator, seconds: float) -> None:
    """Seeks, and waits until the clip is there."""
    player.evaluate(
        "(video, at) => new Promise(done => { video.addEventListener('seeked', done, {once: true}); video.currentTime = at; })",
        seconds,
    )


def test_a_clip_has_its_bar_once_it_is_used(page: Page) -> None:
    bars = page.locator("main .player-tools")
    assert bars.count() == 0
    armed(page)
    armed(page)
    assert bars.count() == 1
    assert bars.get_attribute("aria-label") == "Tools of the clip: The dolly passes the railing"


def test_keys_alone_reach_and_work_everything(page: Page) -> None:
    player, bar = armed(page)
    for key in ("l", ">", "<", ">", "m"):
        page.keyboard.press(key)
    assert player.evaluate("video => [video.currentTime, video.playbackRate, video.muted]") == [5, 1.25, False]
    assert bar.locator("[data-part=speed]").evaluate("list => list.value") == "1.25"
    bar.locator("[data-part=lane]").focus()
    page.keyboard.press("End")
    assert player.evaluate("video => video.currentTime > video.duration - 1")
    stops = []
    for _ in range(9):
        stops.append(page.evaluate(FOCUSED))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", stops[-1]
        page.keyboard.press("Tab")
    assert stops[:7] == ["lane", "-1", "1", "speed", "words", "where", "describe"]
    assert "link" in stops


def test_a_frame_is_a_frame(page: Page) -> None:
    player, bar = armed(page)
    shown = []
    for key in ("1", "1", "1", "-1", "1"):
        seen = player.evaluate_handle(f"video => ({{frame: ({PRESENTED})(video)}})")
        bar.locator(f"[data-step='{key}']").click()
        shown.append(seen.evaluate("async seen => await seen.frame"))
    assert shown == [1, 2, 3, 2, 3]
    expect(bar.locator(".now")).to_contain_text("frame 3")


def test_captions_stand_below_the_picture_where_a_reader_wants_them(page: Page) -> None:
    player, bar = armed(page)
    band, where = bar.locator("[data-part=band]"), bar.locator("[data-part=where]")
    modes = "video => [...video.textTracks].filter(each => each.kind === 'captions').map(each => each.mode)"
    assert player.evaluate(modes) == ["showing"]
    expect(band).to_be_hidden()
    where.select_option("larger")
    at(player, 2)
    expect(band).to_have_text("It rolls.")
    assert player.evaluate(modes) == ["hidden"]
    assert band.evaluate("band => parseFloat(getComputedStyle(band).fontSize)") >= 24
    page.reload()
    player, _ = armed(page)
    at(player, 2)
    expect(band).to_have_text("It rolls.")
    page.keyboard.press("c")
    expect(band).to_be_hidden()
    assert player.evaluate(modes) == ["disabled"]


def test_descriptions_are_told_while_they_are_wanted(page: Page) -> None:
    player, bar = armed(page)
    at(player, 4.5)
    expect(page.locator("#status")).to_have_text("")
    bar.locator("[data-part=describe]").click()
    expect(bar.locator("[data-part=band]")).to_have_text("A hand lets go of the card.")
    player.evaluate("video => { video.currentTime = 3.6; video.play(); }")
    expect(page.locator("#status")).to_have_text("A hand lets go of the card.")


def test_a_clip_waits_until_a_description_is_spoken(page: Page) -> None:
    page = page.context.new_page()
    page.add_init_script(VOICE)
    page.goto(BRIDGE)
    player, bar = armed(page)
    at(player, 3.6)
    bar.locator("[data-part=describe]").click()
    player.evaluate("video => { video.play(); }")
    page.wait_for_function("() => window.said.length")
    assert page.evaluate("window.said") == ["A hand lets go of the card."]
    assert player.evaluate("video => video.paused")
    page.evaluate("window.ended()")
    page.wait_for_function("video => !video.paused", arg=player.element_handle())
    page.close()


def test_the_described_version_goes_on_where_the_clip_was(page: Page) -> None:
    def described(route: Route) -> None:
        answer = route.fetch()
        figure = answer.text().partition('id="take-four"')[2]
        file = figure.partition("<source src=")[2].partition('"')[2].partition('"')[0]
        version = (
            f'<details class="described"><summary>Described</summary><audio controls src="{file}"></audio></details>'
        )
        end = answer.text().index("</figure>", answer.text().index('id="take-four"'))
        route.fulfill(response=answer, body=answer.text()[:end] + version + answer.text()[end:])

    page.route("**/bridge/", described)
    page.goto(BRIDGE)
    player, bar = armed(page)
    at(player, 12)
    bar.locator("[data-part=version]").click()
    other = page.locator(f"{CLIP} .described audio")
    there = "audio => audio.currentTime >= 12 && !audio.paused"
    page.wait_for_function(there, arg=other.element_handle(), timeout=8000)
    expect(other).to_be_focused()
    assert page.locator(f"{CLIP} .described .player-tools [data-step]").first.is_hidden()


def test_chapters_are_marked_and_lead_there(page: Page) -> None:
    figure = f"#{page.locator('.figure.sequence').get_attribute('id')}"
    player, bar = armed(page, figure)
    chapter = bar.locator("[data-part=chapter]")
    expect(chapter).to_be_visible()
    assert bar.locator(".lane i").count() == 1
    chapter.select_option(index=1)
    page.wait_for_function("video => video.currentTime === 3", arg=player.element_handle())


def test_a_small_frame_shows_where_the_pointer_would_go(page: Page) -> None:
    _, bar = armed(page)
    box = bar.locator("[data-part=lane]").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8)
    peek = bar.locator("[data-part=peek]")
    expect(peek).to_have_text("0:10.0")
    expect(peek.locator("span").first).to_be_visible()
    assert "sheet.webp" in peek.locator("span").first.evaluate("small => small.style.backgroundImage")
    page.mouse.move(0, 0)
    expect(peek).to_be_hidden()


def test_a_link_leads_to_the_moment(page: Page) -> None:
    player, bar = armed(page)
    at(player, 4.25)
    bar.locator("[data-part=link]").click()
    link = bar.locator("[data-part=address]").input_value()
    assert link.endswith(f"{BRIDGE}?t=4.25{CLIP}")
    page.goto(link)
    page.wait_for_function("() => document.querySelector('#take-four video').currentTime === 4.25")


def test_a_transcript_keeps_up_and_leads_back(page: Page) -> None:
    player, _ = armed(page)
    figure = page.locator(CLIP)
    figure.locator(".transcript > summary").click()
    lines = figure.locator(".transcript li")
    assert lines.locator(".speaker").all_text_contents() == ["Ann Lee:"]
    assert (lines.nth(1).text_content() or "").endswith("Description: A hand lets go of the card.")
    at(player, 6.5)
    expect(lines.nth(2).locator(".cue")).to_have_attribute("aria-current", "true")
    lines.nth(0).locator(".cue-words").click()
    page.wait_for_function("video => Math.abs(video.currentTime - 1.5) < 1", arg=player.element_handle())


def test_one_clip_is_heard_at_a_time(page: Page) -> None:
    first, _ = armed(page)
    second, _ = armed(page, ".figure.sequence")
    for player in (first, second):
        player.evaluate("video => { video.muted = false; return video.play(); }")
    assert first.evaluate("video => video.paused")
    assert second.evaluate("video => !video.paused")


def test_one_button_stops_all_that_moves_by_itself(page: Page) -> None:
    def moving(route: Route) -> None:
        answer = route.fetch()
        text = answer.text().replace("<video controls", "<video data-autoplay controls", 1)
        route.fulfill(response=answer, body=text)

    page.emulate_media(reduced_motion="no-preference")
    page.route("**/bridge/", moving)
    page.goto(BRIDGE)
    player = page.locator("video[data-autoplay]")
    player.scroll_into_view_if_needed()
    page.wait_for_function("video => !video.paused", arg=player.element_handle())
    page.get_by_role("button", name="Stop all movement").click()
    assert player.evaluate("video => video.paused")
    page.reload()
    player.scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Let clips move")).to_be_visible()
    assert player.evaluate("video => video.paused")
    page.get_by_role("button", name="Let clips move").click()
    page.wait_for_function("video => !video.paused", arg=player.element_handle())


@pytest.mark.parametrize("colours", ["none", "active"], ids=["own-colours", "forced-colours"])
def test_bars_fit_a_phone_with_twice_the_text_and_axe_finds_nothing(page: Page, colours: str) -> None:
    page.emulate_media(forced_colors=colours)
    for figure in (CLIP, ".figure.sequence"):
        _, bar = armed(page, figure)
        bar.locator("[data-part=link]").click()
    page.locator(f"{CLIP} [data-part=where]").select_option("larger")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    # Of colours that the system forces, axe sees one half.
    rules = {"rules": {"color-contrast": {"enabled": colours == "none"}}}
    found = Axe().run(page, context={"include": [[CLIP], [".figure.sequence"]]}, options=rules)
    assert not found.violations_count, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate(WIDER) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(WIDER) == []
