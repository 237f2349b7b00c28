"""The site as it is told in each of its languages: in its own, and, as far as it is translated, in the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from btspress.model import Chapter, Edition, Film, Person, Site, Term
from btspress.planned import Plan

Words = Callable[[str], Mapping[str, str]]
"""The words of the interface in a language."""


def tellings(site: Site) -> tuple[Site, ...]:
    """The site itself, then in each other language that anything of it is told in, by their tags."""
    return (site, *(in_language(site, language) for language in languages_of(site)))


def languages_of(site: Site) -> tuple[str, ...]:
    """All languages but its own that chapters or other pages are translated into."""
    told = {each.language for each in site.translations}
    told |= {each.language for each in site.editions if each.home or each.films or each.people or each.terms}
    return tuple(sorted(told - {site.config.language}))


def in_language(site: Site, language: str) -> Site:
    """The site as if it had been written in that language; what is not translated stands in it in its own words.

    Its films and pages have addresses in the folder of the language; a film that nobody translated keeps its own.
    """
    edition = next((each for each in site.editions if each.language == language), Edition(language))
    front, own = edition.home, site.config.language
    config = replace(site.config, language=language, labels=site.words.get(language, {}))
    if front:
        config = replace(config, title=front.title, description=front.description)
    return replace(
        site,
        config=config,
        films=tuple(_films(site, edition)),
        people=tuple(_people(site, edition)),
        terms=tuple(_terms(site, edition)),
        home=front.body if front else site.home,
        home_notes=front.notes if front else site.home_notes,
        home_language="" if front else own,
        translations=(),
        editions=(),
        root=f"/{language}",
        original=own,
    )


def in_words(site: Site, words: Words) -> Site:
    """The site with the words of the interface in each of its languages, as titles of pages need them."""
    own = site.config.language
    every = {language: words(language) for language in (own, *languages_of(site))}
    return replace(site, config=replace(site.config, labels=every[own]), words=MappingProxyType(every))


def planned_in(plan: Plan, told: Site) -> Plan:
    """The plan with cards and press kits at the addresses of that telling: they are those of the originals."""
    if not told.root:
        return plan
    cards = {f"{told.root}{address}": card for address, card in plan.cards.items()}
    kits = {f"{told.root}{address}": kit for address, kit in plan.kits.items()}
    return replace(plan, cards=MappingProxyType({**cards, **plan.cards}), kits=MappingProxyType({**kits, **plan.kits}))


def chapters_told(told: Site, film: Film) -> Iterator[tuple[int, Chapter]]:
    """Number and chapter of all that is really told in the language of that telling."""
    for number, chapter in enumerate(film.chapters, 1):
        if chapter.language == told.config.language:
            yield number, chapter


def _films(site: Site, edition: Edition) -> Iterator[Film]:
    mine = {each.slug: each for each in edition.films}
    told = {each.address: each for each in site.translations if each.language == edition.language}
    for film in site.films:
        chapters = tuple(_chapter(each, told) for each in film.chapters)
        if film.slug not in mine and chapters == film.chapters:
            yield film
            continue
        if film.slug in edition.kept:
            yield replace(film, chapters=chapters)
            continue
        told_of = mine.get(film.slug) or _untold(film, site.config.language)
        yield replace(told_of, address=f"/{edition.language}{film.address}", chapters=chapters)


def _untold(film: Film, language: str) -> Film:
    """A film whose chapters alone are translated: what its own page says is in the `language` of the original."""
    stones = tuple(replace(each, language=language) for each in film.milestones)
    return replace(film, milestones=stones, language=language)


def _chapter(chapter: Chapter, told: Mapping[str, Chapter]) -> Chapter:
    """The chapter as it is told in the language, else as it is."""
    return next((told[address] for _, address in chapter.translations if address in told), chapter)


def _people(site: Site, edition: Edition) -> Iterator[Person]:
    mine = {each.slug: each for each in edition.people}
    for person in site.people:
        yield mine.get(person.slug) or replace(person, language=site.config.language)


def _terms(site: Site, edition: Edition) -> Iterator[Term]:
    """The whole glossary; a word that is as in the original is not translated."""
    mine = {each.slug: each for each in edition.terms}
    for term in site.terms:
        told = mine.get(term.slug, term)
        yield replace(term, language=site.config.language) if told == term else told
