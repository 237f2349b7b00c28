"""What an author sees in the browser while writing: only what changed is swapped, and nothing is lost by it."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from shutil import copy

import pytest
import uvicorn
from conftest import previewed
from playwright.sync_api import Browser, Locator, Page, expect
from windows import Windows

from btspress.engine.manifest import Entry, Manifest
from btspress.previewing import Screening
from btspress.serve.door import listening
from btspress.serve.reload import Hub, Shown
from btspress.serve.server import application
from btspress.session import Options, Session
from btspress.story.rights import Audience

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SITE = "---\ntitle: Told\n---\n"
FILM = "---\ntitle: Tears\nrights: {licence: CC-BY-4.0, holder: Blender}\n---\n"
WORDS = "Rain fell on the bridge all morning, and nobody had brought a second pair of shoes. "
CHAPTER = f"""# The bridge

Nobody wanted the first word.

> [!clip] Take four
>
> ![The dolly passes the railing](../media/scout.mp4#t=0,12)
>
> - 0:02 The dolly starts
> - 0:05 It stops

{WORDS * 4}

> [!compare] What the railing kept {{start=40%}}
>
> ![On set: a green card](../media/bridge.onset.jpg)
> ![Finished: the dome](../media/bridge.final.jpg)
>
> Only the railing is real.

{WORDS * 4}

A word at the very end with [a link](https://example.org/).

{WORDS * 20}
"""


@dataclass
class Desk:
    """A site, its preview, and the chapter that is written."""

    root: Path
    origin: str = ""
    printed: StringIO = field(default_factory=StringIO)

    @property
    def chapter(self) -> Path:
        return self.root / "tears/bridge.md"

    def edit(self, old: str, new: str) -> None:
        text = self.chapter.read_text()
        assert old in text
        self.chapter.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, footage: Path) -> Iterator[Desk]:
    """The preview of a site of two chapters, as `btspress serve` runs it."""
    root = tmp_path_factory.mktemp("live") / "site"
    for folder in ("tears", "media", "themes/mine/assets"):
        (root / folder).mkdir(parents=True)
    for name in ("scout.mp4", "bridge.onset.jpg", "bridge.final.jpg"):
        copy(footage / name, root / "media")
    (root / "site.md").write_text(SITE.replace("---\n", "---\ntheme: mine\n", 1))
    (root / "themes/mine/theme.toml").write_text(
        'name = "mine"\nextends = "documentary"\nstylesheets = ["mine.css"]\n[scripts]\n"mine.js" = ["*"]\n'
    )
    (root / "themes/mine/assets/mine.js").write_text("window.mine = 1;\n")
    (root / "themes/mine/assets/mine.css").write_text("h1 { letter-spacing: 5px }\n")
    (root / "tears/film.md").write_text(FILM)
    desk = Desk(root)
    desk.chapter.write_text(CHAPTER)
    options = Options(audience=Audience.PREVIEW, keep_going=True, cache=root.parent / "cache")
    session = Session(root, root.parent / "out", options)
    session.build()  # so that no clip is another one while it is looked at
    with previewed(Screening(session), root, desk.printed) as desk.origin:
        yield desk


@pytest.fixture
def desk(running: Desk) -> Desk:
    """The chapter as it was first."""
    running.chapter.write_text(CHAPTER)
    return running


@pytest.fixture
def page(windows: Windows, desk: Desk) -> Iterator[Page]:
    """The chapter in a window; whatever the browser complains about fails the test, and so does a reload."""
    with windows.at(desk.origin, "/tears/bridge/", heard=("error", "warning"), reduced_motion="reduce") as opened:
        expect(opened.locator(".story")).to_contain_text("Nobody wanted the first word.")
        opened.evaluate("window.same = true")
        yield opened
        assert opened.evaluate("window.same === true"), "the page was loaded anew"


def top(place: Locator) -> float:
    box = place.bounding_box()
    assert box
    return box["y"]


def test_words_change_and_scroll_focus_and_selection_stay(page: Page, desk: Desk) -> None:
    link = page.get_by_role("link", name="a link")
    link.scroll_into_view_if_needed()
    link.focus()
    before = top(link)
    page.evaluate("""() => {
      const text = document.querySelector('.story > p').firstChild;
      getSelection().setBaseAndExtent(text, 0, text, 6);
    }""")
    desk.edit("the first word.", f"the first word. {WORDS * 10}\n\nNor the second.\n\n- one\n- two")
    expect(page.locator(".story")).to_contain_text("Nor the second.")
    expect(link).to_be_focused()
    assert abs(top(link) - before) < 2
    assert page.evaluate("getSelection().toString()") == "Nobody"


def test_a_clip_plays_on_and_an_open_list_stays_open(page: Page, desk: Desk) -> None:
    clip = page.locator("#take-four video")
    clip.evaluate("video => { video.muted = true; video.dataset.mine = 'yes'; return video.play(); }")
    page.wait_for_function("() => document.querySelector('#take-four video').currentTime > 0.3")
    details = page.locator("#take-four details").first
    details.evaluate("each => { each.open = true; }")
    page.evaluate("""() => {
      const video = document.querySelector('#take-four video');
      window.jumps = [];
      let time = video.currentTime;
      const look = (now, frame) => {
        window.jumps.push(frame.mediaTime - time);
        time = frame.mediaTime;
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
    }""")
    desk.edit("Take four", "Take five")
    desk.edit("The dolly starts", "The dolly really starts")
    expect(page.locator(".figure-title", has_text="Take five")).to_be_visible()
    expect(page.locator(".cue-words", has_text="The dolly really starts")).to_be_visible()
    assert clip.count() == 0  # its id comes from its title
    clip = page.locator("#take-five video")
    assert clip.evaluate("video => [video.dataset.mine, video.paused]") == ["yes", False]
    assert page.locator("#take-five details").first.evaluate("each => each.open")
    assert all(step > -1 / 24 for step in page.evaluate("window.jumps"))


def test_a_clip_that_stands_still_stands_on_the_same_frame(page: Page, desk: Desk) -> None:
    clip = page.locator("#take-four video")
    clip.evaluate("video => { video.preload = 'auto'; video.load(); }")
    page.wait_for_function("() => document.querySelector('#take-four video').readyState > 1")
    clip.evaluate("video => { video.currentTime = 3.52; }")
    desk.edit("The dolly passes the railing", "The dolly hits the railing")
    expect(clip).to_have_attribute("aria-label", re.compile("hits the railing"))
    assert abs(clip.evaluate("video => video.currentTime") - 3.52) < 1 / 24


def test_a_divider_stays_where_it_was_moved(page: Page, desk: Desk) -> None:
    range_ = page.locator(".compare .divide")
    range_.focus()
    for _ in range(23):
        page.keyboard.press("ArrowRight")
    divider = page.locator(".compare .divider")
    before = divider.bounding_box()
    desk.edit("Only the railing is real.", "Only the railing was real.")
    expect(page.locator(".compare figcaption")).to_contain_text("was real")
    after = divider.bounding_box()
    assert before
    assert after
    assert abs(before["x"] - after["x"]) < 2
    expect(range_).to_be_focused()
    expect(range_).to_have_value("63")


def test_a_comparison_with_another_picture_is_made_anew_and_moves_once(page: Page, desk: Desk) -> None:
    page.locator(".compare").evaluate("figure => { figure.was = 1; }")
    range_ = page.locator(".compare .divide")
    range_.fill("70")
    desk.edit("On set: a green card", "On set: a greener card")
    expect(page.locator(".compare img").first).to_have_attribute("alt", "a greener card")
    expect(range_).to_have_value("70")
    assert page.locator(".compare").evaluate("figure => figure.was") is None
    range_.focus()
    page.keyboard.press("ArrowRight")
    expect(range_).to_have_value("71")
    expect(page.locator(".compare")).to_have_class("compare fit-contain ready live")
    expect(page.locator(".compare .view-link")).to_have_count(1)


def test_a_new_comparison_works_and_the_old_one_is_not_doubled(page: Page, desk: Desk) -> None:
    old = page.locator(".compare").first
    old.locator(".divide").fill("10")
    block = CHAPTER[CHAPTER.index("> [!compare]") : CHAPTER.index("\nA word at")]
    desk.edit(
        "A word at the very end", block.replace("What the railing kept", "Once more") + "\nA word at the very end"
    )
    new = page.locator("#once-more")
    expect(new.locator(".divide")).to_be_visible()
    new.locator(".divide").focus()
    page.keyboard.press("ArrowRight")
    expect(new.locator(".divide")).to_have_attribute("aria-valuetext", "On set 41 %, Finished 59 %")
    old.locator(".divide").focus()
    page.keyboard.press("ArrowRight")
    expect(old.locator(".divide")).to_have_value("11")


def test_what_was_not_changed_is_the_same_element(page: Page, desk: Desk) -> None:
    page.evaluate("document.querySelectorAll('main *').forEach((each, n) => { each.was = n + 1; })")
    desk.edit("Nobody wanted the first word.", "Nobody wanted the last word.\n\nAnd so on.")
    expect(page.locator(".story")).to_contain_text("And so on.")
    new = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(each => !each.was).map(each => each.textContent)"
    )
    assert new == ["And so on."]


def test_an_error_stands_over_the_page_and_at_its_place_and_goes_away(page: Page, desk: Desk) -> None:
    desk.edit(
        "Nobody wanted the first word.", "Nobody wanted the first word.\n\n> [!klip] What\n>\n> Hm.\n\nStill here."
    )
    expect(page.locator(".story")).to_contain_text("Still here.")
    panel = page.get_by_role("alert", name="Problems found by btspress")
    expect(panel).to_contain_text("tears/bridge.md:5:")
    expect(panel).to_contain_text("unknown block '[!klip]'")
    mark = page.locator("btspress-fault")
    expect(mark).to_have_count(1)
    expect(mark).to_contain_text("tears/bridge.md:5:")
    assert mark.evaluate("mark => mark.nextElementSibling.textContent.trim()") == "What"
    panel.get_by_role("link", name="Show on the page").press("Enter")
    expect(mark).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(mark).to_have_count(1)
    desk.edit("[!klip] What", "[!note] What")
    expect(mark).to_have_count(0)
    expect(page.locator("[data-btspress-fault]")).to_have_count(0)
    assert 'data-at="tears/' not in page.content()
    assert page.locator("#take-four .cue").first.get_attribute("data-at") == "2", "a link into a clip keeps its time"


def test_an_error_leads_from_any_page_to_its_own(browser: Browser, desk: Desk) -> None:
    page = browser.new_page(base_url=desk.origin)
    page.goto("/tears/")
    desk.edit("A word at the very end", "> [!klip] What\n>\n> Hm.\n\nA word at the very end")
    panel = page.get_by_role("alert", name="Problems found by btspress")
    panel.get_by_role("link", name="Go to its page").click()
    expect(page).to_have_url(re.compile("/tears/bridge/$"))
    expect(page.locator("btspress-fault")).to_be_focused()
    page.close()


def test_notes_wait_until_somebody_asks_for_them(page: Page, desk: Desk) -> None:
    button = page.get_by_role("button", name=re.compile(r"\d+ note"))
    button.click()
    notes = page.get_by_role("region", name="Notes by btspress")
    expect(notes.get_by_role("listitem").first).to_contain_text("tears/bridge.md:")
    expect(notes.get_by_role("button", name="Close")).to_be_focused()
    notes.get_by_role("link", name="Show on the page").first.click()
    expect(page.locator("btspress-fault")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(notes).to_have_count(0)
    expect(button).to_be_visible()


def test_style_is_changed_without_a_flash(page: Page, desk: Desk) -> None:
    page.evaluate("""() => {
      window.bare = 0;
      const look = () => {
        if (!['5px', '7px'].includes(getComputedStyle(document.querySelector('h1')).letterSpacing)) window.bare += 1;
        requestAnimationFrame(look);
      };
      look();
    }""")
    (desk.root / "themes/mine/assets/mine.css").write_text("h1 { letter-spacing: 7px }\n")
    page.wait_for_function("() => getComputedStyle(document.querySelector('h1')).letterSpacing === '7px'")
    page.wait_for_function("() => !document.querySelector('link[data-going]')")
    assert page.evaluate("window.bare") == 0
    (desk.root / "themes/mine/assets/mine.css").write_text("h1 { letter-spacing: 5px }\n")
    page.wait_for_function("() => getComputedStyle(document.querySelector('h1')).letterSpacing === '5px'")


def test_another_script_is_a_new_page_with_all_as_it_was_left(page: Page, desk: Desk) -> None:
    page.locator(".compare .divide").fill("63")
    clip = page.locator("#take-four video")
    clip.evaluate("video => { video.preload = 'auto'; video.load(); }")
    page.wait_for_function("() => document.querySelector('#take-four video').readyState > 1")
    clip.evaluate("video => { video.currentTime = 3.52; }")
    page.locator("#take-four details").first.evaluate("each => { each.open = true; }")
    page.evaluate("scrollTo({ top: 700, behavior: 'instant' })")
    figure = page.locator("#take-four figcaption")
    before = top(figure)
    (desk.root / "themes/mine/assets/mine.js").write_text("window.mine = 2;\n")
    page.wait_for_function("() => window.mine === 2")
    page.wait_for_function("() => document.querySelector('#take-four video').currentTime > 0")
    assert page.evaluate("window.same") is None
    page.evaluate("window.same = true")
    expect(page.locator(".compare .divide")).to_have_value("63")
    assert page.locator("#take-four details").first.evaluate("each => each.open")
    assert abs(clip.evaluate("video => video.currentTime") - 3.52) < 1 / 24
    page.wait_for_load_state("load")
    assert abs(top(figure) - before) < 2


# ---- what is told while media are made ----


@pytest.fixture
def made(tmp_path: Path, footage: Path) -> Iterator[tuple[Hub, str]]:
    """A page with a clip and a picture, and what tells it of news."""
    copy(footage / "scout.mp4", tmp_path / "clip.mp4")
    copy(footage / "bridge.onset.jpg", tmp_path / "still.jpg")
    body = '<video src="/clip.mp4" preload="auto" muted></video><img src="/still.jpg" alt="A still">'
    (tmp_path / "index.html").write_text(f"<html><head><title>T</title></head><body><main>{body}</main></body></html>")
    hub = Hub(Shown(Path()))
    hub.show(tmp_path, Manifest({name: Entry("0" * 64, 1) for name in ("index.html", "clip.mp4", "still.jpg")}), ())
    sockets = listening("127.0.0.1", random.randrange(20_000, 40_000))
    port = sockets[0].getsockname()[1]
    config = uvicorn.Config(application(hub, port), log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    yield hub, f"http://localhost:{port}/"
    hub.close()
    server.should_exit = True
    thread.join()
    for each in sockets:
        each.close()


def test_media_that_are_ready_are_loaded_in_place_and_play_on(browser: Browser, made: tuple[Hub, str]) -> None:
    hub, address = made
    page = browser.new_page()
    page.goto(address)
    clip = page.locator("video")
    clip.evaluate("video => { video.dataset.mine = 'yes'; video.currentTime = 3; return video.play(); }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 3.2")
    hub.tell("media", {"ready": ["/clip.mp4", "/still.jpg"]})
    page.wait_for_function("() => document.querySelector('video').currentSrc.endsWith('?btspress=1')")
    page.wait_for_function("() => document.querySelector('video').currentTime > 3.4")
    assert clip.evaluate("video => [video.dataset.mine, video.paused, video.currentTime < 8]") == ["yes", False, True]
    page.wait_for_function("() => document.querySelector('img').currentSrc.endsWith('?btspress=1')")
    page.close()


def test_what_is_being_made_is_told_in_a_bar_until_it_is_done(browser: Browser, made: tuple[Hub, str]) -> None:
    hub, address = made
    page = browser.new_page()
    hub.tell("progress", {"done": 3, "all": 12, "now": "battle.h264.mp4 43 %", "eta": 130})
    page.goto(address)
    bar = page.locator("btspress-progress")
    expect(bar).to_contain_text("3 of 12 · battle.h264.mp4 43 % · 2 min left")
    expect(page.get_by_role("progressbar", name="Media being made")).to_have_attribute("value", "3")
    expect(page.get_by_role("status")).to_have_text("Media: 3 of 12 made")
    hub.tell("progress", {"done": 12, "all": 12, "now": "", "eta": None})
    expect(bar).to_have_count(0)
    page.close()
