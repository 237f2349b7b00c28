"""Small values that pages show of other pages, so that a page depends on no more than it shows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from btspress.model import Chapter, Clip, Film, Frame, Person, Phase, Rights, Site
from btspress.pages.plain import opening_words
from btspress.unchanging import unchanging

LISTED = 200
"""Chapters of a film that pages of others still name: a thousand would be most of each page, and nobody's way."""
WORDS_A_MINUTE = 220
"""How fast a careful reader reads."""


@unchanging
class ChapterCard:
    """A chapter in a list."""

    number: int
    title: str
    address: str
    summary: str
    phase: str
    """Id."""
    shown: Clip | Frame | None
    alt: str
    minutes: int
    """Reading time."""
    watch: Fraction
    """Seconds of clips."""
    language: str
    withheld: str = ""
    spoiler: str = "none"


@unchanging
class ChapterName:
    """A chapter in the rail of another chapter: no more than its name, so that few edits touch it."""

    number: int
    title: str
    address: str
    phase: str


@unchanging
class FilmName:
    """What the pages of a film say about it."""

    slug: str
    title: str
    address: str
    year: str
    chapters: int
    withheld: str = ""


@unchanging
class FilmCard:
    """A film in a list of films."""

    slug: str
    title: str
    address: str
    year: str
    logline: str
    shown: Frame | None
    alt: str
    runtime: str
    studio: str
    country: str
    chapters: int
    minutes: int
    watch: Fraction
    withheld: str = ""


@unchanging
class RailPhase:
    """A phase of the production with its chapters."""

    id: str
    name: str
    start: date | None
    end: date | None
    chapters: tuple[ChapterCard | ChapterName, ...]
    state: str = ""
    """On a chapter's page: `past`, `here` or `ahead`."""


@unchanging
class Door:
    """A link to a page of the site."""

    key: str
    """What it leads to: `decisions`, `people` … (a key of the labels)."""
    address: str
    count: int = 0


@unchanging
class SiteCard:
    """What every page says about the site."""

    title: str
    description: str
    language: str
    films: tuple[tuple[str, str], ...]
    """(title, address)"""
    doors: tuple[Door, ...]
    rights: Rights


def reading_minutes(words: int) -> int:
    """Whole minutes that `words` take to read, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def chapter_card(chapter: Chapter, number: int) -> ChapterCard:
    """The chapter as others show it."""
    return ChapterCard(
        number=number,
        title=chapter.title,
        address=chapter.address,
        summary=chapter.summary or opening_words(chapter.blocks),
        phase=chapter.phase,
        shown=chapter.opening,
        alt=chapter.opening_alt,
        minutes=reading_minutes(chapter.words),
        watch=chapter.watch,
        language=chapter.language,
        withheld=chapter.withheld,
        spoiler=chapter.spoiler,
    )


def chapter_cards(film: Film) -> tuple[ChapterCard, ...]:
    """All chapters of the film in reading order."""
    return tuple(chapter_card(chapter, number) for number, chapter in enumerate(film.chapters, 1))


def film_card(film: Film) -> FilmCard:
    """The film as others show it; its poster is its first opening frame where it has none."""
    openings = (chapter for chapter in film.chapters if isinstance(chapter.opening, Frame))
    first = next(openings, None)
    frame = first.opening if first and isinstance(first.opening, Frame) else None
    return FilmCard(
        slug=film.slug,
        title=film.title,
        address=film.address,
        year=year_of(film),
        logline=film.logline,
        shown=film.poster or frame,
        alt=film.poster_alt if film.poster or not first else first.opening_alt,
        runtime=film.runtime,
        studio=film.studio,
        country=film.country,
        chapters=len(film.chapters),
        minutes=sum(reading_minutes(chapter.words) for chapter in film.chapters),
        watch=sum((chapter.watch for chapter in film.chapters), Fraction(0)),
        withheld=film.withheld,
    )


def chapter_names(film: Film) -> tuple[ChapterName, ...]:
    """The chapters of the film in reading order, by name; of very many those with which a phase begins."""
    names = tuple(
        ChapterName(number, chapter.title, chapter.address, chapter.phase)
        for number, chapter in enumerate(film.chapters, 1)
    )
    if len(names) <= LISTED:
        return names
    firsts = {name.phase: name.number for name in reversed(names)}
    return tuple(name for name in names if firsts[name.phase] == name.number)


def film_name(film: Film) -> FilmName:
    """The film as its pages name it."""
    return FilmName(film.slug, film.title, film.address, year_of(film), len(film.chapters), film.withheld)


def year_of(film: Film) -> str:
    """The year as the author wrote it, else that of the release."""
    return film.year or (str(film.released.year) if film.released else "")


Listed = tuple[ChapterCard, ...] | tuple[ChapterName, ...]


def rail(film: Film, cards: Listed, here: str = "") -> tuple[RailPhase, ...]:
    """The phases in order; `here` is the phase of the page that shows them."""
    ids = [phase.id for phase in film.phases]
    now = ids.index(here) if here in ids else None
    return tuple(_stop(phase, cards, number, now) for number, phase in enumerate(film.phases))


def _stop(phase: Phase, cards: Listed, number: int, now: int | None) -> RailPhase:
    inside = tuple(card for card in cards if card.phase == phase.id)
    state = "" if now is None else "here" if number == now else "past" if number < now else "ahead"
    return RailPhase(phase.id, phase.name, phase.start, phase.end, inside, state)


def site_card(site: Site) -> SiteCard:
    """The site as its pages show it."""
    shown = any(not person.implicit or person.roles for person in site.people)
    doors = [Door("people", site.at("/people/"), len(site.people))] if shown else []
    doors += [Door("glossary", site.at("/glossary/"), len(site.terms))] if site.terms else []
    doors.append(Door("search", site.at("/search/")))
    films = tuple((film.title, film.address) for film in site.films)
    config = site.config
    return SiteCard(config.title, config.description, config.language, films, tuple(doors), config.rights)


def address_of(site: Site, person: Person) -> str:
    """Address of the page of a person."""
    return site.at(f"/people/{person.slug}/")


def press_address(film: Film) -> str:
    """Address of the press kit of a film, where there is one."""
    return f"{film.address}press/"


def press_doors(film: Film) -> tuple[Door, ...]:
    """The way to the press kit of a film that has one."""
    count = len(film.press.stills)
    return (Door("press-kit", press_address(film), count),) if count else ()
