"""The page that finds things: a list of what there is, and, with scripts, every word of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TypeAlias

from btspress.digest import digest_bytes
from btspress.engine.spread import MANY, meanwhile
from btspress.model import Film, Site
from btspress.pages.cards import LISTED, film_name, site_card
from btspress.pages.collection import doors_of
from btspress.pages.concordance import Concordance, Sheet, concordance
from btspress.pages.feeds import subscriptions
from btspress.pages.head import head
from btspress.pages.passages import leaves
from btspress.pages.spec import Head, PageSpec, file_of, frozen
from btspress.planned import Plan
from btspress.unchanging import unchanging

Awaited: TypeAlias = Callable[[], Concordance]
"""What gives the concordance of a site when it is asked for."""
_MARK = 8


@unchanging
class Slip:
    """One sheet of the concordance, as a page asks for it."""

    first: str
    address: str


@unchanging
class Lookup:
    """What the script of the page needs to find anything."""

    words: tuple[Slip, ...]
    texts: tuple[Slip, ...]
    pages: int
    """How many pages there are."""


def begun(site: Site, plan: Plan, workers: int) -> AbstractContextManager[Awaited]:
    """What `pages` needs most time for; of very many chapters another process begins with it at once."""
    work = partial(_concordance, site)
    many = sum(len(film.chapters) for film in site.films) >= MANY
    return meanwhile(work) if many and workers > 1 and not plan.hasty else nullcontext(work)


def pages(site: Site, plan: Plan, awaited: Awaited | None = None) -> Iterator[PageSpec]:
    """`/search/`, and the sheets that it loads. A preview has none: they would be made anew at each save."""
    lookup = None
    if not plan.hasty:
        made = awaited() if awaited else _concordance(site)
        words, texts = tuple(map(_spec_of, made.words)), tuple(map(_spec_of, made.texts))
        yield from (*words, *texts)
        lookup = Lookup(tuple(map(_slip, made.words, words)), tuple(map(_slip, made.texts, texts)), made.pages)
    films = tuple((film_name(film), _chapters(film), doors_of(film)) for film in site.films)
    values = frozen(
        site=site_card(site), films=films, lookup=lookup, feeds=() if plan.hasty else subscriptions(site, plan)
    )
    address = site.at("/search/")
    title = site.config.labels.get("search", "Search")
    yield PageSpec(
        path=file_of(address),
        template="search.html",
        head=head(site, plan, title, address, hidden=True),
        values=values,
        language=site.config.language,
        rights=site.config.rights,
    )


def _concordance(site: Site) -> Concordance:
    return concordance(leaves(site))


def _chapters(film: Film) -> tuple[tuple[str, str], ...]:
    """Title and address of each chapter; none of very many."""
    chapters = film.chapters if len(film.chapters) <= LISTED else ()
    return tuple((chapter.title, chapter.address) for chapter in chapters)


def _spec_of(sheet: Sheet) -> PageSpec:
    address = f"/assets/sheet.{digest_bytes(sheet.script.encode())[:_MARK]}.js"
    return PageSpec(
        path=address.lstrip("/"), template="", head=Head("", address=address, hidden=True), text=sheet.script
    )


def _slip(sheet: Sheet, spec: PageSpec) -> Slip:
    return Slip(sheet.first, spec.head.address)
