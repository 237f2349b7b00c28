"""Which pages a site has: one file a kind, one line a kind in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.model import Site
from btspress.pages import alias, chapter, collection, embed, film, glossary, home, machine, motif, not_found, person
from btspress.pages.kept import Kept
from btspress.pages.spec import PageSpec
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
    glossary.pages,
    alias.pages,
    not_found.pages,
)
"""Every kind of page."""


def lay_out(site: Site, plan: Plan, kept: Kept | None = None) -> tuple[PageSpec, ...]:
    """All pages of the site, ready to be rendered, and the files for machines; `kept` remembers those of chapters."""
    kept = kept or Kept()
    kept.begin()
    kinds = (partial(chapter.pages, kept=kept) if kind is chapter.pages else kind for kind in PAGES)
    specs = tuple(spec for kind in kinds for spec in kind(site, plan))
    return (*specs, *machine.sitemap(site, plan, specs), *machine.robots(site))


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
