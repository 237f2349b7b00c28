"""What holds on every page of the demonstration site."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


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


def test_every_link_within_the_site_leads_to_a_page(page: Page, site):
    known = set(site.addresses)
    lost = []
    for address in site.addresses:
        page.goto(address, wait_until="domcontentloaded")
        links = page.eval_on_selector_all(
            "a[href]", "links => links.map(link => [link.origin, link.pathname, link.hash])"
        )
        for origin, path, anchor in links:
            if origin != site.origin or (site.folder / path.lstrip("/")).is_file():
                continue
            if path not in known:
                lost.append(f"{address}: {path}")
            elif anchor and path == address and page.locator(f"[id={anchor[1:]!r}]").count() == 0:
                lost.append(f"{address}: {anchor}")
    assert not lost


def kinds(site) -> list[str]:
    """One page of each kind, and all chapters."""
    films = [
        address for address in site.addresses if address.count("/") >= 3 and not re.match(r"/(people|motifs)/", address)
    ]
    people = [address for address in site.addresses if address.startswith("/people/")]
    tops = [address for address in site.addresses if address.count("/") <= 2]
    return list(dict.fromkeys([*tops, *films, *people[:2]]))


def strip_scripts(route: Route) -> None:
    """The page as a browser without scripts shows it; axe itself needs them, so they cannot be switched off."""
    answer = route.fetch()
    text = re.sub(r"<script(?![^>]*ld\+json)[^>]*>.*?</script>|</?noscript>", "", answer.text(), flags=re.DOTALL)
    route.fulfill(response=answer, body=text)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(page: Page, site, scripts: bool, scheme: str):
    if not scripts:
        page.route(lambda url: url.endswith("/"), strip_scripts)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for address in kinds(site):
        page.goto(address, wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        results = Axe().run(page)
        if results.violations_count:
            found[address] = [
                f"{each['impact']} {each['id']}: {each['nodes'][0]['html'][:160]} {each['nodes'][0].get('failureSummary', '')[:300]}"
                for each in results.response["violations"]
            ]
    assert not found
