"""What a reader may look for: every passage of the site in plain words, with the address of exactly there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from btspress.model import (
    Block,
    Chapter,
    Clip,
    CreditList,
    Figure,
    Film,
    Hotspot,
    Learning,
    Moment,
    Person,
    Prose,
    Sequence,
    Side,
    Site,
    Sound,
    Soundbite,
    Source,
    Spoiler,
    Term,
    Timeline,
    Title,
)
from btspress.model.words import one_line, plain
from btspress.pages.appearances import chapters_of
from btspress.pages.cards import address_of
from btspress.pages.plain import told
from btspress.timecode import decimal
from btspress.unchanging import unchanging
from btspress.walk import walk
from btspress.web.media import lines_of


@unchanging
class Passage:
    """Words that stand together, and where."""

    words: str
    heading: str = ""
    anchor: str = ""
    """Id on its page; empty for the top of it."""
    at: str = ""
    """Seconds after the start of the clip in `anchor` at which they are heard or seen; empty for words on the page."""


@unchanging
class Leaf:
    """A page, or a part of one that is a thing of its own, with all its passages; the first is its top."""

    address: str
    """Site-absolute."""
    title: str
    kind: str
    """Key of a label: `chapter`, `film`, `people`, `glossary`."""
    within: str
    """Title of the film of a chapter."""
    language: str
    passages: tuple[Passage, ...]


def leaves(site: Site) -> Iterator[Leaf]:
    """All that can be found in a site as one language tells it, in the order of the story, then people and terms.

    What a reader opens on purpose, as a spoiler, is not found by its words.
    """
    language = site.config.language
    for film in site.films:
        words = " ".join((film.logline, film.synopsis, film.theme))
        passages = _passages(words, film.blocks, language)
        yield Leaf(film.address, film.title, "film", "", film.language or language, passages)
    for film, chapter in chapters_of(site):
        yield _chapter(film, chapter)
    for person in site.people:
        yield _person(site, person)
    for term in site.terms:
        yield _term(site, term)


def _chapter(film: Film, chapter: Chapter) -> Leaf:
    blocks = () if chapter.spoiler == "full" else chapter.blocks
    passages = _passages(chapter.summary, blocks, chapter.language)
    return Leaf(chapter.address, chapter.title, "chapter", film.title, chapter.language, passages)


def _person(site: Site, person: Person) -> Leaf:
    language = person.language or site.config.language
    roles = " ".join(dict.fromkeys(role.role for role in person.roles))
    words = " ".join((*person.aliases, roles))
    passages = _passages(words, person.body, language)
    return Leaf(address_of(site, person), person.name, "people", "", language, passages)


def _term(site: Site, term: Term) -> Leaf:
    language = term.language or site.config.language
    passage = Passage(told(term.body), anchor=term.slug)
    return Leaf(site.at("/glossary/"), term.name, "glossary", "", language, (passage,))


def _passages(opening: str, blocks: Iterable[Block], language: str) -> tuple[Passage, ...]:
    """The sections of a text, then what has an address of its own in it, then what is said at a time of a clip."""
    sections: list[tuple[str, str, list[str]]] = [("", "", [opening])]
    apart: list[Passage] = []
    for block in blocks:
        if isinstance(block, Prose):
            sections[-1][2].append(plain(block.parts))
        elif isinstance(block, Title):
            sections.append((block.id, block.text, []))
        elif not isinstance(block, Timeline | CreditList) and not _is_kept_back(block):
            if anchor := getattr(block, "id", ""):
                apart.append(Passage(_words(block), getattr(block, "title", ""), anchor))
            else:
                sections[-1][2].append(_words(block))
            apart += _at_times(block, language)
    written = (Passage(" ".join(filter(None, words)), heading, anchor) for anchor, heading, words in sections)
    return (*written, *apart)


def _is_kept_back(block: Block) -> bool:
    """What a reader opens on purpose: a spoiler, and what a teacher keeps for later."""
    taught: Iterator[Spoiler | Learning] = walk(block, Spoiler, Learning)
    return any(isinstance(node, Spoiler) or node.kind in {"answer", "teacher"} for node in taught)


def _words(block: Block) -> str:
    """All words of a block but those that belong to a time."""
    prose: Iterator[Prose | Hotspot] = walk(block, Prose, Hotspot)
    shown: Iterator[Figure | Side] = walk(block, Figure, Side)
    said: Iterator[Moment | Soundbite] = walk(block, Moment, Soundbite)
    found = [plain(each.parts) for each in prose]
    for each in shown:
        found += (each.title, each.legend, each.alt) if isinstance(each, Figure) else (each.label, each.alt)
    for node in said:
        found += [value for _, value in node.details] if isinstance(node, Moment) else [node.signed.name, node.alt]
    return one_line(" ".join(found))


def _at_times(block: Block, language: str) -> Iterator[Passage]:
    """Lines at times of clips, shots of sequences, and what is said in what can be played."""
    nodes: Iterator[Figure | Soundbite | Sequence] = walk(block, Figure, Soundbite, Sequence)
    for node in nodes:
        if isinstance(node, Sequence):
            for shot in node.shots:
                yield Passage(plain(shot.parts) or shot.alt, node.title, node.id, decimal(shot.starts))
            continue
        heading = (node.title or node.legend) if isinstance(node, Figure) else node.signed.name
        if isinstance(node, Figure):
            for note in node.annotations:
                yield Passage(plain(note.parts), heading, node.id, decimal(note.start) if node.id else "")
        if isinstance(node.shown, Clip | Sound):
            yield from _heard(node.shown, heading, node.id, language)


def _heard(shown: Clip | Sound, heading: str, anchor: str, language: str) -> Iterator[Passage]:
    """What its sidecar tells of it, and its captions line by line."""
    source = shown.source
    if isinstance(source, Source) and (words := told(source.description)):
        yield Passage(words, heading, anchor)
    for line in lines_of(language, shown):
        yield Passage(one_line(line.text), heading, anchor, decimal(line.at) if anchor else "")
