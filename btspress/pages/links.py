"""Links that lead nowhere: to a page that the site does not have, or to no place on their own page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from btspress.diagnostics import Diagnostic, problem
from btspress.model import Block, Site
from btspress.pages.spec import PageSpec, file_of
from btspress.walk import walk
from btspress.web.urls import is_web
from btspress.written import Link


def dead_links(site: Site, specs: Iterable[PageSpec]) -> Iterator[Diagnostic]:
    """A finding for each link in a chapter, film, person or home page that has no target."""
    files = frozenset(spec.path for spec in specs)
    bodies: list[tuple[str, tuple[Block, ...]]] = [("/", site.home)]
    bodies += [(film.address, film.blocks) for film in site.films]
    bodies += [(chapter.address, chapter.blocks) for film in site.films for chapter in film.chapters]
    bodies += [(chapter.address, chapter.blocks) for chapter in site.translations]
    bodies += [(f"/people/{person.slug}/", person.body) for person in site.people]
    for address, blocks in bodies:
        for link in walk(blocks, Link):
            words = _fault(link.address, address, files, blocks)
            if words:
                yield problem("E411", words, link.span)


def _fault(link: str, address: str, files: frozenset[str], blocks: tuple[Block, ...]) -> str:
    """What is wrong with the address of a link on the page at `address`; empty when nothing is."""
    if is_web(link):
        return ""
    path, _, fragment = unquote(link).partition("#")
    if not path:
        there = not fragment or any(getattr(node, "id", "") == fragment for node in walk(blocks, object))
        return "" if there else f"there is no '#{fragment}' on this page"
    target = posixpath.normpath(posixpath.join(address, path.partition("?")[0]))
    target += "/" if path.endswith("/") and target != "/" else ""
    if file_of(target) in files or file_of(f"{target}/") in files:
        return ""
    return f"there is no page '{path}'"
