"""Former addresses of chapters: a page that leads on, so that old links keep working on any host."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from btspress.model import Chapter, Film, Site
from btspress.pages.spec import Head, PageSpec, file_of
from btspress.pages.tellings import chapters_told, tellings
from btspress.planned import Plan
from btspress.web.urls import relative

_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="robots" content="noindex"><meta http-equiv="refresh" content="0; url={address}"></head>
<body><p><a href="{address}">{title}</a></p></body></html>
"""


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """One page for each of a chapter's `aliases`."""
    for film, chapter in _told(site):
        for address in _addresses(film, chapter):
            path = file_of(address)
            there = escape(relative(chapter.address, path))
            text = _PAGE.format(language=chapter.language, title=escape(chapter.title), address=there)
            yield PageSpec(path, "", Head(chapter.title, address=address, hidden=True), text=text)


def former(site: Site) -> Iterator[tuple[str, str]]:
    """Each former address and the one that took its place, both site-absolute: for hosts that lead on by rule."""
    for film, chapter in _told(site):
        for address in _addresses(film, chapter):
            yield address, chapter.address


def _told(site: Site) -> Iterator[tuple[Film, Chapter]]:
    """Every chapter in every language."""
    return ((film, each) for told in tellings(site) for film in told.films for _, each in chapters_told(told, film))


def _addresses(film: Film, chapter: Chapter) -> Iterator[str]:
    return (_address(alias, film) for alias in chapter.aliases)


def _address(alias: str, film: Film) -> str:
    """Site-absolute; an alias without a slash in front lies in the folder of its film."""
    address = alias if alias.startswith("/") else f"{film.address}{alias}"
    return address if address.endswith(("/", ".html")) else f"{address}/"
