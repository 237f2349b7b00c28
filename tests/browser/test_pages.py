"""What holds on every page of the demonstration site."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe that look at colours; what else a page is does not change with its scheme."""


def test_no_page_reports_an_error(visits):
    assert not {visit.address: visit.errors for visit in visits if visit.errors}


def test_no_page_asks_another_origin(visits):
    assert not {visit.address: visit.foreign for visit in visits if visit.foreign}


def test_every_picture_loads(visits):
    assert not {visit.address: visit.broken for visit in visits if visit.broken}


def test_nothing_jumps_while_a_page_loads(visits):
    assert not {visit.address: visit.shifts for visit in visits if visit.shifts}


def test_no_page_scrolls_sideways_on_a_phone(visits):
    assert not {visit.address: visit.overflow for visit in visits if visit.overflow}


class Links(HTMLParser):
    """What a page links to, and what in it can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids.add(told.get("id") or "")
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])


def test_every_link_within_the_site_leads_to_a_page_and_a_place_on_it(site):
    pages = {address: Links(site.text(address)) for address in site.addresses}
    lost = []
    for address, page in pages.items():
        for link in page.links:
            scheme, host, path, query, anchor = urlsplit(urljoin(site.origin + address, link))
            if f"{scheme}://{host}" != site.origin or (site.folder / path.lstrip("/")).is_file():
                continue
            if path not in pages or (anchor and not query and unquote(anchor) not in pages[path].ids):
                lost.append(f"{address}: {link}")
    assert not lost


def strip_scripts(route: Route) -> None:
    """The page as a browser without scripts shows it; axe itself needs them, so they cannot be switched off."""
    answer = route.fetch()
    text = re.sub(r"<script(?![^>]*ld\+json)[^>]*>.*?</script>|</?noscript>", "", answer.text(), flags=re.DOTALL)
    route.fulfill(response=answer, body=text)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_axe_finds_no_violation(page: Page, site, scripts: bool):
    if not scripts:
        page.route(lambda url: url.endswith("/"), strip_scripts)
    # What scripts and colours change is looked at on one page of each kind, all else on more of them.
    once = site.of_each_kind(1)
    found = {}
    for address in site.of_each_kind(4) if scripts else once:
        page.emulate_media(color_scheme="dark")
        page.goto(address, wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        wrong = violations(page)
        if address in once:
            page.emulate_media(color_scheme="light")
            wrong += violations(page, runOnly=_COLOURS)
        if wrong:
            found[address] = wrong
    assert not found


def violations(page: Page, **options: object) -> list[str]:
    """What axe has against the page as it is."""
    results = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [
        f"{each['impact']} {each['id']}: {each['nodes'][0]['html'][:160]} {each['nodes'][0].get('failureSummary', '')[:300]}"
        for each in results.response["violations"]
    ]
