"""Stories read over: the texts as their authors wrote them, and the site that they tell."""

from __future__ import annotations

from collections.abc import Callable

from btspress.lint.allows import Asked
from btspress.lint.findings import Memory, findings
from btspress.lint.reading import SiteRead, chapter_read, film_read
from btspress.lint.reads import FilmRead
from btspress.model import Film, Site
from btspress.stages.resolve import Material


def linted(site: Site, material: Material, memory: Memory | None = None) -> Asked:
    """What an editor would ask of `site`, which was told by `material`, at the levels of the rules.

    A `memory` that is kept spares the films that did not change.
    """
    return findings(site, material.documents, material.tree, _named(material), _texts(material), memory or Memory())


def read_over(site: Site, material: Material) -> tuple[FilmRead, ...]:
    """The films of `site`, which was told by `material`, as an editor reads them: in pieces, in reading order."""
    read = SiteRead.of(site, material.documents, material.tree, _named(material))
    text_of = _texts(material)

    def film_of(film: Film) -> FilmRead:
        told = (chapter for chapter in film.chapters if chapter.file in read.documents)
        return film_read(film, tuple(chapter_read(each, read, text_of(each.file)) for each in told), read)

    return tuple(film_of(film) for film in site.films)


def _named(material: Material) -> frozenset[str]:
    """Media files that some text names."""
    return frozenset((*material.probed, *material.broken))


def _texts(material: Material) -> Callable[[str], str]:
    """A function that gives a text with plain line ends; empty where it cannot be read, which was told already."""

    def text_of(path: str) -> str:
        file = material.tree.get(path)
        try:
            text = file.read().decode("utf-8-sig", "replace") if file else ""
        except OSError:
            return ""
        return text.replace("\r\n", "\n").replace("\r", "\n")

    return text_of
