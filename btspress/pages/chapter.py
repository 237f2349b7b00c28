"""A chapter: the story itself, in every language it was told in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from btspress.model import Chapter, Film, Site
from btspress.pages.cards import (
    ChapterCard,
    chapter_card,
    chapter_cards,
    chapter_names,
    film_name,
    rail,
    reading_minutes,
    site_card,
)
from btspress.pages.embed import embeds_of
from btspress.pages.head import head
from btspress.pages.linked_data import Desk, chapter_data
from btspress.pages.plain import opening_words
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import Plan


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/tears-of-steel/the-bridge/`, and its translations."""
    for film in site.films:
        cards = chapter_cards(film)
        for number, chapter in enumerate(film.chapters, 1):
            yield _page(site, plan, film, chapter, number, cards)
        for told in site.translations:
            number = _original(film, told)
            if number:
                yield _page(site, plan, film, told, number, _in_language(site, cards, film, told.language))


def _page(
    site: Site, plan: Plan, film: Film, chapter: Chapter, number: int, cards: tuple[ChapterCard, ...]
) -> PageSpec:
    motifs = {motif.id: motif.name for motif in film.motifs}
    values = frozen(
        site=site_card(site),
        film=film_name(film),
        chapter=replace(chapter, blocks=(), notes=()),
        body=chapter.blocks,
        notes=chapter.notes,
        number=number,
        minutes=reading_minutes(chapter.words),
        rail=rail(film, chapter_names(film), chapter.phase),
        phase=next((phase.name for phase in film.phases if phase.id == chapter.phase), ""),
        motifs=tuple((motifs[key], f"{film.address}motifs/{key}/") for key in chapter.motifs if key in motifs),
        previous=cards[number - 2] if number > 1 else None,
        next=cards[number] if number < len(cards) else None,
        languages=chapter.translations,
        embeds=embeds_of(site, chapter),
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
            alternates=chapter.translations,
            data=chapter_data(Desk(site, plan), film, chapter),
            hidden=bool(chapter.withheld),
        ),
        values=values,
        media=media_of(values, plan),
        language=chapter.language,
        rights=chapter.rights,
    )


def _original(film: Film, told: Chapter) -> int:
    """Number of the chapter that `told` translates; 0 when it belongs to another film."""
    for number, chapter in enumerate(film.chapters, 1):
        if (told.language, told.address) in chapter.translations:
            return number
    return 0


def _in_language(site: Site, cards: tuple[ChapterCard, ...], film: Film, language: str) -> tuple[ChapterCard, ...]:
    """The cards, with those chapters in `language` that exist in it."""
    there = {told.address: told for told in site.translations if told.language == language}
    made = list(cards)
    for index, chapter in enumerate(film.chapters):
        for _, address in chapter.translations:
            if address in there:
                made[index] = chapter_card(there[address], index + 1)
    return tuple(made)
