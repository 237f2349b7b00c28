"""Lists that a chapter or film fills by itself: credits, timelines, and the order of dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from btspress.diagnostics import Diagnostic, Span, problem, suggest
from btspress.model import (
    Appearance,
    Block,
    Chapter,
    Credited,
    CreditList,
    Event,
    Film,
    Mention,
    Moment,
    Person,
    Signed,
    Soundbite,
    Timeline,
)
from btspress.walk import rebuild, walk


def makers_of(node: Moment | Soundbite) -> frozenset[str]:
    """Slugs of the people who sign a block or are named by it."""
    named = node.by if isinstance(node, Moment) else ()
    return frozenset(each.person for each in (node.signed, *named) if each and each.person)


def appearances(chapter: Chapter) -> Mapping[str, tuple[Appearance, ...]]:
    """Where each person, by slug, signs, speaks or is named in a chapter."""
    made: defaultdict[str, list[Appearance]] = defaultdict(list)
    for node in walk(chapter.blocks, Moment, Soundbite):
        kind = node.kind if isinstance(node, Moment) else "soundbite"
        words = node.title if isinstance(node, Moment) else ""
        for slug in makers_of(node):
            made[slug].append(Appearance(kind, words, f"{chapter.address}#{node.id}", chapter.title))
    named = {mention.person for mention in walk(chapter.blocks, Mention)}
    mentions = {slug: (Appearance("mention", "", chapter.address, chapter.title),) for slug in named - made.keys()}
    return {**{slug: tuple(places) for slug, places in made.items()}, **mentions}


def with_credits(chapter: Chapter, film: Film, people: tuple[Person, ...]) -> Chapter:
    """The chapter with its credit lists and timelines filled."""
    blocks = filled(chapter.blocks, (chapter,), film, people)
    return replace(chapter, blocks=blocks) if blocks is not chapter.blocks else chapter


def filled(
    blocks: tuple[Block, ...], chapters: tuple[Chapter, ...], film: Film, people: tuple[Person, ...]
) -> tuple[Block, ...]:
    """The blocks with credit lists and timelines that tell of `chapters`."""
    if not any(True for _ in walk(blocks, CreditList, Timeline)):
        return blocks
    credited = _credited(chapters, film, people)
    events = tuple(event for chapter in chapters for event in _dated(chapter))

    def change(node: Any) -> Any:
        if isinstance(node, CreditList):
            return replace(node, people=credited)
        if isinstance(node, Timeline):
            own = [event for event in events if not node.phase or event.phase == node.phase]
            both = {(event.on, event.what): event for event in (*own, *_addressed(node.events, film))}
            return replace(node, events=tuple(both[name] for name in sorted(both)))
        return node

    changed: tuple[Block, ...] = rebuild(blocks, change, CreditList, Timeline)
    return changed


def _credited(chapters: tuple[Chapter, ...], film: Film, people: tuple[Person, ...]) -> tuple[Credited, ...]:
    made = []
    places = [appearances(chapter) for chapter in chapters]
    signed_roles: defaultdict[str, list[str]] = defaultdict(list)
    for signed in walk(tuple(chapter.blocks for chapter in chapters), Signed):
        signed_roles[signed.person].extend(signed.roles)
    for person in people:
        seen = tuple(place for there in places for place in there.get(person.slug, ()))
        if not seen:
            continue
        own = [role for role in person.roles if role.film == film.slug]
        said = signed_roles.get(person.slug, [])
        roles = tuple(dict.fromkeys([role.role for role in own] or said))
        department = own[0].department if own else ""
        made.append(Credited(person.slug, person.name, roles, department, seen))
    return tuple(made)


def _dated(chapter: Chapter) -> tuple[Event, ...]:
    """Moments of the chapter that have a date and a title."""
    dated = [moment for moment in walk(chapter.blocks, Moment) if moment.on and moment.title]
    return tuple(
        Event(moment.on, moment.title, moment.phase or chapter.phase, f"{chapter.address}#{moment.id}")
        for moment in dated
        if moment.on
    )


def _addressed(events: tuple[Event, ...], film: Film) -> tuple[Event, ...]:
    """Milestones with the address of the chapter that tells them, where that is published."""
    addresses = {chapter.file.rsplit("/", 1)[-1].removesuffix(".md"): chapter.address for chapter in film.chapters}
    return tuple(
        event
        if event.address.startswith("/")
        else replace(event, address=addresses.get(event.address.removesuffix(".md"), ""))
        for event in events
    )


def check_dates(film: Film, spans: dict[str, Span], names: frozenset[str] = frozenset()) -> Iterable[Diagnostic]:
    """Dates that run backwards or lie in no phase. `names` are those of all chapters, also those left out."""
    by_name = {chapter.slug: chapter for chapter in film.chapters}
    before: Chapter | None = None
    for chapter in film.chapters:
        earlier = by_name.get(chapter.follows) if chapter.follows else before
        if chapter.follows and earlier is None and chapter.follows not in names:
            hint = suggest(chapter.follows, by_name)
            yield problem("E404", f"there is no chapter '{chapter.follows}'", spans.get(chapter.file), hint)
        elif earlier and earlier.start and chapter.start and chapter.start < earlier.start:
            words = f"'{chapter.title}' starts on {chapter.start}, before '{earlier.title}' ({earlier.start})"
            yield problem("E407", words, spans.get(chapter.file), "correct the dates, or say 'follows:'")
        before = chapter if chapter.start else before
    dated = [phase for phase in film.phases if phase.start and phase.end]
    for milestone in film.milestones:
        if dated and not any(p.start <= milestone.on <= p.end for p in dated if p.start and p.end):
            words = f"{milestone.on} ({milestone.what}) lies in no phase"
            yield problem("E406", words, spans.get(f"{film.file} {milestone.on}") or spans.get(film.file))
