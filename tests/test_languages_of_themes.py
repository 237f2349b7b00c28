"""The words of the interface, in English and in other languages."""

from __future__ import annotations

import re

import pytest
from told_pages import told

from btspress.testcard import FILES
from btspress.web.theme import load_theme
from btspress.web.words import catalogue, phrase

THEMES = ("documentary", "classroom", "press")
LANGUAGES = ("de", "fr")
_MOST = 0.05
"""Part of the words that may still wait for their translation; those are shown in English."""


def blanks(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))


def labels(theme: str, language: str) -> dict[str, str]:
    loaded = load_theme(theme).theme
    assert loaded
    return dict(loaded.labels.get(language, {}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_catalogue_has_the_words_of_the_english_one_and_no_others(theme: str, language: str) -> None:
    english, other = labels(theme, "en"), labels(theme, language)
    assert not other.keys() - english.keys()
    waiting = english.keys() - other.keys()
    assert len(waiting) <= _MOST * len(english), f"to be translated into {language}: {sorted(waiting)}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_translated_words_have_the_blanks_of_the_english_ones(theme: str, language: str) -> None:
    english, other = labels(theme, "en"), labels(theme, language)
    assert [key for key, words in other.items() if blanks(words) != blanks(english[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_has_a_name(language: str) -> None:
    assert len(labels("documentary", language)["months"].split()) == 12


def test_a_language_without_catalogue_is_told_in_english() -> None:
    theme = load_theme("documentary").theme
    assert theme
    words = catalogue(theme, "nl")
    assert phrase(words, "chapter", {"n": 3}) == "Chapter 3"
    assert phrase(catalogue(theme, "de-AT"), "chapter", {"n": 3}) == "Kapitel 3"


def test_pages_of_a_german_site_speak_german() -> None:
    head = FILES["site.md"].replace("---\n", "---\nlang: de\n", 1)
    page = told(files={"site.md": re.sub(r"(?m)^lang: en\n", "", head)}).pages["tears/bridge/index.html"]
    assert '<html lang="de"' in page
    assert "Zur Geschichte springen" in page
    assert "Skip to the story" not in page
