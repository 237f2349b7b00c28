"""A chapter: the story itself, in every language it was told in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from btspress.model import Chapter, Film, Site
from btspress.pages.cards import (
    ChapterCard,
    FilmName,
    RailPhase,
    SiteCard,
    chapter_cards,
    chapter_names,
    film_name,
    rail,
    reading_minutes,
    site_card,
)
from btspress.pages.cite import works_of
from btspress.pages.embed import embeds_of, oembed_of
from btspress.pages.handout import handout_of
from btspress.pages.head import head
from btspress.pages.kept import Kept
from btspress.pages.linked_data import Desk, chapter_data
from btspress.pages.plain import opening_words
from btspress.pages.review import review_of
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.pages.tellings import chapters_told, in_language, tellings
from btspress.planned import Plan
from btspress.unchanging import unchanging


@unchanging
class _Shared:
    """What all chapters of a film show, worked out once."""

    site: SiteCard
    film: FilmName
    cards: tuple[ChapterCard, ...]
    rails: Mapping[str, tuple[RailPhase, ...]]
    """By phase of the chapter that shows one."""


def pages(site: Site, plan: Plan, kept: Kept | None = None) -> Iterator[PageSpec]:
    """`/tears-of-steel/the-bridge/`, and its translations; `kept` holds those of the last time."""
    kept = kept or Kept()
    for told in tellings(site):
        for film in told.films:
            shared = _shared(told, film)
            facts = replace(film, chapters=(), blocks=(), notes=())
            fixed = (told.config, facts, shared.site, shared.film, shared.rails)
            objects = (plan, *(kept.same(f"{told.root} {film.address} {n}", each) for n, each in enumerate(fixed)))
            for number, chapter in chapters_told(told, film):
                around = _around(number, chapter, shared)
                made = partial(_spec, told, plan, film, chapter, around)
                seen = (number, around["previous"], around["next"])
                yield kept.once(chapter.file, (chapter, *objects), seen, made)


def _shared(site: Site, film: Film) -> _Shared:
    names = chapter_names(film)
    phases = {chapter.phase for chapter in film.chapters}
    rails = {phase: rail(film, names, phase) for phase in phases}
    return _Shared(site_card(site), film_name(film), chapter_cards(film), rails)


def edited(site: Site, plan: Plan, film: Film, chapter: Chapter, before: PageSpec) -> PageSpec:
    """The page `before` as it is after an edit of its chapter that no other page shows but by title or phase.

    `film` holds the chapter as it is now, if it is told in the language of the site.
    """
    if chapter.language != site.config.language:
        site = in_language(site, chapter.language)
        film = next(each for each in site.films if each.slug == film.slug)
        now = (chapter if each.address == chapter.address else each for each in film.chapters)
        film = replace(film, chapters=tuple(now))
    was = before.values["chapter"]
    around = {name: before.values[name] for name in ("site", "film", "number", "previous", "next")}
    known = isinstance(was, Chapter) and (was.title, was.phase) == (chapter.title, chapter.phase)
    names = () if known else chapter_names(film)
    around["rail"] = before.values["rail"] if known else rail(film, names, chapter.phase)
    return _spec(site, plan, film, chapter, around)


def _around(number: int, chapter: Chapter, shared: _Shared) -> Mapping[str, object]:
    """What the page of a chapter shows of others."""
    cards = shared.cards
    return {
        "site": shared.site,
        "film": shared.film,
        "number": number,
        "rail": shared.rails[chapter.phase],
        "previous": cards[number - 2] if number > 1 else None,
        "next": cards[number] if number < len(cards) else None,
    }


def _spec(site: Site, plan: Plan, film: Film, chapter: Chapter, around: Mapping[str, object]) -> PageSpec:
    """The page of a chapter; `around` is what it shows of others."""
    motifs = {motif.id: motif.name for motif in film.motifs}
    embeds = embeds_of(site, chapter)
    values = frozen(
        site=around["site"],
        film=around["film"],
        chapter=replace(chapter, blocks=(), notes=()),
        body=chapter.blocks,
        notes=chapter.notes,
        number=around["number"],
        minutes=reading_minutes(chapter.words),
        rail=around["rail"],
        phase=next((phase.name for phase in film.phases if phase.id == chapter.phase), ""),
        motifs=tuple((motifs[key], f"{film.address}motifs/{key}/") for key in chapter.motifs if key in motifs),
        previous=around["previous"],
        next=around["next"],
        languages=chapter.translations,
        embeds=embeds,
        handout=handout_of(chapter),
        cites=works_of(site, film, chapter),
        review=review_of(site.config, chapter),
    )
    return PageSpec(
        path=file_of(chapter.address),
        template="chapter.html",
        head=head(
            site,
            plan,
            f"{chapter.title} · {film.title}",
            chapter.address,
            chapter.summary or opening_words(chapter.blocks),
            kind="article",
            alternates=_alternates(site, chapter),
            data=chapter_data(Desk(site, plan), film, chapter, embeds),
            hidden=bool(chapter.withheld),
            oembed=oembed_of(embeds),
        ),
        values=values,
        media=media_of(values, plan),
        language=chapter.language,
        rights=chapter.rights,
        root=site.root,
    )


def _alternates(site: Site, chapter: Chapter) -> tuple[tuple[str, str], ...]:
    """The page in every language, itself too, as search engines want it; the site's own is for all others."""
    if not chapter.translations:
        return ()
    every = sorted({(chapter.language, chapter.address), *chapter.translations})
    own = site.original or site.config.language
    rest = [("x-default", address) for language, address in every if language == own]
    return (*every, *rest)
