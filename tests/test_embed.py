"""Comparisons in a page: their notes and stages as HTML, and a page of its own for each."""

from __future__ import annotations

import re
from html import unescape

import pytest
from told_pages import BRIDGE, FILES, Told, elements, told

from btspress.model import Comparison
from btspress.pages.embed import embeds_of
from btspress.stages.render import scripts_of
from btspress.story.rights import Audience
from btspress.testing import picture, tell
from btspress.walk import walk
from btspress.web.theme import load_theme

PAGE = "tears/bridge/index.html"
EMBED = "tears/bridge/embed/from-set-to-screen/index.html"


@pytest.fixture(scope="module", params=["documentary", "base"])
def site(request: pytest.FixtureRequest) -> Told:
    return told(request.param)


def figure(html: str, name: str) -> str:
    """The comparison with its menu."""
    start = html.index(f'id="{name}"')
    return html[start : html.index("</details>\n</div>", start)]


def test_a_comparison_as_html(site: Told) -> None:
    """All that a reader without scripts sees, in order."""
    part = figure(site.pages[PAGE], "from-set-to-screen")
    part = re.sub(r"<picture.*?</picture>", "<picture/>", part, flags=re.DOTALL)
    seen = part[part.index('<div class="compare-stage">') : part.index('<div class="compare-controls"')]
    assert re.sub(r"\s*\n\s*", "\n", seen).strip() == (
        '<div class="compare-stage">\n'
        '<div class="compare-side first" data-name="On set">\n<div class="compare-shown">\n<picture/>\n'
        '<svg class="callouts" aria-hidden="true">\n'
        '<svg class="callout" x="30%" y="40%" data-spot="1"><circle r="13"/><text dy="0.36em">1</text></svg>\n'
        '</svg>\n</div>\n<p class="slate">On set</p>\n</div>\n'
        '<div class="compare-side finished" data-name="Finished">\n<div class="compare-shown">\n<picture/>\n'
        '<svg class="callouts" aria-hidden="true">\n'
        '<svg class="callout" x="70.5%" y="20%" data-spot="2"><circle r="13"/><text dy="0.36em">2</text></svg>\n'
        '</svg>\n</div>\n<p class="slate">Finished</p>\n</div>\n'
        '<span class="divider" aria-hidden="true" hidden><span class="grip"></span></span>\n</div>'
    )
    assert '<li data-spot="1"><a class="spot-side" href="#from-set-to-screen">On set</a>' in part
    assert "The card that becomes <em>the dome</em>." in part


def test_a_stage_that_is_not_kept_is_a_card_with_its_words(site: Told) -> None:
    part = figure(site.pages[PAGE], "stages")
    assert re.findall(r'<p class="slate">(.*?)</p>', part) == ["Plate", "Previs", "Key", "Comp"]
    assert re.findall(r'<p class="not-kept">(.*?)</p>', part) == ["not kept"]
    assert part.count("<picture") == 3
    assert 'class="missing"' not in part


def test_times_of_notes_stand_beside_them(site: Told) -> None:
    part = figure(site.pages[PAGE], "in-step")
    assert 'data-from="1" data-to="2"' in part
    assert '<time datetime="PT1S">0:01</time>' in part


def test_each_comparison_has_a_page_of_its_own(site: Told) -> None:
    found = elements(site.pages[EMBED])
    texts = {element.tag: element.words for element in found}
    assert texts["h1"] == "From set to screen"
    assert [element.attributes.get("content") for element in found if element.attributes.get("name") == "robots"] == [
        "noindex"
    ]
    (canonical,) = [element.attributes["href"] for element in found if element.attributes.get("rel") == "canonical"]
    assert canonical == "https://films.example/told/tears/bridge/"
    (story,) = [element.attributes for element in found if element.attributes.get("target") == "_top"]
    assert story["href"] == "../../#from-set-to-screen"
    assert not [element for element in found if element.tag in {"nav", "header", "details"}]
    assert "Only the railing is real." not in site.pages[EMBED]
    assert "The card that becomes <em>the dome</em>." in site.pages[EMBED]


def test_the_page_is_small_and_asks_for_no_more_than_it_needs(site: Told) -> None:
    assert len(site.pages[EMBED]) < 8_000
    theme = load_theme("documentary").theme
    assert theme
    (spec,) = [spec for spec in site.specs if spec.path == EMBED]
    assert scripts_of(spec, theme) == ("compare.js",)


def test_the_menu_offers_the_page_for_a_frame(site: Told) -> None:
    part = figure(site.pages[PAGE], "from-set-to-screen")
    assert 'href="embed/from-set-to-screen/"' in part
    (code,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", part)
    assert unescape(code) == (
        '<iframe src="https://films.example/told/tears/bridge/embed/from-set-to-screen/" title="From set to screen" '
        'width="960" height="844" loading="lazy" allowfullscreen></iframe>'
    )


def test_a_hostile_title_stays_inside_the_attribute_of_the_frame() -> None:
    text = BRIDGE.replace("[!compare] From set to screen {", '[!compare] A "set" <b> & more {#from-set-to-screen ')
    made = told(files={"films/tears/02-bridge.md": text})
    (code,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", figure(made.pages[PAGE], "from-set-to-screen"))
    (frame,) = elements(unescape(code))
    assert frame.attributes["title"] == 'A "set" & more'


def test_without_an_address_of_its_own_a_site_offers_the_page_alone() -> None:
    made = told(files={"site.md": FILES["site.md"].replace("base_url: https://films.example/told/\n", "")})
    part = figure(made.pages[PAGE], "from-set-to-screen")
    assert 'href="embed/from-set-to-screen/"' in part
    assert "<textarea" not in part


def test_what_is_not_public_has_no_page_of_its_own() -> None:
    draft = BRIDGE.replace("phase: shoot", "phase: shoot\ndraft: yes", 1)
    made = told(files={"films/tears/02-bridge.md": draft})
    assert not [path for path in made.pages if "/embed/" in path]


def test_what_a_preview_shows_of_an_embargo_has_no_page_of_its_own() -> None:
    text = "> [!compare] {title} {{{braces}}}\n>\n> ![A: one](media/p.jpg)\n> ![B: two](media/p.jpg)\n\n"
    chapter = text.format(title="Open", braces="axis=y") + text.format(title="Held", braces="embargo=2999-01-01")
    site = tell({"films/f/01-a.md": chapter}, {"films/f/media/p.jpg": picture()}, audience=Audience.PREVIEW)
    told_chapter = site.films[0].chapters[0]
    assert len(list(walk(told_chapter.blocks, Comparison))) == 2
    assert list(embeds_of(site, told_chapter)) == ["open"]
