"""Words of the interface: looked up by key, filled in, and dates and times spelled with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType

from markupsafe import Markup

from btspress.model import Config
from btspress.web.theme import Theme


def catalogue(theme: Theme, language: str, overrides: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Words for a page in `language`: English, then the language, then its region, then the site's own."""
    words = _spoken(theme, language.lower())
    return MappingProxyType({**words, **overrides}) if overrides else words


@lru_cache(maxsize=16)
def _spoken(theme: Theme, tag: str) -> Mapping[str, str]:
    layers = ("en", tag.partition("-")[0], tag)
    return MappingProxyType({key: words for layer in layers for key, words in theme.labels.get(layer, {}).items()})


def words_of(theme: Theme, config: Config, language: str) -> Mapping[str, str]:
    """Words for the pages of a site in `language`; in its own it may say some of them differently."""
    return catalogue(theme, language, config.labels if language == config.language else None)


def phrase(words: Mapping[str, str], key: str, values: Mapping[str, object]) -> str:
    """The words for `key` with `{name}` filled in; raises `KeyError` when the catalogue has none.

    Of one thing, `{n}` being 1, speaks `key-one` where the catalogue has it.
    """
    text = words[key]
    if values.get("n") == 1:
        text = words.get(f"{key}-one", text)
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def in_full(instant: datetime, words: Mapping[str, str]) -> str:
    """`1 March 2026, 09:00 UTC+01:00`; without a zone only the day is told."""
    month = words["months"].split()[instant.month - 1]
    day = phrase(words, "date", {"day": instant.day, "month": month, "year": instant.year})
    return day if instant.tzinfo is None else f"{day}, {instant:%H:%M} {instant.tzname()}"


def spelled(day: date, words: Mapping[str, str]) -> Markup:
    """`<time datetime="2012-04-19">19 April 2012</time>`."""
    month = words["months"].split()[day.month - 1]
    shown = phrase(words, "date", {"day": day.day, "month": month, "year": day.year})
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), shown)
