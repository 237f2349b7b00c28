"""EPUB 3: leaves, pictures and what a reading system wants to know of them, as one file. Equal books, equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from html import escape
from types import MappingProxyType
from uuid import NAMESPACE_URL, uuid5

from btspress.unchanging import unchanging

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the earliest that there is."""
_TYPES = MappingProxyType({"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"})
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


@unchanging
class Leaf:
    """One document of the book."""

    name: str
    """`chapter-01.xhtml`"""
    title: str
    body: str
    """XHTML inside `<body>`."""
    language: str


@unchanging
class Book:
    """Everything that goes into the file."""

    address: str
    """What it is told apart by: the web address of its film."""
    title: str
    language: str
    on: date
    """Day of this edition."""
    leaves: tuple[Leaf, ...]
    pictures: tuple[tuple[str, bytes], ...]
    """Name within the book, such as `images/a.jpg`, and bytes."""
    cover: str = ""
    """Name of the picture on the cover."""
    css: str = ""
    creator: str = ""
    rights: str = ""
    description: str = ""
    contents: str = "Contents"
    """Heading of the table of contents."""


def packed(book: Book) -> bytes:
    """The book as an `.epub`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        # Readers look for this name, uncompressed, at a fixed place.
        _put(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        _put(archive, "META-INF/container.xml", _CONTAINER.encode())
        _put(archive, "EPUB/package.opf", _package(book).encode())
        _put(archive, "EPUB/nav.xhtml", _document(_contents(book), book.contents, book.language).encode())
        _put(archive, "EPUB/book.css", book.css.encode())
        for leaf in book.leaves:
            _put(archive, f"EPUB/{leaf.name}", _document(leaf.body, leaf.title, leaf.language).encode())
        for name, data in book.pictures:
            _put(archive, f"EPUB/{name}", data, zipfile.ZIP_STORED)
    return made.getvalue()


def is_picture(name: str) -> bool:
    """Whether every reading system shows such a file."""
    return name.rpartition(".")[2].lower() in _TYPES


def _put(archive: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, method)


def _document(body: str, title: str, language: str) -> str:
    tag = escape(language)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{tag}" '
        f'xml:lang="{tag}">\n<head><title>{escape(title)}</title>'
        f'<link rel="stylesheet" type="text/css" href="book.css"/></head>\n<body>{body}</body>\n</html>\n'
    )


def _contents(book: Book) -> str:
    lines = "".join(f'<li><a href="{escape(leaf.name)}">{escape(leaf.title)}</a></li>' for leaf in book.leaves)
    return f'<nav epub:type="toc" id="toc"><h1>{escape(book.contents)}</h1><ol>{lines}</ol></nav>'


def _package(book: Book) -> str:
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
            f'xml:lang="{escape(book.language)}">',
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *_metadata(book),
            "</metadata>",
            "<manifest>",
            *_manifest(book),
            "</manifest>",
            "<spine>",
            *(f'<itemref idref="leaf-{number}"/>' for number, _ in enumerate(book.leaves)),
            "</spine>",
            "</package>\n",
        )
    )


def _metadata(book: Book) -> Iterator[str]:
    yield f'<dc:identifier id="id">urn:uuid:{uuid5(NAMESPACE_URL, book.address)}</dc:identifier>'
    facts = (
        ("title", book.title),
        ("language", book.language),
        ("creator", book.creator),
        ("rights", book.rights),
        ("description", book.description),
        ("date", book.on.isoformat()),
    )
    yield from (f"<dc:{name}>{escape(words)}</dc:{name}>" for name, words in facts if words)
    yield f'<meta property="dcterms:modified">{book.on.isoformat()}T00:00:00Z</meta>'
    modes = ("textual", "visual") if book.pictures else ("textual",)
    yield from (f'<meta property="schema:accessMode">{mode}</meta>' for mode in modes)
    yield '<meta property="schema:accessModeSufficient">textual</meta>'
    features = ("alternativeText", "structuralNavigation", "tableOfContents", "readingOrder")
    yield from (f'<meta property="schema:accessibilityFeature">{each}</meta>' for each in features)
    yield '<meta property="schema:accessibilityHazard">none</meta>'
    told = "All pictures are described; clips are linked by address."
    yield f'<meta property="schema:accessibilitySummary">{told}</meta>'


def _manifest(book: Book) -> Iterator[str]:
    yield '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    yield '<item id="css" href="book.css" media-type="text/css"/>'
    for number, leaf in enumerate(book.leaves):
        drawn = ' properties="svg"' if "<svg" in leaf.body else ""
        yield f'<item id="leaf-{number}" href="{escape(leaf.name)}" media-type="application/xhtml+xml"{drawn}/>'
    for number, (name, _) in enumerate(book.pictures):
        cover = ' properties="cover-image"' if name == book.cover else ""
        kind = _TYPES[name.rpartition(".")[2].lower()]
        yield f'<item id="picture-{number}" href="{escape(name)}" media-type="{kind}"{cover}/>'
