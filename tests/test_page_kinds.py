"""Which pages there are, what they gather, and what they depend on."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

import pytest
from told_pages import BRIDGE, FILES, Told, told

from btspress.model import Chapter, Film, Phase
from btspress.pages import collisions
from btspress.pages.appearances import places_of_motifs, places_of_people, places_of_terms
from btspress.pages.cards import LISTED, chapter_names, rail, reading_minutes
from btspress.pages.plain import opening_words, shortened
from btspress.pages.spec import PageSpec, file_of


@pytest.fixture(scope="module")
def site() -> Told:
    return told()


def keys(made: Told) -> Mapping[str, str]:
    return {spec.path: spec.key for spec in made.specs}


def spec(made: Told, path: str) -> PageSpec:
    return next(found for found in made.specs if found.path == path)


def changed(files: Mapping[str, str], before: Told) -> set[str]:
    """Pages that another text of some files changes."""
    after = keys(told(files=files))
    return {path for path, key in keys(before).items() if after.get(path) != key}


def test_every_kind_of_page_is_there(site: Told) -> None:
    found = sorted(path for path in keys(site) if not path.startswith("assets/sheet."))
    assert [path for path in found if not path.endswith("oembed.json")] == [
        "404.html",
        "_headers",
        "_redirects",
        "feed.json",
        "feed.xml",
        "glossary/index.html",
        "index.html",
        "people/ada-lens/index.html",
        "people/index.html",
        "robots.txt",
        "search/index.html",
        "sitemap.xml",
        "tears/accidents/index.html",
        "tears/bridge/embed/a-still-beside-a-clip/index.html",
        "tears/bridge/embed/closer-1-held/index.html",
        "tears/bridge/embed/from-railing-to-ruin/index.html",
        "tears/bridge/embed/from-set-to-screen/index.html",
        "tears/bridge/embed/in-step/index.html",
        "tears/bridge/embed/stages/index.html",
        "tears/bridge/embed/take-four/index.html",
        "tears/bridge/embed/the-dolly-once-more/index.html",
        "tears/bridge/embed/with-marks/index.html",
        "tears/bridge/handout/index.html",
        "tears/bridge/handout/key/index.html",
        "tears/bridge/index.html",
        "tears/challenges/index.html",
        "tears/citations.bib",
        "tears/citations.json",
        "tears/decisions/index.html",
        "tears/deleted/index.html",
        "tears/first/index.html",
        "tears/footage/index.html",
        "tears/index.html",
        "tears/locations/index.html",
        "tears/motifs/railing/index.html",
        "tears/podcast.xml",
        "tears/press/index.html",
        "tears/takeaways/index.html",
        "tears/timeline/index.html",
    ]


def test_a_site_of_one_text_has_no_empty_pages() -> None:
    made = told(files=dict.fromkeys(FILES, "") | {"films/f/01-a.md": "# Alone\n\nWords.\n"})
    assert "glossary/index.html" not in keys(made)
    assert not made.problems


def test_addresses_are_files() -> None:
    assert file_of("/") == "index.html"
    assert file_of("/people/") == "people/index.html"
    assert file_of("/404.html") == "404.html"


def test_a_person_is_found_where_they_decide_and_speak(site: Told) -> None:
    places = places_of_people(site.site)["ada-lens"]
    assert [(place.kind, place.address) for place in places] == [
        ("mention", "/tears/first/"),
        ("decision", "/tears/bridge/#shoot-on-the-real-bridge-by-day"),
        ("soundbite", "/tears/bridge/#soundbite"),
    ]


def test_a_motif_is_found_in_story_order(site: Told) -> None:
    places = places_of_motifs(site.site.films[0])["railing"]
    assert [place.kind for place in places] == ["chapter", "clip", "decision"]
    assert places[1].words == "Take four"


def test_a_term_knows_its_chapters(site: Told) -> None:
    assert [place.address for place in places_of_terms(site.site)["clean-plate"]] == ["/tears/bridge/"]


def test_a_collection_shows_what_was_chosen_and_what_was_not(site: Told) -> None:
    html = site.pages["tears/decisions/index.html"]
    assert "Shoot on the real bridge, by day" in html
    assert "night in the studio" in html
    assert "Begin" in html


def test_a_challenge_in_its_collection_names_its_answer(site: Told) -> None:
    assert "Answered by: Draw the corner away" in site.pages["tears/challenges/index.html"]


def test_an_edit_touches_its_own_page_alone(site: Told) -> None:
    edited = BRIDGE.replace("The corner falls off into dark.", "The corner falls off.")
    pages = changed({"films/tears/02-bridge.md": edited}, site)
    found = {path for path in pages if not path.startswith(("assets/sheet.", "tears/bridge/handout/"))}
    assert found == {"tears/bridge/index.html", "tears/challenges/index.html", "search/index.html"}


def test_moving_a_paragraph_down_touches_nothing(site: Told) -> None:
    assert not changed({"films/tears/02-bridge.md": BRIDGE.replace("---\n\nThe break", "---\n\n\n\nThe break")}, site)


def test_a_new_title_touches_those_who_name_it(site: Told) -> None:
    pages = changed({"films/tears/01-first.md": FILES["films/tears/01-first.md"].replace("First", "Second")}, site)
    assert "glossary/index.html" not in pages
    assert {"tears/bridge/index.html", "tears/index.html"} <= pages


def test_a_chapter_named_as_a_collection_collides(site: Told) -> None:
    made = told(files={"films/tears/03-decisions.md": "---\ntitle: Decisions\n---\n\nWords.\n"})
    (found,) = collisions(made.specs)
    assert found.code == "E413"
    assert "/tears/decisions/" in found.message
    assert not list(collisions(site.specs))


def test_the_sitemap_is_xml_with_full_addresses(site: Told) -> None:
    text = spec(site, "sitemap.xml").text
    root = ElementTree.fromstring(text)
    spaces = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "v": "http://www.google.com/schemas/sitemap-video/1.1",
    }
    found = [place.text for place in root.findall("s:url/s:loc", spaces)]
    assert "https://films.example/told/tears/bridge/" in found
    assert not [address for address in found if "404" in str(address)]
    assert root.findall("s:url/v:video/v:duration", spaces)
    assert "Sitemap: https://films.example/told/sitemap.xml" in spec(site, "robots.txt").text


def test_without_an_address_of_its_own_a_site_has_no_sitemap() -> None:
    made = told(files={"site.md": "---\ntitle: Told\n---\n"})
    assert "sitemap.xml" not in keys(made)
    assert 'rel="canonical"' not in made.pages["index.html"]


def test_canonical_and_shared_pictures_are_full_addresses(site: Told) -> None:
    html = site.pages["tears/bridge/index.html"]
    assert '<link rel="canonical" href="https://films.example/told/tears/bridge/">' in html
    assert '<meta property="og:image" content="https://films.example/told/media/' in html
    assert '<meta name="description" content="A night scene becomes a day scene.">' in html


def test_reading_takes_at_least_a_minute() -> None:
    assert [reading_minutes(words) for words in (0, 220, 1000)] == [1, 1, 5]


def test_words_are_cut_at_words(site: Told) -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("one two", 9) == "one two"
    chapter = site.site.films[0].chapters[1]
    assert opening_words(chapter.blocks).startswith(
        "The break-up happens on a small bridge. Ada Lens kept the clean plate"
    )


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("She fell twice. Then he came along.", "She fell twice."),
        ("“She fell twice!” Then he came along.", "“She fell twice!”"),
        ("So. She fell twice and he came along.", "So. She fell twice and he…"),
        ("She rang up Dr. Who about it all, twice.", "She rang up Dr. Who about…"),
    ],
)
def test_an_excerpt_ends_with_a_sentence_where_that_is_not_too_short(words: str, kept: str) -> None:
    assert shortened(words, 28) == kept


def test_the_rail_of_very_many_chapters_names_those_with_which_phases_begin() -> None:
    def named(count: int) -> list[list[int]]:
        phases = (Phase("plan", "Plan"), Phase("shoot", "Shoot"))
        told = tuple(Chapter(f"{n}", f"/f/{n}/", "", "", (), phase=phases[n > 90].id) for n in range(1, count + 1))
        film = Film("f", "/f/", "", "F", phases=phases, chapters=told)
        return [[each.number for each in stop.chapters] for stop in rail(film, chapter_names(film), "shoot")]

    assert named(LISTED) == [[*range(1, 91)], [*range(91, LISTED + 1)]]
    assert named(LISTED + 1) == [[1], [91]]
