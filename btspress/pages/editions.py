"""Pages in other languages: laid out as their originals are, and put into the folder of their language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from btspress.model import Edition, Site
from btspress.pages import film, glossary, home, person
from btspress.pages.head import absolute
from btspress.pages.spec import PageSpec
from btspress.planned import Plan


def with_editions(site: Site, plan: Plan, specs: tuple[PageSpec, ...]) -> tuple[PageSpec, ...]:
    """`specs` with the pages of all editions behind them; each page that has others leads to them."""
    if not site.editions:
        return specs
    others = tuple(spec for edition in site.editions for spec in _of(site, plan, edition))
    languages: dict[str, dict[str, str]] = {}
    for edition in site.editions:
        for address in _translated(edition):
            there = languages.setdefault(address, {site.config.language: address})
            there[edition.language] = f"/{edition.language}{address}"
    known = {address: names for names in languages.values() for address in names.values()}
    return tuple(_linked(site, spec, known.get(spec.head.address, {})) for spec in (*specs, *others))


def _of(site: Site, plan: Plan, edition: Edition) -> Iterator[PageSpec]:
    """The pages of one edition, at their own addresses."""
    wanted = _translated(edition)
    told = _in_language(site, edition)
    for kind in (home.pages, film.pages, person.pages, glossary.pages):
        for spec in kind(told, plan):
            if spec.head.address in wanted:
                yield _moved(site, spec, edition.language)


def _translated(edition: Edition) -> frozenset[str]:
    """Addresses of the originals."""
    return frozenset(
        (
            *(("/",) if edition.home else ()),
            *(each.address for each in edition.films),
            *(f"/people/{each.slug}/" for each in edition.people),
            *(("/glossary/",) if edition.terms else ()),
        )
    )


def _in_language(site: Site, edition: Edition) -> Site:
    """The site as it would be if it had been written in that language, as far as it is translated."""
    films = {each.slug: each for each in edition.films}
    people = {each.slug: each for each in edition.people}
    front = edition.home
    config = replace(site.config, language=edition.language)
    if front:
        config = replace(config, title=front.title, description=front.description)
    return replace(
        site,
        config=config,
        films=tuple(films.get(each.slug, each) for each in site.films),
        people=tuple(people.get(each.slug, each) for each in site.people),
        terms=edition.terms or site.terms,
        home=front.body if front else site.home,
        home_notes=front.notes if front else site.home_notes,
    )


def _moved(site: Site, spec: PageSpec, language: str) -> PageSpec:
    """The page in the folder of its language; what it says to machines would name the original, and is left out."""
    address = f"/{language}{spec.head.address}"
    base = site.config.base_url
    head = replace(spec.head, address=address, canonical=absolute(base, address) if base else "", data="")
    return replace(spec, path=f"{language}/{spec.path}", head=head)


def _linked(site: Site, spec: PageSpec, languages: Mapping[str, str]) -> PageSpec:
    """The page with links to itself in other languages, for readers and for search engines."""
    if not languages or not spec.template:
        return spec
    base, here = site.config.base_url, spec.head.address
    every = [(language, absolute(base, address)) for language, address in sorted(languages.items())]
    every.append(("x-default", absolute(base, languages[site.config.language])))
    switch = tuple((language, address) for language, address in sorted(languages.items()) if address != here)
    values = MappingProxyType({**spec.values, "languages": switch})
    return replace(spec, head=replace(spec.head, alternates=tuple(every)), values=values)
