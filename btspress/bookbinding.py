"""A film's chapters as a book: the pages of a built site once more, in the form for paper, packed as EPUB 3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from btspress.delivery.epub import Book, Leaf, is_picture
from btspress.diagnostics import Diagnostic
from btspress.model import Chapter, Film, Learning, Site
from btspress.pages.cards import film_name, site_card
from btspress.pages.handout import FOR_THE_KEY, terms_in
from btspress.pages.head import absolute, head, planned_picture
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.pages.tellings import in_language, in_words, languages_of, planned_in
from btspress.planned import Plan
from btspress.stages.render import render_page
from btspress.walk import rebuild
from btspress.web.environment import Environment
from btspress.web.theme import Theme
from btspress.web.urls import is_web
from btspress.web.words import catalogue, words_of
from btspress.web.xhtml import as_xhtml

_CSS = "book.css"
"""Asset of the theme that lays the leaves out."""


@dataclass(slots=True)
class _Pictures:
    """Published pictures by the name that they get in the book, in the order in which they are shown."""

    folder: Path
    taken: dict[str, bytes] = field(default_factory=dict)

    def name_of(self, page: str, address: str) -> str:
        """The name of what the page `page` shows from `address`; empty for what a book cannot show."""
        return self.take(normpath(join(dirname(page), address)))

    def take(self, path: str) -> str:
        """The name of the published file `path`."""
        file = self.folder / path
        if path.startswith("..") or not is_picture(path) or not file.is_file():
            return ""
        name = f"images/{file.name}"
        if name not in self.taken:
            self.taken[name] = file.read_bytes()
        return name


def told_in(site: Site, theme: Theme, language: str) -> Site:
    """The site as it is told in `language`, in its own without one; raises `ValueError` for one that it is not in."""
    site = in_words(site, partial(words_of, theme, site.config))
    languages = (site.config.language, *languages_of(site))
    if language and language not in languages:
        raise ValueError(f"the story is told in {', '.join(languages)}: say one of these with --language")
    return in_language(site, language) if language in languages[1:] else site


def bound(
    site: Site, plan: Plan, film: Film, environment: Environment, folder: Path, on: date, *, key: bool = False
) -> tuple[Book, tuple[Diagnostic, ...]]:
    """The book of `film` and what its templates did wrong.

    `folder` holds the published site, whose pictures it takes; `on` is the day of this edition. Answers and notes
    for teachers are in it with the `key` only.
    """
    pictures, plan = _Pictures(folder), planned_in(plan, site)
    specs = tuple(_specs(site, plan, film, key=key))
    names = {spec.path: f"leaf-{number:02}.xhtml" for number, spec in enumerate(specs)}
    leaves: list[Leaf] = []
    problems: list[Diagnostic] = []
    for spec in specs:
        rendered = render_page(spec, environment, site.config)
        problems.extend(rendered.problems)
        link = partial(_linked, names, spec.path, site.config.base_url)
        body = as_xhtml(rendered.page.body.decode(), link, partial(pictures.name_of, spec.path))
        leaves.append(Leaf(names[spec.path], spec.head.title, body, spec.language))
    poster = planned_picture(plan, film.poster)
    cover = pictures.take(poster.fallback.url.lstrip("/")) if poster else ""
    words = catalogue(environment.theme, site.config.language, site.config.labels)
    css = environment.theme.assets.get(_CSS)
    rights = film.rights
    book = Book(
        address=absolute(site.config.base_url, film.address),
        title=film.title,
        language=site.config.language,
        on=on,
        leaves=tuple(leaves),
        pictures=tuple(pictures.taken.items()),
        cover=cover,
        css=css.body.decode() if css else "",
        creator=rights.holder or film.studio or site.config.title,
        rights=" · ".join(filter(None, (rights.credit, rights.licence))),
        description=film.logline or film.synopsis,
        contents=words["contents"],
    )
    return book, tuple(problems)


def _specs(site: Site, plan: Plan, film: Film, *, key: bool) -> Iterator[PageSpec]:
    """A page in the form for paper: of the film, of each of its chapters, and of the words that they use."""
    chapters = film.chapters if key else tuple(_without_key(chapter) for chapter in film.chapters)
    shared: dict[str, Any] = {"site": site_card(site), "film": film_name(film), "form": "paper", "lines": False}
    spec = partial(_spec, site, plan, film, shared)
    yield spec("title", film.address, film.title, film.language, body=film.blocks, notes=film.notes)
    for number, chapter in enumerate(chapters, 1):
        told = {"chapter": replace(chapter, blocks=(), notes=()), "body": chapter.blocks, "notes": chapter.notes}
        yield spec("chapter", chapter.address, chapter.title, chapter.language, number=number, **told)
    terms = terms_in(site, chapters)
    if terms:
        title = site.config.labels.get("glossary", "Glossary")
        yield spec("terms", f"{site.root}/glossary/", title, terms=terms)


def _spec(
    site: Site,
    plan: Plan,
    film: Film,
    shared: Mapping[str, Any],
    part: str,
    address: str,
    title: str,
    language: str = "",
    **told: object,
) -> PageSpec:
    empty = {"chapter": None, "body": (), "notes": (), "terms": (), "number": 0}
    base = site.config.base_url
    values = frozen(**{**shared, **empty, **told}, part=part, facts=film, story=absolute(base, address) if base else "")
    return PageSpec(
        path=file_of(address),
        template="book.html",
        head=replace(head(site, plan, title, address), title=title),
        values=values,
        media=media_of(values["body"], plan) + media_of(film.poster, plan),
        language=language or site.config.language,
        rights=film.rights,
    )


def _without_key(chapter: Chapter) -> Chapter:
    """The chapter without answers and notes for teachers."""

    def change(node: Any) -> Any:
        return None if node.kind in FOR_THE_KEY else node

    return replace(chapter, blocks=rebuild(chapter.blocks, change, Learning))


def _linked(names: Mapping[str, str], page: str, base_url: str, address: str) -> str:
    """Where a link of `page` leads in a book: to a leaf, to the web, or nowhere."""
    if is_web(address) or address.startswith("#"):
        return address
    path, mark, fragment = address.partition("#")
    target = normpath(join(dirname(page), path))
    file = file_of(f"/{target}/") if path.endswith("/") else target
    if file in names:
        return names[file] + mark + (fragment if file.startswith("glossary") else "")
    return absolute(base_url, f"/{target}{'/' if path.endswith('/') else ''}{mark}{fragment}") if base_url else ""
