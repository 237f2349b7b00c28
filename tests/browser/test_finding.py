"""The search page: over the strictest policy, from a folder, with and without a list of words, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Policy, running
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from test_search import book
from windows import Windows

from btspress.pages import search
from btspress.stages.plan import plan
from btspress.stages.render import render
from btspress.testing import tell
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The search page of a site that is large enough for a list of words, and what it loads."""
    folder = tmp_path_factory.mktemp("large")
    told = {
        f"films/f/{number:03}-page.md": f"# {leaf.title} {'gaffer' * (number < 15)}\n\n"
        + "\n\n".join(each.words for each in leaf.passages)
        for number, leaf in enumerate(book(60), 1)
    }
    site = tell(
        {**told, "films/f/030-page.md": "# The tram\n\nA tramway, and a café.\n", "site.md": "---\ntitle: S\n---\n"}
    )
    planned = plan(site, "")
    theme = load_theme("documentary").theme
    assert theme
    pages, problems = render(search.pages(site, planned), planned, make_environment(theme), site.config)
    assert not problems
    for page in pages:
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.body)
    return folder


@pytest.fixture(scope="module")
def origin(told_folder: Path, large: Path) -> Iterator[str]:
    """Both sites behind a server with the policy."""
    routes = [
        Mount("/large", StaticFiles(directory=large, html=True)),
        Mount("/", StaticFiles(directory=told_folder, html=True)),
    ]
    with running(Starlette(routes=routes, middleware=[Middleware(Policy)])) as address:
        yield address


@pytest.fixture
def page(windows: Windows, origin: str) -> Iterator[Page]:
    with windows.at(origin, reduced_motion="reduce") as opened:
        yield opened


def test_a_word_that_is_said_opens_the_clip_at_that_word(page: Page) -> None:
    page.goto("/search/")
    page.get_by_role("searchbox").fill("rolls")
    expect(page.get_by_role("status").first).to_have_text("Found on 1 page.")
    place = page.locator(".found li li", has_text="It rolls.").get_by_role("link", name="0:01", exact=True).first
    expect(place).to_have_attribute("href", "../tears/bridge/?t=1.5#take-four")
    place.click()
    expect(page.locator("#take-four video")).to_have_js_property("currentTime", 1.5)


def test_it_works_from_a_folder(browser: Browser, told_folder: Path) -> None:
    page = browser.new_page()
    page.goto(f"{(told_folder / 'search/index.html').as_uri()}?q=railing")
    place = page.locator(".found h2 a").first
    expect(place).to_have_attribute("href", "../tears/bridge/index.html")
    expect(page.locator(".found mark").first).to_have_text("railing")
    place.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The bridge at noon")
    page.close()


def test_a_large_site_loads_a_list_of_words_and_the_texts_that_it_shows(page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda asked: loaded.append(asked.url) if "/sheet." in asked.url else None)
    page.goto("/large/search/")
    assert not loaded
    page.get_by_role("searchbox").fill("CAFE tramways")
    expect(page.locator(".found h2")).to_have_text(["The tram"])
    expect(page.locator(".found mark")).to_have_text(["tramway", "café"])
    assert len(loaded) == 2
    assert page.url.endswith("?q=CAFE%20tramways")


def test_more_than_ten_come_one_ten_after_the_other_and_keep_the_focus(page: Page) -> None:
    page.goto("/large/search/?q=gaffer")
    expect(page.locator(".found-count")).to_have_text("Found on 14 pages.")
    expect(page.locator(".found > li")).to_have_count(10)
    page.get_by_role("button", name="More").press("Enter")
    expect(page.locator(".found > li")).to_have_count(14)
    expect(page.locator(".found > li").nth(10).locator("h2 a")).to_be_focused()


def test_nothing_found_is_said_too(page: Page) -> None:
    page.goto("/search/?q=zzyzx")
    expect(page.locator(".found-count")).to_have_text("Nothing was found.")
    expect(page.get_by_role("button", name="More")).to_be_hidden()
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".found-count")).to_have_text("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_among_results(browser: Browser, told_folder: Path, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{(told_folder / 'search/index.html').as_uri()}?q=the%20bridge")
    expect(page.locator(".found > li").first).to_be_visible()
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
