"""What can be found on a site, in how few bytes, and what never is."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator

import pytest
from told_pages import BRIDGE, FILES, Told, told

from btspress.delivery.audience import PREVIEW
from btspress.engine.spread import MANY
from btspress.model import Site
from btspress.pages.concordance import Concordance, Sheet, concordance, words_in
from btspress.pages.passages import Leaf, Passage, leaves
from btspress.pages.search import begun, pages
from btspress.stages.plan import plan
from btspress.story.rights import Audience
from btspress.testing import NOON, picture, tell, video

CAPTIONS = "WEBVTT\n\n00:12.500 --> 00:13.000\nThe dolly rolls past.\n\n00:50.000 --> 00:51.000\nNobody shows this.\n"
SPOKEN = {"films/tears/media/scout.en.vtt": CAPTIONS}


@pytest.fixture(scope="module")
def site() -> Told:
    return told(files=SPOKEN)


def bridge(site: Site) -> Leaf:
    return next(leaf for leaf in leaves(site) if leaf.address == "/tears/bridge/")


def data_of(sheet: Sheet) -> object:
    return json.loads(sheet.script.removeprefix("btspress.sheet(").rstrip()[:-1])


def unfolded(made: Concordance) -> Iterator[tuple[str, dict[int, int]]]:
    """Each word with its pages, read as the script reads it."""
    for sheet in made.words:
        word = ""
        for line in str(data_of(sheet)).split(","):
            letters, digits = line.split(" ")
            word = word[: int(letters[0], 36)] + letters[1:]
            codes, code, shift = [], 0, 0
            for sign in digits:
                code += ((ord(sign) - 63) & 31) << shift
                shift += 5
                if ord(sign) - 63 < 32:
                    codes.append(code)
                    shift = 0
            yield word, {code >> 2: code & 3 for code in codes}


def book(pages: int, seed: int = 7) -> list[Leaf]:
    """Pages of words that are as frequent as words of a language: the second half as often as the first, and so on."""
    chance = random.Random(seed)
    known = ["".join(chance.choices("etaoinshrdlucm", k=3 + number % 7)) for number in range(8000)]

    def words(count: int) -> str:
        return " ".join(known[int(len(known) ** chance.random()) - 1] for _ in range(count))

    return [
        Leaf(f"/f/{page}/", f"Page {words(2)}", "chapter", "F", "en", tuple(Passage(words(90)) for _ in range(10)))
        for page in range(pages)
    ]


def test_what_is_said_in_a_clip_is_found_at_its_time(site: Told) -> None:
    heard = [each for each in bridge(site.site).passages if "dolly rolls" in each.words]
    assert [(each.anchor, each.at) for each in heard][:1] == [("take-four", "2.5")]


def test_lines_and_shots_are_found_at_their_times(site: Told) -> None:
    timed = {each.words: (each.anchor, each.at) for each in bridge(site.site).passages if each.at}
    assert timed["Wind lifts the card"] == ("with-marks", "5")
    assert timed["the take they kept"] == ("from-railing-to-ruin", "3")


def test_what_a_page_does_not_show_is_not_found_on_it(site: Told) -> None:
    assert "Nobody shows" not in str(tuple(leaves(site.site)))
    assert "He says he is sorry" in BRIDGE
    assert "sorry" not in str(tuple(leaves(site.site)))


def test_a_section_is_found_at_its_heading_and_a_moment_at_its_own_place(site: Told) -> None:
    places = {each.heading: each.anchor for each in bridge(site.site).passages}
    assert places["What the church was for"] == "what-the-church-was-for"
    assert places["Shoot on the real bridge, by day"] == "shoot-on-the-real-bridge-by-day"


def test_people_and_terms_are_found_too(site: Told) -> None:
    found = {leaf.kind: leaf for leaf in leaves(site.site)}
    assert (found["people"].address, found["people"].title) == ("/people/ada-lens/", "Ada Lens")
    assert (found["glossary"].title, found["glossary"].passages[0].anchor) == ("clean plate", "clean-plate")


def test_a_chapter_that_gives_the_film_away_is_found_by_its_title_alone() -> None:
    text = "---\nspoiler: full\n---\n# The end\n\nThe gardener did it.\n"
    whole = tuple(leaves(tell({"films/f/01-a.md": text})))
    assert "The end" in str(whole)
    assert "gardener" not in str(whole)


def test_what_is_withheld_is_in_no_sheet() -> None:
    text = "# A\n\nOpen words.\n\n> [!decision] Held {embargo=2999-01-01}\n>\n> Secretword.\n"
    files = {"films/f/01-a.md": text, "films/f/02-b.md": "---\ndraft: yes\n---\n# B\n\nDraftword.\n"}
    site = tell(files)
    told = "".join(spec.text for spec in pages(site, plan(site, "")))
    assert "Open words." in told
    assert not re.findall("secretword|draftword", told.lower())


def test_every_word_of_every_page_is_in_the_concordance_under_its_page() -> None:
    told = book(60)
    made = concordance(told)
    found = dict(unfolded(made))
    assert list(found) == sorted(found)
    for page, leaf in enumerate(told):
        for word in {*words_in(leaf.title), *words_in(" ".join(each.words for each in leaf.passages))}:
            assert not found[word] or page in found[word]
        assert all(found[word].get(page, 3) == 3 for word in words_in(leaf.title))


def test_sheets_of_texts_hold_all_pages_in_order() -> None:
    told = book(60)
    made = concordance(told)
    first = 0
    for sheet in made.texts:
        pages = data_of(sheet)
        assert isinstance(pages, list)
        assert sheet.first == str(first)
        assert [page[0] for page in pages] == [leaf.address for leaf in told[first : first + len(pages)]]
        first += len(pages)
    assert first == made.pages == len(told)


def test_the_list_of_words_is_at_most_15_per_cent_of_the_text() -> None:
    for count in (60, 150):
        told = book(count)
        text = sum(len(each.words) for leaf in told for each in leaf.passages)
        sent = sum(len(gzip.compress(sheet.script.encode(), 9)) for sheet in concordance(told).words)
        assert 0 < sent <= 0.15 * text


def test_a_small_site_has_no_list_of_words_at_all(site: Told) -> None:
    made = concordance(leaves(site.site))
    assert not made.words
    assert len(made.texts) == 1


def test_words_are_looked_up_without_case_and_accents() -> None:
    assert [*words_in("Émigré, STRAßE; don't 24 fps a 7")] == ["emigre", "straße", "don", "24", "fps", "7"]
    assert [*words_in("“Don’t” 24 fps_a 7 — B")] == ["don", "24", "fps", "7"]
    assert words_in("映画を撮る映画") == {"映": 2, "画": 2, "を": 1, "撮": 1, "る": 1}


def test_a_very_long_word_is_found_by_its_end_too() -> None:
    long = "taumata" * 6
    words = [f"{long}a{n} {long}" + " x1" * 6000 for n in range(12)]
    told = [Leaf(f"/{n}/", "T", "chapter", "", "en", (Passage(each),)) for n, each in enumerate(words)]
    found = dict(unfolded(concordance(told)))
    assert found[f"{long}a7"] == {7: 1}
    assert [*found[long]] == [*range(12)]


def test_a_word_that_is_everywhere_is_only_named() -> None:
    told = [
        Leaf(f"/{n}/", "T", "chapter", "", "en", (Passage(f"everywhere once{n}" + " x1" * 5000),)) for n in range(40)
    ]
    found = dict(unfolded(concordance(told)))
    assert found["everywhere"] == {}
    assert found["once7"] == {7: 1}


def test_the_page_lists_what_there_is_and_names_its_sheets(site: Told) -> None:
    html = site.pages["search/index.html"]
    (sheet,) = [path for path in site.files if path.startswith("assets/sheet.")]
    assert f'<script src="../{sheet}" data-page="0" defer></script>' in html
    assert '<form role="search" class="finder" id="finder" hidden' in html
    assert '<li><a href="../tears/bridge/">The bridge at noon</a></li>' in html
    assert 'href="search/"' in site.pages["index.html"]


def test_no_other_page_loads_the_search(site: Told) -> None:
    loaded = [path for path, html in site.pages.items() if "/search." in html]
    assert loaded == ["search/index.html"]


def test_a_preview_says_that_it_cannot_be_searched() -> None:
    site = tell(
        dict(FILES),
        {"films/tears/media/wide.jpg": picture(), "films/tears/media/scout.mp4": video()},
        audience=Audience.PREVIEW,
        as_of=NOON,
    )
    (page,) = pages(site, plan(site, "", PREVIEW))
    assert page.path == "search/index.html"
    assert page.values["lookup"] is None


def test_a_search_that_another_process_begins_is_the_same() -> None:
    many = tell({f"films/f/{number:03}-a.md": f"# Take {number}\n\nWords of *{number}*.\n" for number in range(MANY)})
    planned = plan(many, "")
    with begun(many, planned, 2) as awaited:
        assert [*pages(many, planned, awaited)] == [*pages(many, planned)]
