"""All rules over a whole site: every story is read once, every rule is asked once, and what is allowed is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import is_
from typing import Any, TypeVar

from btspress.diagnostics import Diagnostic, Severity, ordered
from btspress.lint.allows import Allow, Allowed, Asked, allows_of, settled
from btspress.lint.reading import SiteRead, chapter_read, film_read
from btspress.lint.reads import ChapterRead, FilmRead
from btspress.lint.rule import Finding, Limits, Rule
from btspress.lint.rules import RULES
from btspress.lint.settings import faults_of, limits_of
from btspress.model import Chapter, Film, Site
from btspress.tree import Tree
from btspress.unchanging import unchanging
from btspress.written import Document, Heading

T = TypeVar("T")


@unchanging
class _Entry:
    """Something that was found out, and all that decided it."""

    documents: tuple[Document, ...]
    rest: tuple[object, ...]
    value: Any


@dataclass(slots=True)
class Memory:
    """What is remembered between two readings: of films and chapters that did not change."""

    kept: dict[tuple[str, str], _Entry] = field(default_factory=dict)

    def once(
        self, kind: str, path: str, documents: tuple[Document, ...], rest: tuple[object, ...], make: Callable[[], T]
    ) -> T:
        """What `make` gave when all was the same; places are no part of equality, so documents are to be identical."""
        before = self.kept.get((kind, path))
        same = before and len(before.documents) == len(documents) and all(map(is_, before.documents, documents))
        if before is None or not same or before.rest != rest:
            before = self.kept[(kind, path)] = _Entry(documents, rest, make())
        made: T = before.value
        return made


@unchanging
class _Reader:
    """Reads one site over."""

    site: Site
    read: SiteRead
    text_of: Callable[[str], str]
    memory: Memory

    def film(self, film: Film) -> Asked:
        """The findings of a film."""
        media = self.read.media_of(film)
        told = [chapter for chapter in film.chapters if chapter.file in self.read.documents]
        files = (film.file, *(chapter.file for chapter in told), *self.read.sidecars_of(media))
        written = tuple(self.read.documents[path] for path in files if path in self.read.documents)
        rest = (film, *self._shared, media, self.read.spare(media))
        return self.memory.once("film", film.file, written, rest, lambda: self._film(film, told))

    def _film(self, film: Film, told: list[Chapter]) -> Asked:
        reads = [self._chapter(chapter) for chapter in told]
        whole = film_read(film, tuple(read for read, _ in reads), self.read)
        asked = [each for rule in RULES if rule.film for each in _told(rule, rule.film(whole, self._limits(rule)))]
        asked.extend(each for _, found in reads for each in found)
        return self._settled(whole, asked)

    def _chapter(self, chapter: Chapter) -> tuple[ChapterRead, tuple[Diagnostic, ...]]:
        """A chapter, read, and what the rules for chapters find in it."""
        written = (self.read.documents[chapter.file],)

        def make() -> tuple[ChapterRead, tuple[Diagnostic, ...]]:
            read = chapter_read(chapter, self.read, self.text_of(chapter.file))
            rules = ((rule, rule.chapter) for rule in RULES if rule.chapter)
            found = (_told(rule, find(read, self._limits(rule, chapter))) for rule, find in rules)
            return read, tuple(each for some in found for each in some)

        return self.memory.once("chapter", chapter.file, written, (chapter, *self._shared), make)

    @property
    def _shared(self) -> tuple[object, ...]:
        """What decides the findings of every chapter."""
        return (self.site.people, self.site.terms, self.site.config.limits)

    def _limits(self, rule: Rule, chapter: Chapter | None = None) -> Limits:
        return limits_of(rule, self.site.config.limits, chapter.limits if chapter else {})

    def _settled(self, film: FilmRead, asked: Iterable[Diagnostic]) -> Asked:
        """What is left when everything allowed is taken away, and what is wrong with what authors allow."""
        by_file: dict[str, list[Diagnostic]] = {}
        for each in asked:
            by_file.setdefault(each.span.file if each.span else "", []).append(each)
        files = {each.document.path: (each.document, each.title_span) for each in film.chapters}
        if film.document:
            files[film.document.path] = (film.document, film.title_span)
        found = [each for path, own in by_file.items() if path not in files for each in own]
        allowed: list[Allowed] = []
        for path, (document, title) in files.items():
            allows, faults = self._allows(path, document)
            told = settled(by_file.get(path, ()), allows, title)
            found.extend((*faults_of(document), *faults, *told.found))
            allowed.extend(told.allowed)
        return Asked(tuple(found), tuple(allowed))

    def _allows(self, path: str, document: Document) -> tuple[tuple[Allow, ...], tuple[Diagnostic, ...]]:
        """What the author of a text allows, and what is wrong with that."""
        return self.memory.once(
            "allows", path, (document,), (), lambda: allows_of(path, self.text_of(path), _tops(document))
        )


def findings(
    site: Site,
    documents: Mapping[str, Document],
    tree: Tree,
    named: frozenset[str],
    text_of: Callable[[str], str],
    memory: Memory,
) -> Asked:
    """What an editor would ask of every film of a site, in reading order, at the levels of the rules.

    `documents` are the files of the site as written, `tree` all of its files, `named` the media files among them
    that some text names; `text_of` gives the content of a file.
    """
    reader = _Reader(site, SiteRead.of(site, documents, tree, named), text_of, memory)
    found = [*faults_of(documents["site.md"])] if "site.md" in documents else []
    told = [reader.film(film) for film in site.films]
    found.extend(each for film in told for each in film.found)
    allowed = (each for film in told for each in film.allowed)
    return Asked(ordered(found), tuple(sorted(allowed, key=lambda each: each.found.order)))


def _told(rule: Rule, found: Iterable[Finding]) -> Iterator[Diagnostic]:
    for each in found:
        yield Diagnostic(rule.code, each.message, each.span, Severity(rule.level), each.hint, rule.row)


def _tops(document: Document) -> tuple[int, ...]:
    """First lines of the blocks at the top of a document, headings apart."""
    return tuple(block.span.line for block in document.blocks if not isinstance(block, Heading))
