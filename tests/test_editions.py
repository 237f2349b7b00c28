"""The home page, films, people and the glossary in another language, each beside its original."""

from __future__ import annotations

import posixpath

import pytest
from told_pages import Told, elements, told

from btspress.diagnostics import Severity
from btspress.testcard import FILES

FILM = """---
title: Tränen
logline: Eine Hand und eine Brücke.
motifs:
  railing: {name: Das Geländer, look-for: das Echte}
phases:
  - {id: pre, name: Vor dem Dreh}
---

Worum es geht.
"""
EDITION = {
    "site.de.md": "---\ntitle: Was wirklich ist\n---\n\nWillkommen.\n",
    "films/tears/film.de.md": FILM,
    "films/tears/02-bridge.de.md": FILES["films/tears/02-bridge.md"].replace("title: ", "title: Deutsch: ", 1),
    "people/ada-lens.de.md": "---\nname: Ada Lens\n---\n\nAda hat drei Filme produziert.\n",
    "glossary.de.md": "# Glossar\n\n## Leerbild {#clean-plate}\n\nDie Aufnahme ohne Menschen.\n",
}
PATHS = ("de/index.html", "de/tears/index.html", "de/people/ada-lens/index.html", "de/glossary/index.html")


@pytest.fixture(scope="module")
def german() -> Told:
    return told(files=EDITION)


def links(page: str, **wanted: str) -> dict[str, str]:
    """Addresses of links by their language."""
    return {
        str(each.attributes["hreflang"]): str(each.attributes["href"])
        for each in elements(page)
        if each.attributes.get("hreflang") and all(each.attributes.get(key) == value for key, value in wanted.items())
    }


@pytest.mark.parametrize("path", PATHS)
def test_a_translated_page_lies_in_the_folder_of_its_language_and_speaks_it(german: Told, path: str) -> None:
    assert '<html lang="de"' in german.pages[path]
    assert "Zur Geschichte springen" in german.pages[path]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (PATHS[0], "Willkommen."),
        (PATHS[0], "Was wirklich ist"),
        (PATHS[1], "Eine Hand und eine Brücke."),
        (PATHS[1], "Das Geländer"),
        (PATHS[1], "Vor dem Dreh"),
        (PATHS[1], "Worum es geht."),
        (PATHS[2], "Ada hat drei Filme produziert."),
        (PATHS[3], "Leerbild"),
    ],
)
def test_it_shows_the_translated_words(german: Told, path: str, words: str) -> None:
    assert words in german.pages[path]
    assert words not in german.pages[path.removeprefix("de/")]


def test_the_film_leads_to_the_chapters_of_its_language_and_to_the_original_of_others(german: Told) -> None:
    there = {str(each.attributes.get("href")) for each in elements(german.pages[PATHS[1]]) if each.tag == "a"}
    assert "bridge/" in there
    assert "../../tears/first/" in there


@pytest.mark.parametrize("path", PATHS)
def test_both_pages_lead_to_each_other_by_the_languages_own_names(german: Told, path: str) -> None:
    original = path.removeprefix("de/")
    for page, language, name in ((original, "de", "Deutsch"), (path, "en", "English")):
        (link,) = [each for each in elements(german.pages[page]) if each.tag == "a" and each.attributes.get("hreflang")]
        assert (link.attributes["hreflang"], link.words) == (language, name)


@pytest.mark.parametrize("path", PATHS)
def test_both_pages_tell_search_engines_of_both(german: Told, path: str) -> None:
    original = path.removeprefix("de/")
    one, other = (links(german.pages[page], rel="alternate") for page in (original, path))
    assert one.keys() == other.keys() == {"de", "en", "x-default"}
    heads = {spec.path: spec.head for spec in german.specs}
    assert heads[original].alternates == heads[path].alternates


def test_every_link_of_an_edition_leads_somewhere(german: Told) -> None:
    for path in PATHS:
        for each in elements(german.pages[path]):
            href = str(each.attributes.get("href") or "").partition("#")[0]
            if each.tag == "a" and href and ":" not in href:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
                file = f"{target}/index.html".removeprefix("./") if href.endswith("/") else target
                assert file in german.files, f"{path}: {href}"


def test_an_edition_is_no_chapter_and_nobody_new(german: Told) -> None:
    plain = told()
    assert [film.slug for film in german.site.films] == [film.slug for film in plain.site.films]
    assert german.site.people == plain.site.people
    new = german.pages.keys() - plain.pages.keys()
    assert {path for path in new if not path.startswith("de/tears/bridge/")} == set(PATHS)


def test_what_is_not_translated_has_no_page_in_that_language() -> None:
    pages = told(files={"glossary.de.md": EDITION["glossary.de.md"]}).pages
    assert [path for path in pages if path.startswith("de/")] == ["de/glossary/index.html"]


def test_a_film_that_nobody_may_see_yet_has_no_edition_either() -> None:
    secret = FILES["films/tears/film.md"].replace("---\n", "---\nembargo: 2999-01-01T00:00+00:00\n", 1)
    pages = told(files={**EDITION, "films/tears/film.md": secret}).pages
    assert "de/tears/index.html" not in pages
    assert not [path for path, page in pages.items() if "Eine Hand und eine Brücke" in page]


def test_a_word_that_the_glossary_does_not_have_is_told() -> None:
    files = {"glossary.de.md": "## Erfunden\n\nGibt es nicht.\n"}
    found = [each for each in told(files=files).site.problems if each.code == "E701"]
    assert [(each.severity, each.span.file if each.span else "") for each in found] == [
        (Severity.ERROR, "glossary.de.md")
    ]


def test_a_block_that_only_one_of_two_film_pages_has_is_told() -> None:
    files = {"films/tears/film.de.md": f"{FILM}\n> [!note] Nur hier\n>\n> Worte.\n"}
    found = [each for each in told(files=files).site.problems if each.code == "E701"]
    assert [each.span.file if each.span else "" for each in found] == ["films/tears/film.de.md"]
