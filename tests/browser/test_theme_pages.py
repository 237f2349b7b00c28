"""Each theme but the one of the demonstration, in a browser: the test card, in both schemes and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import served
from playwright.sync_api import Browser

from btspress.testcard import shown
from btspress.web.theme import load_theme

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KINDS = (
    "",
    "tears/",
    "tears/bridge/",
    "tears/bridge/embed/from-set-to-screen/",
    "tears/bridge/handout/",
    "tears/decisions/",
    "tears/locations/",
    "tears/timeline/",
    "tears/footage/",
    "tears/motifs/railing/",
    "tears/press/",
    "people/",
    "people/ada-lens/",
    "glossary/",
    "search/",
    "404.html",
)
"""One page of each template, the chapter with every block."""
_POSTERS = """() => [...document.querySelectorAll('.figure .paper-frame')].map(
  each => [each.checkVisibility(), each.previousElementSibling.checkVisibility()]
)"""
"""Of each clip, whether its picture for paper is seen, and whether its player is."""
_WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True, slots=True)
class Card:
    """The test card in one theme, behind a server."""

    theme: str
    origin: str


@pytest.fixture(scope="module", params=["classroom", "press"])
def card(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Card]:
    theme = load_theme(request.param).theme
    assert theme
    folder = tmp_path_factory.mktemp(request.param)
    pages, problems = shown(theme)
    assert not problems
    written = {path: html.encode() for path, html in pages.items()}
    written |= {asset.address.lstrip("/"): asset.body for asset in theme.assets.values()}
    for path, data in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    with served(Path(folder)) as origin:
        yield Card(request.param, origin)


@pytest.mark.parametrize(("scheme", "wide", "kinds"), [("light", 1280, KINDS), ("dark", 390, KINDS[2:3])])
def test_axe_finds_no_violation(browser: Browser, card: Card, scheme: str, wide: int, kinds: tuple[str, ...]) -> None:
    context = browser.new_context(
        base_url=card.origin, color_scheme=scheme, reduced_motion="reduce", viewport={"width": wide, "height": 844}
    )
    page, found = context.new_page(), {}
    for kind in kinds:
        page.goto(f"/{kind}", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        results = Axe().run(page)
        if results.violations_count:
            found[kind] = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in results.response["violations"]]
    context.close()
    assert not found


def test_no_page_scrolls_sideways_on_a_phone(browser: Browser, card: Card) -> None:
    page = browser.new_page(base_url=card.origin, viewport={"width": 320, "height": 640})
    wider = {}
    for kind in KINDS:
        page.goto(f"/{kind}", wait_until="load")
        wider[kind] = page.evaluate(_WIDER)
    page.close()
    assert not any(wider.values()), wider


def test_the_button_of_the_lights_changes_the_scheme(browser: Browser, card: Card) -> None:
    page = browser.new_page(base_url=card.origin, color_scheme="light")
    page.goto("/")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.locator(".lights").click()
    assert page.evaluate(ground) != before
    page.reload()
    assert page.evaluate(ground) != before
    page.close()


def test_a_clip_prints_as_its_poster(browser: Browser, card: Card) -> None:
    page = browser.new_page(base_url=card.origin)
    page.goto("/tears/bridge/")
    assert {tuple(each) for each in page.evaluate(_POSTERS)} == {(False, True)}
    page.emulate_media(media="print")
    printed = {tuple(each) for each in page.evaluate(_POSTERS)}
    assert (True, False) in printed
    assert printed <= {(True, False), (False, False)}
    page.close()
