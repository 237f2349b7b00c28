"""Pages in other languages: each kind is laid out once more of the site as that language tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from btspress.model import Site
from btspress.pages.head import absolute
from btspress.pages.spec import PageSpec, file_of
from btspress.pages.tellings import in_language, languages_of, planned_in
from btspress.planned import Plan

_SHARED = "/assets/"
"""Files that pages of all languages load; their names say what is in them."""


def with_editions(
    site: Site, plan: Plan, specs: tuple[PageSpec, ...], kinds: Iterable[Callable[[Site, Plan], Iterable[PageSpec]]]
) -> tuple[PageSpec, ...]:
    """`specs` with the pages of all other languages behind them; each page leads to itself in the others.

    `kinds` are those pages that there are in every language. What has the words of one chapter is among `specs`.
    """
    languages = languages_of(site)
    if not languages:
        return specs
    kinds = tuple(kinds)
    there = {spec.path for spec in specs}
    others = [spec for language in languages for spec in _of(site, plan, language, kinds) if spec.path not in there]
    every = (*specs, *others)
    return tuple(_linked(site, every))


def _of(
    site: Site, plan: Plan, language: str, kinds: Iterable[Callable[[Site, Plan], Iterable[PageSpec]]]
) -> Iterator[PageSpec]:
    """The pages of one language; what lies elsewhere is there already, as the page of a film that is not told in it."""
    told = in_language(site, language)
    planned = planned_in(plan, told)
    for kind in kinds:
        for spec in kind(told, planned):
            if spec.head.address.startswith((f"{told.root}/", _SHARED)):
                yield replace(spec, root=told.root) if spec.template else spec


def _linked(site: Site, specs: tuple[PageSpec, ...]) -> Iterator[PageSpec]:
    """Pages with links to themselves in other languages, for readers and for search engines."""
    own, base = site.config.language, site.config.base_url
    pages: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for spec in specs:
        if _stands(spec):
            pages[_original(spec)][spec.language] = spec.head.address
    for spec in specs:
        there = pages[_original(spec)] if _stands(spec) else {}
        if len(there) < 2 or own not in there or spec.head.alternates:
            yield spec
            continue
        every = [(language, absolute(base, address)) for language, address in sorted(there.items())]
        every.append(("x-default", absolute(base, there[own])))
        switch = tuple((language, address) for language, address in sorted(there.items()) if language != spec.language)
        values = MappingProxyType({**spec.values, "languages": switch})
        yield replace(spec, head=replace(spec.head, alternates=tuple(every)), values=values)


def _stands(spec: PageSpec) -> bool:
    """Whether it is a page with an address of its own: a piece that other sites show has that of its story."""
    return bool(spec.template) and file_of(spec.head.address) == spec.path


def _original(spec: PageSpec) -> str:
    """The file that the page would be in the site's own language."""
    return spec.path.removeprefix(f"{spec.root[1:]}/") if spec.root else spec.path
