"""The finished films that the films of a site name, for who names none."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.diagnostics import Span
from btspress.markup.reference import parse_reference
from btspress.schema import read
from btspress.stages.parse import parse
from btspress.story.heads import FilmHead
from btspress.story.layout import PAIRED, is_media, lay_out, locate
from btspress.tree import Tree


def finished_films(tree: Tree) -> tuple[str, ...]:
    """Paths beneath the site's root of what each film.md names as `finished:`, each once.

    A file that is not there keeps the words that name it, for whoever tells of it.
    """
    return tuple(dict.fromkeys(_named(tree)))


def by_name(tree: Tree) -> tuple[str, ...]:
    """Media files that their names call finished: the last of `street.onset.mp4` and `street.final.mp4`."""
    endings = tuple(f".{last}" for _, last in PAIRED)
    return tuple(path for path in sorted(tree.files) if is_media(path) and path.rpartition(".")[0].endswith(endings))


def _named(tree: Tree) -> Iterator[str]:
    for film in lay_out(tree).films:
        file = tree.get(film.head) if film.head else None
        if file is None:
            continue
        document = parse(film.head, file.read())
        head, _ = read(document.head, FilmHead, unknown="E620", wrong="E621")
        if head.finished:
            reference, _ = parse_reference(head.finished, Span(film.head, 1, 1, 1))
            yield locate(reference.path, film.head, tree) or reference.path
