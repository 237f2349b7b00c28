"""Which media files the texts name: only these are hashed and probed, however many lie in the folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from btspress.diagnostics import Span
from btspress.markup.reference import parse_reference
from btspress.story.layout import described_of, is_media, locate, pair_of
from btspress.tree import Tree
from btspress.walk import walk
from btspress.written import Attributes, Document, Entry, Reference, Scalar

_POINTING = frozenset({"poster", "portrait", "trailer", "finished", "still"})
"""Keys whose value may be the address of a media file."""


def named_media(documents: Mapping[str, Document], tree: Tree) -> tuple[str, ...]:
    """Paths of all media files that some text refers to, and their described versions; each once."""
    found: dict[str, None] = {}
    for document in documents.values():
        for path in _named(document, tree):
            if path and is_media(path):
                found[path] = None
                described = described_of(path, tree)
                if described:
                    found[described] = None
    return tuple(found)


def _named(document: Document, tree: Tree) -> Iterator[str]:
    found: tuple[Reference | Attributes | Entry, ...] = tuple(walk(document.blocks, Reference, Attributes, Entry))
    for reference in (each for each in found if isinstance(each, Reference)):
        yield locate(reference.path, document.path, tree)
    for note in document.notes:
        yield from (locate(each.path, document.path, tree) for each in walk(note.parts, Reference))
    for attributes in (each for each in found if isinstance(each, Attributes)):
        for entry in attributes.table.entries:
            if entry.key == "pair" and isinstance(entry.value, Scalar):
                yield from pair_of(entry.value.text, _folder(document.path), tree)
    entries = (*walk(document.head, Entry), *(each for each in found if isinstance(each, Entry)))
    yield from _pointed(entries, document.path, tree)


def _pointed(entries: Iterable[Entry], document: str, tree: Tree) -> Iterator[str]:
    for entry in entries:
        if entry.key in _POINTING and isinstance(entry.value, Scalar) and "." in entry.value.text:
            nowhere = Span(document, 1, 1, 2)
            reference, _ = parse_reference(entry.value.text, nowhere)
            yield locate(reference.path, document, tree)


def _folder(path: str) -> str:
    parent = str(PurePosixPath(path).parent)
    return "" if parent == "." else parent
