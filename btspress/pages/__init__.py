"""Which pages a site has: one file a kind, one line a kind in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.model import Site
from btspress.pages import (
    alias,
    chapter,
    cite,
    collection,
    embed,
    feeds,
    film,
    footage,
    glossary,
    handout,
    home,
    hosting,
    machine,
    motif,
    not_found,
    person,
    presskit,
    search,
    timeline,
)
from btspress.pages.editions import with_editions
from btspress.pages.kept import Kept
from btspress.pages.spec import PageSpec
from btspress.pages.tellings import Words, in_words
from btspress.planned import Plan

PageKind = Callable[[Site, Plan], Iterable[PageSpec]]

PAGES: tuple[PageKind, ...] = (
    home.pages,
    film.pages,
    chapter.pages,
    embed.pages,
    person.pages,
    person.index,
    motif.pages,
    collection.pages,
    timeline.pages,
    footage.pages,
    glossary.pages,
    presskit.pages,
    handout.pages,
    cite.pages,
    feeds.pages,
    alias.pages,
    hosting.pages,
    not_found.pages,
)
"""Every kind of page but the search, which is made of all chapters together."""

_KEPT = (chapter.pages, handout.pages)
"""Those that are laid out of one chapter each, whatever its language."""
_ONCE = (*_KEPT, alias.pages, hosting.pages, not_found.pages)
"""Those that a site has once; of all others each language has its own."""


def lay_out(site: Site, plan: Plan, kept: Kept | None = None, words: Words | None = None) -> tuple[PageSpec, ...]:
    """All pages of the site, ready to be rendered, and the files for machines; `kept` remembers those of chapters.

    Titles are said with `words`; without them, and with what the site itself says differently, in English.
    """
    return (*lay_out_story(site, plan, kept, words), *lay_out_search(site, plan, words))


def lay_out_story(site: Site, plan: Plan, kept: Kept | None = None, words: Words | None = None) -> tuple[PageSpec, ...]:
    """As `lay_out`, but for the search."""
    kept = kept or Kept()
    kept.begin()
    site = in_words(site, words) if words else site
    given: dict[PageKind, PageKind] = {kind: partial(kind, kept=kept) for kind in _KEPT}
    told = tuple(spec for kind in PAGES for spec in given.get(kind, kind)(site, plan))
    specs = with_editions(site, plan, told, (kind for kind in PAGES if kind not in _ONCE))
    return (*specs, *machine.sitemap(site, plan, specs), *machine.robots(site))


def lay_out_search(
    site: Site, plan: Plan, words: Words | None = None, awaited: search.Awaited | None = None
) -> tuple[PageSpec, ...]:
    """The search in every language, with all that it loads; `awaited` gives what was begun of it."""
    site = in_words(site, words) if words else site
    return with_editions(site, plan, tuple(search.pages(site, plan, awaited)), (search.pages,))


def collisions(specs: Iterable[PageSpec]) -> Iterator[Diagnostic]:
    """Pages that would be the same file: a chapter called 'Decisions' beside the film's decisions."""
    seen: dict[str, PageSpec] = {}
    for spec in specs:
        first = seen.setdefault(spec.path, spec)
        if first is not spec:
            text = f"'{first.head.title}' and '{spec.head.title}' are both {spec.head.address}"
            yield problem("E413", text, _place(spec))


def _place(spec: PageSpec) -> Span | None:
    told = getattr(spec.values.get("chapter"), "file", "")
    return Span(told, 1, 1, 2) if told else None
