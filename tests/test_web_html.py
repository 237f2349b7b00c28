"""What holds for the HTML of every page, with every theme."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from told_pages import FILES, Told, elements, every, told

from btspress.web.theme import load_theme

BRIDGE = "tears/bridge/index.html"


@pytest.fixture(scope="module", params=["documentary", "base", "classroom", "press"])
def site(request: pytest.FixtureRequest) -> Told:
    return told(request.param)


def test_nothing_fails(site: Told) -> None:
    assert not site.problems
    assert not [problem for problem in site.site.problems if problem.severity == "error"]


def test_nothing_is_inline_but_data(site: Told) -> None:
    """The pages work under `script-src 'self'; style-src 'self'; img-src 'self'`."""
    for path, element in every(site.pages):
        assert element.tag != "style", path
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")], path
        if element.tag == "script" and element.attributes.get("type") != "application/ld+json":
            assert element.attributes.get("src"), path
        for name in ("src", "href", "srcset", "poster"):
            assert not str(element.attributes.get(name, "")).startswith(("data:", "javascript:")), path


def test_nothing_comes_from_elsewhere(site: Told) -> None:
    loads = {"script": "src", "link": "href", "img": "src", "source": "src", "video": "poster", "track": "src"}
    for path, element in every(site.pages):
        address = element.attributes.get(loads.get(element.tag, ""))
        if address and element.attributes.get("rel") not in {"canonical", "alternate"}:
            assert not urlsplit(address).netloc, (path, address)


def test_each_page_has_one_first_heading_and_no_level_is_skipped(site: Told) -> None:
    for path, html in site.pages.items():
        levels = [int(found.tag[1]) for found in elements(html) if re.fullmatch("h[1-6]", found.tag)]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def test_ids_are_unique(site: Told) -> None:
    for path, html in site.pages.items():
        counts = Counter(found.attributes["id"] for found in elements(html) if "id" in found.attributes)
        assert not [name for name, count in counts.items() if count > 1], path


def test_what_is_named_by_id_exists(site: Told) -> None:
    for path, html in site.pages.items():
        found = elements(html)
        ids = {element.attributes.get("id") for element in found}
        for element in found:
            for name in ("aria-labelledby", "data-target", "data-opening"):
                assert element.attributes.get(name) in {None, *ids}, (path, element)


def test_every_picture_has_words_and_a_size(site: Told) -> None:
    for path, element in every(site.pages):
        if element.tag == "img":
            assert "alt" in element.attributes, path
            assert int(str(element.attributes["width"])) > 0
            assert int(str(element.attributes["height"])) > 0


def test_every_video_has_words_controls_and_a_way_out(site: Told) -> None:
    for path, html in site.pages.items():
        for element in elements(html):
            if element.tag == "video":
                assert element.attributes.keys() >= {"controls", "playsinline", "width", "height", "aria-label"}, path
                assert element.attributes["preload"] == "none"
                assert "autoplay" not in element.attributes
                assert element.words.strip().startswith("Open the file"), path


def links(site: Told) -> Iterator[tuple[str, str]]:
    for path, element in every(site.pages):
        for name in ("href", "src", "poster"):
            if (address := element.attributes.get(name)) and not urlsplit(address).scheme:
                yield path, address
        for part in str(element.attributes.get("srcset", "")).split(", "):
            if part:
                yield path, part.split(" ")[0]


def test_every_address_leads_to_a_file_and_a_place_on_it(site: Told) -> None:
    places = {path: {element.attributes.get("id") for element in elements(html)} for path, html in site.pages.items()}
    for path, address in links(site):
        joined = urlsplit(urljoin(f"https://films.example/told/{path}", address))
        file = unquote(joined.path).removeprefix("/told/")
        file += "index.html" if not file or file.endswith("/") else ""
        assert file in site.files, (path, address)
        if joined.fragment and file in places and not joined.fragment.startswith("t="):
            assert unquote(joined.fragment) in places[file], (path, address)


def test_addresses_are_relative_so_that_a_site_can_lie_in_any_folder(site: Told) -> None:
    rooted = [(path, address) for path, address in links(site) if address.startswith("/") and path != "404.html"]
    assert not rooted


def test_the_page_for_lost_readers_works_at_any_depth(site: Told) -> None:
    addresses = [address for path, address in links(site) if path == "404.html" and not address.startswith("#")]
    assert addresses
    assert all(address.startswith("/told/") for address in addresses)


def test_a_page_of_words_has_no_script_for_media(site: Told) -> None:
    for path in ("glossary/index.html", "people/index.html", "404.html"):
        named = [found.attributes.get("src") or "" for found in elements(site.pages[path]) if found.tag == "script"]
        assert not [name for name in named if "scheme" not in name and name], path


def test_scripts_wait_for_the_page(site: Told) -> None:
    """Only the choice of light or dark may run first, or the page would flash."""
    for path, element in every(site.pages):
        if element.tag == "script" and "src" in element.attributes and "scheme" not in str(element.attributes["src"]):
            assert "defer" in element.attributes, path


def test_data_for_machines_is_json_that_cannot_leave_its_element(site: Told) -> None:
    kinds = Counter()
    for _, element in every(site.pages):
        if element.attributes.get("type") == "application/ld+json":
            assert "<" not in element.words
            for thing in json.loads(element.words)["@graph"]:
                kind = thing["@type"]
                kinds.update([kind] if isinstance(kind, str) else kind)
    assert kinds.keys() >= {"WebSite", "Movie", "Article", "LearningResource", "VideoObject", "Quotation", "Person"}


def test_hostile_words_stay_words(site: Told) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    files = {
        "films/tears/film.md": FILES["films/tears/film.md"].replace("A hand and a bridge.", f'"{evil}"'),
        "people/ada-lens.md": FILES["people/ada-lens.md"].replace("director", f'"{evil}"'),
    }
    made = told(site.specs[0].template and "documentary", files)
    assert not made.problems
    for path, element in every(made.pages):
        assert element.attributes.get("src") != "x", path
        assert "onerror" not in element.attributes, path


def test_without_scripts_both_pictures_of_a_comparison_are_there_with_their_names(site: Told) -> None:
    html = site.pages[BRIDGE]
    part = html[html.index('id="from-set-to-screen"') : html.index("</figure>", html.index('id="from-set-to-screen"'))]
    names = re.findall(r'<p class="slate">(.*?)</p>', part)
    assert names == ["On set", "Finished"]
    assert re.findall(r'alt="(.*?)"', part) == ["a green card", "the dome"]
    assert 'aria-label="Compare: From set to screen" hidden' in part


def test_every_kind_of_block_is_shown(site: Told) -> None:
    html = site.pages[BRIDGE]
    for kind in "setup decision challenge fix accident location clash deleted lesson note takeaways wrap".split():  # noqa: SIM905
        assert f'data-moment="{kind}"' in html
    for kind in ("objectives", "discuss", "exercise"):
        assert f'data-learn="{kind}"' in html
    for name in ("timeline", "credits", "soundbite", "spoiler", "compare", "sequence"):
        assert re.search(rf'class="[^"]*\b{name}\b', html), name


def test_a_challenge_and_its_fix_link_to_each_other(site: Told) -> None:
    html = site.pages[BRIDGE]
    assert '<a href="#draw-the-corner-away">Answered by: Draw the corner away</a>' in html
    assert ">Answers: The screen is green &amp; grey</a>" in html


def test_notes_lead_there_and_back(site: Told) -> None:
    found = elements(site.pages[BRIDGE])
    marks = [element for element in found if str(element.attributes.get("href", "")) == "#note-1"]
    backs = {element.attributes["href"] for element in found if element.attributes.get("class") == "note-back"}
    assert [mark.attributes["id"] for mark in marks] == ["note-mark-1", "note-mark-1-2"]
    assert backs == {"#note-mark-1", "#note-mark-1-2"}


def test_a_missing_file_is_shown_as_missing() -> None:
    made = told(files={"films/tears/01-first.md": "---\ntitle: First\n---\n\n![A take](media/gone.mov)\n"})
    html = made.pages["tears/first/index.html"]
    assert "media/gone.mov is not in the site folder yet." in html
    assert not made.problems


def test_labels_of_the_site_stand_before_those_of_the_theme() -> None:
    made = told(files={"site.md": FILES["site.md"].replace("---\n\n", "labels:\n  wrap: Klappe\n---\n\n")})
    assert '<p class="kind">Klappe</p>' in made.pages[BRIDGE]


def test_every_word_of_the_templates_is_in_the_catalogue_and_every_word_is_used() -> None:
    theme = load_theme("documentary").theme
    assert theme
    english = theme.labels["en"]
    texts = "\n".join(template.text for template in theme.templates.values())
    asked = set(re.findall(r"'([\w-]+)'\|label", texts))
    assert asked <= english.keys()
    assert len(english["months"].split()) == 12
    quoted = set(re.findall(r"'([\w-]+)'", texts))
    from_authors = {"months", "date", "note-mark", "signed", "contents"}
    prefixes = ("watch-", "focus-", "is-", "tech-", "why-", "review-", "captions-")
    unused = {
        key
        for key in english.keys() - quoted - from_authors
        if not key.startswith(prefixes) and not key.endswith("-measured") and key.removesuffix("-one") not in quoted
    }
    assert not unused - set(site_words())


def site_words() -> Iterator[str]:
    """Keys that come from nodes: kinds of blocks, attributes, collections, ways to compare."""
    from btspress.directives import DIRECTIVES
    from btspress.pages.collection import COLLECTIONS

    yield from DIRECTIVES
    yield from (collection.key for collection in COLLECTIONS)
    yield from ("slider", "fade", "blink", "difference", "pip", "side", "stages")
    yield from ("instead-of", "cost", "outcome", "reason", "as", "geo", "still", "glossary", "people", "draft")
    yield from ("milestone", "opening", "sequence", "timeline", "footage")


def test_the_picture_that_a_page_opens_with_is_asked_for_ahead_and_no_other(site: Told) -> None:
    for path, html in site.pages.items():
        found = elements(html)
        ahead = [each.attributes for each in found if each.attributes.get("as") == "image"]
        first = [each for each in found if each.tag == "img" and each.attributes.get("fetchpriority") == "high"]
        assert len(ahead) == len(first) <= 1, path
        if ahead:
            best = next(each.attributes for each in found if each.tag == "source" and "sizes" in each.attributes)
            assert ahead[0]["type"] == best["type"] == "image/avif"
            assert (ahead[0]["imagesrcset"], ahead[0]["imagesizes"]) == (best["srcset"], best["sizes"]), path
            assert first[0].attributes.get("loading") is None
    assert 'as="image"' in site.pages[BRIDGE]


def test_every_video_lies_on_a_picture_that_waits_until_it_is_near_and_says_nothing_twice(site: Told) -> None:
    for path, html in site.pages.items():
        kinds = {"img", "video"}
        found = [each for each in elements(html) if each.tag in kinds or each.attributes.get("class") == "screen"]
        for at, each in enumerate(found):
            if each.tag == "video":
                screen, picture = found[at - 2 : at]
                assert (screen.tag, picture.tag) == ("span", "img"), path
                assert (picture.attributes["loading"], picture.attributes["alt"]) == ("lazy", ""), path
                assert "poster" not in each.attributes, path
    assert "<video" in site.pages[BRIDGE]
