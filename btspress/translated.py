"""How far a site is told in its other languages: which pages are missing, and which tell something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from btspress.diagnostics import Diagnostic
from btspress.languages import own_name
from btspress.model import Edition, Person, Site
from btspress.pages import lay_out
from btspress.pages.appearances import Place
from btspress.pages.collection import Entry
from btspress.pages.days import Day
from btspress.pages.tellings import languages_of
from btspress.pages.uses import Use
from btspress.planned import Plan
from btspress.unchanging import unchanging
from btspress.walk import walk

_PARITY = ("E701", "E702")
_GATHERED = frozenset(
    f"{name}.html" for name in ("collection", "footage", "motif", "people", "person", "press-kit", "search", "timeline")
)
"""Templates of pages that are made of what others say."""
_Piece: TypeAlias = Place | Entry | Use | Day


@unchanging
class Row:
    """One page in one language."""

    language: str
    original: str
    """File of the original."""
    title: str
    """Of the original."""
    file: str
    """File of the translation; empty where there is none."""
    differences: int = 0
    """Blocks and times that differ from the original; on a page that is `gathered`, what is not translated yet."""
    gathered: bool = False
    """Whether the page is laid out of what others say, as a list of decisions; then `original` and `file` are
    addresses."""


def rows(site: Site, problems: Iterable[Diagnostic]) -> tuple[Row, ...]:
    """Home page, glossary, films and chapters in every other language of the site, language by language.

    Of people there are many; those who are not translated are not missed.
    """
    counts = Counter(found.span.file for found in problems if found.code in _PARITY and found.span)
    spoken = (*site.config.languages, *languages_of(site))
    made = []
    for language in dict.fromkeys(spoken):
        for original, title, there in _pages(site, language):
            file = f"{original.removesuffix('.md')}.{language}.md" if there else ""
            made.append(Row(language, original, title, file, counts[file] if file else 0))
    return (*made, *_gathered(site))


def _gathered(site: Site) -> Iterator[Row]:
    """Pages in other languages that nobody writes: they are there as soon as a film is told in the language."""
    for spec in lay_out(site, Plan((), {}, {}, hasty=True)):
        if spec.root and spec.template in _GATHERED:
            told = spec.head.address
            pieces: Iterator[_Piece] = walk(spec.values, Place, Entry, Use, Day)
            left = sum(piece.language == site.config.language for piece in pieces)
            left += sum(bool(person.language and person.body) for person in walk(spec.values, Person))
            yield Row(spec.language, told.removeprefix(spec.root), spec.head.title, told, left, gathered=True)


def _pages(site: Site, language: str) -> Iterator[tuple[str, str, bool]]:
    """File and title of each page that has an original, and whether it is told in `language`."""
    edition = next((each for each in site.editions if each.language == language), Edition(language))
    yield "site.md", site.config.title, edition.home is not None
    if site.terms:
        yield "glossary.md", "Glossary", bool(edition.terms)
    films = {film.file for film in edition.films}
    for film in site.films:
        if film.file.endswith(".md"):
            yield film.file, film.title, film.file in films
        for chapter in film.chapters:
            yield chapter.file, chapter.title, language in dict(chapter.translations)


def lines(found: Iterable[Row]) -> Iterator[str]:
    """The report for people: a sum for each language, then what is left to do."""
    by_language: dict[str, list[Row]] = {}
    for row in found:
        by_language.setdefault(row.language, []).append(row)
    if not by_language:
        yield "There are no other languages. Write 03-the-bridge.nl.md beside 03-the-bridge.md to begin one."
    for language, some in by_language.items():
        written = [row for row in some if not row.gathered]
        there = [row for row in written if row.file]
        share = round(100 * len(there) / len(written)) if written else 0
        yield f"{own_name(language)} ({language}): {len(there)} of {len(written)} pages, {share} %"
        yield f"  and {len(some) - len(written)} pages that come of these by themselves"
        for row in some:
            if row.gathered:
                if row.differences:
                    yield f"  in part   {row.file}  not translated yet: {row.differences}"
            elif not row.file:
                yield f"  missing   {row.original.removesuffix('.md')}.{language}.md  {row.title}"
            elif row.differences:
                yield f"  differs   {row.file}  blocks or times: {row.differences}; btspress check names them"
