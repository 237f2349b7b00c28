"""The home page, films, people and the glossary in another language, each beside its original."""

from __future__ import annotations

import posixpath
from pathlib import Path

import pytest
from told_pages import Told, elements, told

from btspress.diagnostics import Severity
from btspress.session import Options, Session
from btspress.story.rights import Audience
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
    "films/tears/02-bridge.de.md": FILES["films/tears/02-bridge.md"].replace("title: ", "title: Deutsch, ", 1),
    "people/ada-lens.de.md": "---\nname: Ada Lens\n---\n\nAda hat drei Filme produziert.\n",
    "glossary.de.md": "# Glossar\n\n## Leerbild {#clean-plate}\n\nDie Aufnahme ohne Menschen.\n",
}
PATHS = ("de/index.html", "de/tears/index.html", "de/people/ada-lens/index.html", "de/glossary/index.html")
ONCE = ("404.html", "tears/first/index.html")
"""Pages that are there in one language only: of all hosts' mistakes, and a chapter that nobody translated."""


@pytest.fixture(scope="module")
def german() -> Told:
    return told("documentary", EDITION)


def test_a_lost_reader_is_told_so_in_every_language(german: Told) -> None:
    page = german.pages["404.html"]
    assert "Diese Szene wurde geschnitten" in page
    assert links(page) == {"de": "/told/de/"}
    assert "lost-too" not in told("documentary").pages["404.html"]


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
    for path in (path for path in german.pages if path.startswith("de/")):
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
    assert all(path.startswith("de/") for path in new)


def test_every_page_but_those_of_untranslated_chapters_is_there_in_both_languages(german: Told) -> None:
    """Whatever kind of page there will ever be: it is in both, or it is named here."""
    alone = {path for path in german.pages if not path.startswith("de/") and f"de/{path}" not in german.pages}
    beneath_chapters = {path for path in alone if path.startswith("tears/first/")}
    assert alone - beneath_chapters == set(ONCE) - beneath_chapters


def test_every_page_names_all_its_languages_and_each_of_them_points_back(german: Told) -> None:
    heads = {spec.head.address: spec.head for spec in german.specs if spec.head.alternates}
    assert {address for address in heads if address.startswith("/de/")} > {"/de/people/", "/de/tears/decisions/"}
    for address, head in heads.items():
        there = [each.removeprefix("https://films.example/told") for _, each in head.alternates]
        assert address in there
        for other in there:
            assert heads[other].alternates == head.alternates


def test_all_that_a_page_of_an_edition_leads_to_is_in_its_language_where_that_exists(german: Told) -> None:
    for path in (path for path in german.pages if path.startswith("de/")):
        for each in elements(german.pages[path]):
            href = str(each.attributes.get("href") or "").partition("#")[0]
            if each.tag == "a" and href.endswith("/") and ":" not in href and not each.attributes.get("hreflang"):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
                assert target.startswith("de") or f"de/{target}/index.html" not in german.pages, f"{path}: {href}"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("de/tears/decisions/index.html", "Entscheidungen · Tränen — Was wirklich ist"),
        ("de/people/index.html", "Menschen — Was wirklich ist"),
        ("tears/decisions/index.html", "Decisions · Tears"),
    ],
)
def test_titles_are_in_the_language_of_their_page(german: Told, path: str, title: str) -> None:
    assert f"<title>{title}" in german.pages[path]


def test_words_that_nobody_translated_say_which_language_they_are_in() -> None:
    pages = told(files={"films/tears/film.de.md": FILM}).pages
    assert '<div class="story" lang="en">' in pages["de/people/ada-lens/index.html"]
    assert '<section class="term-entry" lang="en" id="clean-plate"' in pages["de/glossary/index.html"]
    assert 'lang="en" class="entry' in pages["de/tears/decisions/index.html"]


def test_a_film_that_is_not_told_in_a_language_has_no_page_in_it() -> None:
    pages = told(files={"glossary.de.md": EDITION["glossary.de.md"]}).pages
    assert "de/glossary/index.html" in pages
    assert "de/people/ada-lens/index.html" in pages
    assert not [path for path in pages if path.startswith("de/tears/")]


def test_a_link_to_a_chapter_leads_to_it_in_the_language_of_the_text() -> None:
    words = "---\nname: Ada Lens\n---\n\nSiehe [die Brücke](../films/tears/02-bridge.md), [alles](../films/tears/film.md).\n"
    page = told(files={**EDITION, "people/ada-lens.de.md": words}).pages["de/people/ada-lens/index.html"]
    found = [str(each.attributes["href"]) for each in elements(page) if each.words in {"die Brücke", "alles"}]
    assert set(found) == {"../../tears/bridge/", "../../tears/"}


def test_each_language_is_searched_by_itself(german: Told) -> None:
    sheets = [spec.text for spec in german.specs if spec.path.startswith("assets/sheet.")]
    assert any("/de/people/ada-lens/" in text and "/de/tears/bridge/" in text for text in sheets)
    assert not any(
        "/de/tears/bridge/" in text and "/people/ada-lens/" in text.replace("/de/people", "") for text in sheets
    )


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


def test_an_edited_chapter_of_another_language_is_shown_at_once_as_the_whole_build_shows_it(tmp_path: Path) -> None:
    chapter = tmp_path / "site/films/f/01-a.de.md"
    chapter.parent.mkdir(parents=True)
    (tmp_path / "site/films/f/film.de.md").write_text("---\ntitle: Der Film\nmotifs: {rope: Das Seil}\n---\n")
    (tmp_path / "site/films/f/film.md").write_text("---\ntitle: The film\nmotifs: {rope: The rope}\n---\n")
    (tmp_path / "site/films/f/01-a.md").write_text("---\ntitle: A\nmotifs: [rope]\n---\n\nWords.\n")
    (tmp_path / "site/films/f/02-b.md").write_text("# B\n\nWords.\n")
    chapter.write_text("---\ntitle: Das A\nmotifs: [rope]\n---\n\nWorte.\n")
    options = Options(Audience.PREVIEW, keep_going=True, cache=tmp_path / "cache")
    session = Session(tmp_path / "site", tmp_path / "out", options)
    session.build()
    for words in ("---\ntitle: Das A\nmotifs: [rope]\n---\n\nAndere.\n", "# Neu\n\nAndere.\n"):
        chapter.write_text(words)
        (page,) = session.first({"films/f/01-a.de.md"})
        session.build()
        assert page.body == (tmp_path / "out" / page.path).read_bytes()
        assert b"Der Film" in page.body
    assert b"Das Seil" not in page.body


def test_a_former_address_of_a_translation_leads_to_it_and_machines_are_told_of_its_clips(german: Told) -> None:
    words = EDITION["films/tears/02-bridge.de.md"].replace("title: ", "aliases: [alt]\ntitle: ", 1)
    pages = told(files={**EDITION, "films/tears/02-bridge.de.md": words}).pages
    assert 'href="../bridge/"' in pages["de/tears/alt/index.html"]
    (sitemap,) = [spec.text for spec in german.specs if spec.path == "sitemap.xml"]
    entry = sitemap.partition("<loc>https://films.example/told/de/tears/bridge/</loc>")[2].partition("</url>")[0]
    original = sitemap.partition("<loc>https://films.example/told/tears/bridge/</loc>")[2].partition("</url>")[0]
    assert entry.count("<video:video>") == original.count("<video:video>")


def test_a_film_whose_translation_is_kept_back_has_none_of_its_pages_in_that_language() -> None:
    later = FILM.replace("---\n", "---\nembargo: 2999-01-01T00:00+00:00\n", 1)
    made = told(files={**EDITION, "films/tears/film.de.md": later})
    assert any(path.startswith("de/") for path in made.pages)
    assert not [path for path in made.pages if path.startswith("de/tears/")]
    assert not [path for path, page in made.pages.items() if "Eine Hand und eine Brücke" in page]
