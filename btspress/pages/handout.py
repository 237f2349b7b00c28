"""What a class takes home: a handout of every chapter that teaches, and the key to it, made for paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from btspress.model import (
    Block,
    Budget,
    Chapter,
    Comparison,
    Figure,
    Film,
    Gallery,
    Grade,
    Learning,
    NoteMark,
    Scene,
    Schedule,
    Sequence,
    Site,
    Soundbite,
    Term,
    TermMention,
    Withheld,
)
from btspress.pages.cards import film_name, site_card
from btspress.pages.head import absolute, head
from btspress.pages.kept import Kept
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.pages.tellings import chapters_told, tellings
from btspress.planned import Plan
from btspress.walk import walk

_KEPT = Learning | Figure | Comparison | Gallery | Grade | Scene | Sequence | Soundbite | Budget | Schedule
FOR_THE_KEY = frozenset({"answer", "teacher"})
"""Kinds of learning blocks that students do not get."""


def pages(site: Site, plan: Plan, kept: Kept | None = None) -> Iterator[PageSpec]:
    """`/tears-of-steel/the-bridge/handout/` and `…/handout/key/`; `kept` holds those of the last time."""
    kept = kept or Kept()
    for told in tellings(site):
        shared = kept.same(f"handouts{told.root}", (told.config, told.terms, site_card(told)))
        for film in told.films:
            title = kept.same(f"handouts{told.root} {film.address}", film_name(film))
            for _, chapter in chapters_told(told, film):
                for key in (False, True) if teaches(chapter) else ():
                    made = partial(_page, told, plan, film, chapter, key=key)
                    name = f"{chapter.file} {'key' if key else 'handout'}"
                    yield kept.once(name, (chapter, plan, shared, title), (), made)


def handout_of(chapter: Chapter) -> str:
    """Address of the handout of a chapter; empty where it has none."""
    return f"{chapter.address}handout/" if teaches(chapter) else ""


def teaches(chapter: Chapter) -> bool:
    """Whether a chapter has a handout: there is something in it to do or to learn."""
    return any(True for _ in walk(chapter.blocks, Learning))


def _page(site: Site, plan: Plan, film: Film, chapter: Chapter, *, key: bool) -> PageSpec:
    address = f"{chapter.address}handout/{'key/' if key else ''}"
    body = tuple(evidence(chapter.blocks, key=key))
    marked = {mark.label for mark in walk(body, NoteMark)}
    values = frozen(
        site=site_card(site),
        film=film_name(film),
        chapter=replace(chapter, blocks=(), notes=()),
        objectives=tuple(each for each in body if isinstance(each, Learning) and each.kind == "objectives"),
        body=tuple(each for each in body if not (isinstance(each, Learning) and each.kind == "objectives")),
        notes=tuple(note for note in chapter.notes if note.label in marked),
        terms=terms_in(site, body),
        key=key,
        lines=not key,
        form="paper",
        story=absolute(site.config.base_url, chapter.address) if site.config.base_url else "",
    )
    return PageSpec(
        path=file_of(address),
        template="handout.html",
        head=head(site, plan, f"{chapter.title} · {film.title}", chapter.address, hidden=True),
        values=values,
        media=media_of(values, plan),
        language=chapter.language,
        rights=chapter.rights,
        root=site.root,
    )


def evidence(blocks: Iterable[Block], *, key: bool) -> Iterator[Block]:
    """What there is to see, to hear and to do in `blocks`, in reading order; answers with the `key` only."""
    for block in blocks:
        if isinstance(block, Learning) and block.kind in FOR_THE_KEY and not key:
            continue
        if isinstance(block, _KEPT):
            yield block
        elif isinstance(block, Withheld):
            continue
        else:
            yield from evidence(getattr(block, "body", ()), key=key)


def terms_in(site: Site, body: object) -> tuple[Term, ...]:
    """The glossary's words that are used in `body`, and those that explain them, by name."""
    meanings = {term.slug: term.body for term in site.terms}
    used: set[str] = set()
    new = {mention.term for mention in walk(body, TermMention)}
    while new:
        used |= new
        told = tuple(meanings.get(slug, ()) for slug in new)
        new = {mention.term for mention in walk(told, TermMention)} - used
    return tuple(sorted((term for term in site.terms if term.slug in used), key=lambda term: term.name.casefold()))
