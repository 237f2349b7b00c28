"""Clips play, comparisons move, cues seek, paper shows both frames."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

PLAY = """async video => {
  video.muted = true;
  video.scrollIntoView({block: 'center'});
  for (let closed = video.closest('details:not([open])'); closed; closed = closed.parentElement.closest('details:not([open])'))
    closed.open = true;
  const before = video.currentTime;
  let failed;
  // Clips that are compared have one button for all of them.
  const both = video.controls ? null : video.closest('.compare')?.querySelector('.both');
  if (both) both.click();
  // A clip that is streamed changes its source once it is asked to play, which ends this promise, not the playing.
  else video.play().catch(error => { if (!video.dataset.stream || error.name !== 'AbortError') failed = error; });
  for (let tries = 0; tries < 100 && !failed; tries++) {
    if (video.currentTime > before + 0.1 || video.ended) { both ? both.click() : video.pause(); return ''; }
    await new Promise(done => setTimeout(done, 50));
  }
  return `${video.currentSrc}: ${failed ?? `stays at ${video.currentTime}`}`;
}"""


def first(page: Page, site, selector: str) -> str:
    """Address of the first page that shows `selector`, which is then open."""
    for address in site.addresses:
        if selector_in(site, address, selector):
            page.goto(address, wait_until="load")
            if page.locator(selector).count():
                return address
    pytest.fail(f"no page of the demonstration site shows {selector}")


def selector_in(site, address: str, selector: str) -> bool:
    """Whether the page can hold it: a cheap look at the file, for the first class name of the selector."""
    name = re.search(r"[.]([\w-]+)", selector)
    return not name or name[1] in site.text(address)


def test_every_clip_and_sound_plays(page: Page, site):
    stuck, played = [], 0
    embedded = set(site.of_each_kind(2))
    for address in site.addresses:
        if "embed-page" in site.text(address) and address not in embedded:
            continue  # the same clips, which the chapters play
        page.goto(address, wait_until="domcontentloaded")
        for player in page.locator("video, audio").all():
            played += 1
            if said := player.evaluate(PLAY):
                stuck.append(f"{address} {said}")
    assert played
    assert not stuck


def test_a_comparison_moves_by_keyboard(page: Page, site):
    first(page, site, ".compare[data-mode=slider]")
    divider = page.locator(".compare[data-mode=slider] input.divide").first
    divider.focus()
    start = divider.get_attribute("aria-valuetext")
    assert start
    page.keyboard.press("End")
    end = divider.get_attribute("aria-valuetext")
    assert end
    assert end != start
    page.keyboard.press("ArrowLeft")
    assert divider.get_attribute("aria-valuetext") not in {start, end}


def test_a_cue_seeks_the_player_by_keyboard(page: Page, site):
    first(page, site, "a.cue[data-target]")
    cue = page.locator("a.cue[data-target]").first
    at, target = float(cue.get_attribute("data-at")), cue.get_attribute("data-target")
    cue.focus()
    page.keyboard.press("Enter")
    player = page.locator(f"[id='{target}']").locator("video, audio").first
    expect(player).to_have_js_property("seeking", False)
    page.wait_for_function(
        "([player, at]) => Math.abs(player.currentTime - at) < 1.5 && player.readyState > 1",
        arg=[player.element_handle(), at],
    )
    assert page.evaluate("document.activeElement.closest('.figure, section')?.id") == target


def test_without_scripts_both_frames_and_the_native_player_are_there(browser, site):
    context = browser.new_context(base_url=site.origin, java_script_enabled=False)
    page = context.new_page()
    try:
        for address in site.addresses:
            if selector_in(site, address, ".compare"):
                page.goto(address)
                for figure in page.locator("figure.compare").all():
                    assert figure.locator(".compare-side").count() >= 2
                    for side in figure.locator(".compare-side").all():
                        expect(side).to_be_visible()
                    expect(figure.locator(".compare-controls")).not_to_be_visible()
    finally:
        context.close()


def test_on_paper_both_frames_are_shown(page: Page, site):
    first(page, site, ".compare[data-mode=slider]")
    page.emulate_media(media="print")
    figure = page.locator(".compare[data-mode=slider]").first
    figure.scroll_into_view_if_needed()
    sides = [side.bounding_box() for side in figure.locator(".compare-side img").all()]
    assert len(sides) == 2
    a, b = sides
    assert all(box["width"] > 50 and box["height"] > 20 for box in sides)
    apart = a["x"] + a["width"] <= b["x"] + 1 or a["y"] + a["height"] <= b["y"] + 1
    assert apart, "the frames cover each other"
    figure.evaluate("figure => document.body.replaceChildren(figure)")
    page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth)")
    assert page.pdf().count(b"/Subtype /Image") >= 2
