"""How far a site is told in its other languages: which pages are missing, and which tell something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from btspress.diagnostics import Diagnostic
from btspress.languages import own_name
from btspress.model import Edition, Site

_PARITY = ("E701", "E702")


@dataclass(frozen=True, slots=True)
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
    """Blocks and times that differ from the original."""


def rows(site: Site, problems: Iterable[Diagnostic]) -> tuple[Row, ...]:
    """Home page, glossary, films and chapters in every other language of the site, language by language.

    Of people there are many; those who are not translated are not missed.
    """
    counts = Counter(found.span.file for found in problems if found.code in _PARITY and found.span)
    told = {*(each.language for each in site.translations), *(each.language for each in site.editions)}
    spoken = (*site.config.languages, *sorted(told))
    made = []
    for language in dict.fromkeys(spoken):
        for original, title, there in _pages(site, language):
            file = f"{original.removesuffix('.md')}.{language}.md" if there else ""
            made.append(Row(language, original, title, file, counts[file] if file else 0))
    return tuple(made)


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
        there = [row for row in some if row.file]
        share = round(100 * len(there) / len(some)) if some else 0
        yield f"{own_name(language)} ({language}): {len(there)} of {len(some)} pages, {share} %"
        for row in some:
            if not row.file:
                yield f"  missing   {row.original.removesuffix('.md')}.{language}.md  {row.title}"
            elif row.differences:
                yield f"  differs   {row.file}  blocks or times: {row.differences}; btspress check names them"
