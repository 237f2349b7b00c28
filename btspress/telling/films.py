"""One film: its facts first, then its chapters, then what only all of them together tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.directives.desk import DocumentDesk
from btspress.model import (
    Chapter,
    Clip,
    Film,
    Frame,
    Milestone,
    Motif,
    Person,
    Phase,
    Press,
    PressStill,
    Rights,
    Source,
)
from btspress.story.heads import FilmHead, MotifHead, PhaseHead
from btspress.story.layout import FilmFolder, slugify, split_language
from btspress.story.library import Library
from btspress.story.outline import outline_of
from btspress.story.rights import inherit
from btspress.telling.chapters import Tell, Told, chapter_of, in_order, with_translations
from btspress.telling.lists import check_dates, filled, with_credits
from btspress.telling.motifs import unseen
from btspress.telling.people import head_of
from btspress.telling.phases import usual_phases
from btspress.telling.threads import page_of
from btspress.telling.translation import compare, guarded
from btspress.telling.withheld import edition_kept, film_kept, kept_above, phases_kept, told_open
from btspress.unchanging import unchanging
from btspress.written import Document, Series, Table


@unchanging
class ToldFilm:
    """A film, or None where this audience must not see it, with translations and all findings."""

    film: Film | None
    translations: tuple[Chapter, ...]
    problems: tuple[Diagnostic, ...]


def film_of(
    folder: FilmFolder,
    documents: Mapping[str, Document],
    library: Library,
    above: Rights,
    people: tuple[Person, ...],
    tell: Tell = chapter_of,
) -> ToldFilm:
    """The film that `folder` tells of; `tell` tells its chapters."""
    found: list[Diagnostic] = []
    document = documents.get(folder.head)
    head = head_of(document, FilmHead, found) if document else FilmHead()
    facts = facts_of(folder, head, library, above, documents)
    found.extend(told_open(head.checkpoints, document, library.gate) if document else ())
    told = [tell(documents[path], facts, library, library.language, head.spoilers, None) for path in folder.chapters]
    originals = dict(zip(folder.chapters, told, strict=True))
    for path in folder.chapters:
        original, language = split_language(path.removesuffix(".md"))
        if language in library.languages:
            span = documents[path].head.span
            found.append(problem("E703", f"there is no {original.rsplit('/', 1)[-1]}.md to translate", span))
    chapters = in_order(tuple(each.chapter for each in told if each.chapter), head.order)
    translations = _translations(folder, documents, facts, library, head.spoilers, originals, found, tell)
    found.extend(finding for each in told for finding in each.problems)
    shown = {chapter.slug for chapter in chapters}
    milestones = tuple(_untied(milestone, shown) for milestone in facts.milestones)
    outline = outline_of(library.lists, folder.folder, found)
    film = replace(facts, chapters=_joined(chapters, translations), milestones=milestones, outline=outline)
    if document:
        film = _with_body(film, document, head, library, found)
    chapters = tuple(with_credits(each, film, people) for each in film.chapters)
    film = replace(film, chapters=chapters, blocks=filled(film.blocks, chapters, film, people))
    names = frozenset(path.rsplit("/", 1)[-1].removesuffix(".md") for path in folder.chapters)
    found.extend(check_dates(film, _spans(documents, folder), names))
    if film.withheld and not library.gate.sees_all:
        return ToldFilm(None, (), tuple(found))
    if document and all(each.chapter for each in told):
        found.extend(unseen(film, document))
    credited = tuple(with_credits(each, film, people) for each in _crossed(film.chapters, translations))
    return ToldFilm(film, credited, tuple(found))


def facts_of(
    folder: FilmFolder, head: FilmHead, library: Library, above: Rights, documents: Mapping[str, Document]
) -> Film:
    """What film.md says, as its chapters see it: without body and chapters."""
    facts = _facts(folder, head, inherit(above, head.rights))
    facts = facts if facts.phases else replace(facts, phases=usual_phases(folder.chapters, documents))
    why = film_kept(head, library.gate) or kept_above(folder.folder, documents, library.gate)
    return replace(facts, withheld=why, waiting=phases_kept(head, library.gate))


def _facts(folder: FilmFolder, head: FilmHead, rights: Rights) -> Film:
    name = folder.folder.rsplit("/", 1)[-1]
    slug = slugify(name or head.title or "film")
    motifs = tuple(_motif(name, motif) for name, motif in head.motifs.items())
    milestones = (
        Milestone(each.on, each.what, each.chapter, each.kind, each.planned) for each in head.milestones if each.on
    )
    return Film(
        slug=slug,
        address=f"/{slug}/",
        file=folder.head or folder.folder,
        title=head.title or name.replace("-", " ").replace("_", " ").title() or "Untitled",
        year=head.year or (str(head.released.year) if head.released else ""),
        released=head.released,
        runtime=head.runtime,
        logline=head.logline,
        synopsis=head.synopsis,
        theme=head.theme,
        motifs=motifs,
        phases=tuple(_phase(each) for each in head.phases),
        milestones=tuple(milestones),
        studio=head.studio,
        country=head.country,
        look=head.look,
        accent=head.accent,
        ids=tuple(head.ids.items()),
        rights=rights,
    )


def _phase(head: PhaseHead) -> Phase:
    """A plan has two days; of one alone nothing can be drawn."""
    first, last = head.planned_start, head.planned_end
    planned = (first, max(first, last)) if first and last else None
    return Phase(head.id, head.name or head.id, head.start, head.end, planned)


def _untied(milestone: Milestone, shown: set[str]) -> Milestone:
    """The milestone without a chapter that this audience must not know of."""
    return milestone if milestone.chapter.removesuffix(".md") in shown else replace(milestone, chapter="")


def _motif(name: str, motif: MotifHead | str) -> Motif:
    return Motif(name, motif) if isinstance(motif, str) else Motif(name, motif.name or name, motif.look_for)


def _with_body(film: Film, document: Document, head: FilmHead, library: Library, found: list[Diagnostic]) -> Film:
    """The film with its page's body, poster and trailer."""
    desk = DocumentDesk(document, library, film)
    blocks, notes = page_of(desk)
    poster = _shown(head.poster, "poster", document, desk)
    trailer = _shown(head.trailer, "trailer", document, desk)
    finished = _shown(head.finished, "finished", document, desk)
    press = _press(head, document, desk)
    found.extend(desk.problems)
    return replace(
        film,
        blocks=blocks,
        notes=notes,
        poster=poster if isinstance(poster, Frame) else None,
        trailer=trailer if isinstance(trailer, Clip) else None,
        finished=_source(finished),
        press=press,
    )


def _press(head: FilmHead, document: Document, desk: DocumentDesk) -> Press:
    """What is there for the press: of its stills, those that this audience may see."""
    entry = document.head.get("press")
    span = entry.value.span if entry else document.head.span
    shown = ((each, desk.shown_at(each.still, span)) for each in head.press.stills)
    stills = (PressStill(frame, each.shows) for each, frame in shown if isinstance(frame, Frame))
    return Press(tuple(stills), head.press.contact, tuple(head.press.facts.items()))


def _shown(address: str, name: str, document: Document, desk: DocumentDesk) -> object:
    entry = document.head.get(name)
    return desk.shown_at(address, entry.value.span) if address and entry else None


def _source(shown: object) -> Source | None:
    source = shown.source if isinstance(shown, Clip | Frame) else None
    return source if isinstance(source, Source) else None


def _translations(
    folder: FilmFolder,
    documents: Mapping[str, Document],
    film: Film,
    library: Library,
    spoilers: str,
    originals: Mapping[str, Told],
    found: list[Diagnostic],
    tell: Tell,
) -> tuple[Chapter, ...]:
    made = []
    for path in folder.translations:
        name, language = split_language(path.removesuffix(".md"))
        original = name + ".md"
        document = guarded(documents[original], documents[path])
        above = originals.get(original)
        above = above_translation(above, folder, language, documents, library) if above else None
        told = tell(document, film, library, language, spoilers, above)
        found.extend((*told.problems, *compare(documents[original], documents[path])))
        if told.chapter:
            made.append(told.chapter)
    return tuple(made)


def above_translation(
    original: Told, folder: FilmFolder, language: str, documents: Mapping[str, Document], library: Library
) -> Told:
    """The original of a chapter, withheld too where all that is told of its film in `language` is."""
    why = original.withheld or edition_kept(folder.head, language, documents, library.gate)
    return replace(original, withheld=why) if why != original.withheld else original


def _joined(chapters: tuple[Chapter, ...], translations: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """Chapters that know their translations."""
    others: defaultdict[str, list[Chapter]] = defaultdict(list)
    for told in translations:
        others[split_language(told.slug)[0]].append(told)
    return tuple(with_translations(chapter, tuple(others.get(chapter.slug, ()))) for chapter in chapters)


def _crossed(chapters: tuple[Chapter, ...], translations: tuple[Chapter, ...]) -> Iterator[Chapter]:
    """Translations that know their original and each other."""
    originals = {chapter.slug: chapter for chapter in chapters}
    for told in translations:
        original = originals.get(split_language(told.slug)[0])
        all_of_it = ((original.language, original.address), *original.translations) if original else ()
        others = tuple(pair for pair in all_of_it if pair[1] != told.address)
        yield replace(told, translations=others) if others else told


def _spans(documents: Mapping[str, Document], folder: FilmFolder) -> dict[str, Span]:
    """Where dates stand: of a chapter at its `from` or `on`, of a milestone at its own date."""
    spans: dict[str, Span] = {}
    for path in (*folder.chapters, folder.head):
        if path not in documents:
            continue
        table = documents[path].head
        entry = table.get("from") or table.get("on")
        spans[path] = entry.value.span if entry else table.span
        milestones = table.get("milestones")
        if milestones and isinstance(milestones.value, Series):
            for item in milestones.value.items:
                on = item.get("on") if isinstance(item, Table) else None
                if on and hasattr(on.value, "text"):
                    spans[f"{path} {on.value.text}"] = on.value.span
    return spans
