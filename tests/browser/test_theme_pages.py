"""Each theme but the one of the demonstration, in a browser: the test card, in both schemes and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import served
from playwright.sync_api import Browser
from test_pages import violations

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
_CLIPS = """() => [...document.querySelectorAll('.figure .screen')].filter(each => each.checkVisibility()).map(
  each => [...each.children].map(one => one.localName + (one.checkVisibility() ? ' seen' : ''))
)"""
"""Of each clip that is seen, whether its picture is, and whether its player is."""
_WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True, slots=True)
class Card:
    """The test card in one theme, behind a server."""

    theme: str
    origin: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of the pages."""

    found: dict[str, list[str]]
    """What axe has against each."""
    wider: dict[str, int]
    """By how many pixels each is wider than a phone of 320."""


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


@pytest.fixture(scope="module")
def seen(browser: Browser, card: Card) -> Seen:
    """Each page once: by axe at a desk in the light, the chapter also on a phone in the dark; then how wide it is."""
    page = browser.new_page(base_url=card.origin, color_scheme="light", reduced_motion="reduce")
    found, wider = {}, {}
    for kind in KINDS:
        page.set_viewport_size({"width": 1280, "height": 844})
        page.goto(f"/{kind}", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        found[kind] = violations(page)
        if kind == KINDS[2]:
            page.set_viewport_size({"width": 390, "height": 844})
            page.emulate_media(color_scheme="dark")
            found[f"{kind} in the dark"] = violations(page)
            page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 320, "height": 640})
        wider[kind] = page.evaluate(_WIDER)
    page.close()
    return Seen(found, wider)


def test_axe_finds_no_violation(seen: Seen) -> None:
    assert not {kind: found for kind, found in seen.found.items() if found}


def test_no_page_scrolls_sideways_on_a_phone(seen: Seen) -> None:
    assert not {kind: wider for kind, wider in seen.wider.items() if wider}


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
    assert {tuple(each) for each in page.evaluate(_CLIPS)} == {("picture seen", "video seen")}
    page.emulate_media(media="print")
    assert {tuple(each) for each in page.evaluate(_CLIPS)} == {("picture seen", "video")}
    page.close()
