"""From a resolved site and its documents to what rules read: one walk of each chapter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from btspress.diagnostics import Span
from btspress.lint.reads import ChapterRead, FilmRead, Piece, words_in
from btspress.model import Chapter, Clip, Film, Frame, Moment, Person, Phase, Shown, Site, Sound, Source
from btspress.story.layout import PAIRED, is_media, sidecar_of
from btspress.tree import Tree
from btspress.unchanging import unchanging
from btspress.walk import walk
from btspress.written import (
    Block,
    Call,
    Cue,
    Document,
    Embed,
    Heading,
    Inline,
    Link,
    Listing,
    NoteMark,
    Passage,
    Quotation,
    Reference,
    Scalar,
)


@unchanging
class SiteRead:
    """What films share: the files of the site, its people and its words."""

    documents: Mapping[str, Document]
    tree: Tree
    named: frozenset[str]
    """Media files that some text names."""
    by_name: Mapping[str, Person]
    """People by their names, in small letters."""
    by_slug: Mapping[str, Person]
    terms: frozenset[str]
    """Words of the glossary, in small letters."""

    @classmethod
    def of(cls, site: Site, documents: Mapping[str, Document], tree: Tree, named: frozenset[str]) -> SiteRead:
        """What the films of a site share."""
        by_name = MappingProxyType({name.casefold(): person for person in site.people for name in person.names})
        by_slug = MappingProxyType({person.slug: person for person in site.people})
        terms = frozenset(term.name.casefold() for term in site.terms)
        return cls(documents, tree, named, by_name, by_slug, terms)

    def media_of(self, film: Film) -> tuple[str, ...]:
        """Media files in the folder of a film."""
        folder = film.file.rpartition("/")[0] if film.file in self.documents else film.file
        start = f"{folder}/" if folder else ""
        inner = (paths for each, paths in self.tree.folders.items() if f"{each}/".startswith(start))
        return tuple(path for paths in inner for path in paths if is_media(path))

    def sidecars_of(self, media: Iterable[str]) -> tuple[str, ...]:
        """Sidecars of media files."""
        return tuple(path for each in media if (path := sidecar_of(each, self.tree)))

    def spare(self, media: Iterable[str]) -> tuple[str, ...]:
        """Those media files that no text names."""
        return tuple(path for path in media if path not in self.named)


def film_read(film: Film, chapters: tuple[ChapterRead, ...], site: SiteRead) -> FilmRead:
    """A film as rules read it, of its chapters."""
    head = site.documents.get(film.file)
    media = site.media_of(film)
    nowhere = Span(film.file, 1, 1, 2)
    return FilmRead(
        film=film,
        chapters=chapters,
        title_span=_title(head) if head else chapters[0].title_span if chapters else nowhere,
        people=site.by_slug,
        spare=site.spare(media),
        pairs=_pairs(media),
        document=head,
        phase_of=_phases(film, chapters, site),
    )


def chapter_read(chapter: Chapter, site: SiteRead, text: str) -> ChapterRead:
    """A chapter as rules read it. `text` is the content of its file."""
    document = site.documents[chapter.file]
    return ChapterRead(
        chapter=chapter,
        document=document,
        pieces=_Cutter(chapter).cut(document.blocks),
        lines=tuple(text.split("\n")),
        people=site.by_name,
        terms=site.terms,
        title_span=_title(document),
    )


def _title(document: Document) -> Span:
    """What names a document: its key, its first heading, or its first character."""
    entry = document.head.get("title")
    if entry:
        return entry.value.span
    heading = next((block for block in document.blocks if isinstance(block, Heading) and block.level == 1), None)
    return heading.span if heading else Span(document.path, 1, 1, 2)


def _pairs(media: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Files called `name.onset.*` and `name.final.*`, and the like, by their name."""
    stems = {str(PurePosixPath(path).with_suffix("")): path for path in media}
    found: dict[str, tuple[str, ...]] = {}
    for first, last in PAIRED:
        for stem, path in stems.items():
            name = stem.removesuffix(f".{first}")
            if name != stem and f"{name}.{last}" in stems:
                found[PurePosixPath(name).name] = (path, stems[f"{name}.{last}"])
    return MappingProxyType(found)


def _phases(film: Film, chapters: Iterable[ChapterRead], site: SiteRead) -> Mapping[str, Phase]:
    """The phase of each media file that is shown: as its sidecar says, else by its day."""
    by_id = {phase.id: phase for phase in film.phases}
    sources = {piece.source.name: piece.source for each in chapters for piece in each.pieces if piece.source}
    found: dict[str, Phase] = {}
    for name, source in sources.items():
        sidecar = site.documents.get(sidecar_of(name, site.tree))
        entry = sidecar.head.get("phase") if sidecar else None
        said = by_id.get(entry.value.text) if entry and isinstance(entry.value, Scalar) else None
        phase = said or next((each for each in film.phases if _holds(each, source)), None)
        if phase:
            found[name] = phase
    return MappingProxyType(found)


def _holds(phase: Phase, source: Source) -> bool:
    return bool(source.on and phase.start and phase.end and phase.start <= source.on <= phase.end)


@unchanging
class _Where:
    """Where a block stands while a chapter is cut into pieces."""

    top: int
    at: int
    inside: tuple[str, ...] = ()

    def piece(self, kind: str, span: Span, inner: Sequence[Piece] = (), **values: Any) -> Piece:
        """The piece that stands here, with those in it known."""
        until = self.at + 1 + len(inner)
        return Piece(kind, span, self.at, until, self.top, self.inside, **values)


class _Cutter:
    """Cuts one chapter into pieces: what was written, joined by its places with what was understood."""

    def __init__(self, chapter: Chapter) -> None:
        self._shown: dict[Span, list[Shown]] = {}
        self._moments: dict[Span, Moment] = {}
        for node in walk(chapter.blocks, Clip, Frame, Sound, Moment):
            if node.span is None:
                continue
            if isinstance(node, Moment):
                self._moments[node.span] = node
            else:
                self._shown.setdefault(node.span, []).append(node)
        self._tops = 0

    def cut(self, blocks: tuple[Block, ...]) -> tuple[Piece, ...]:
        """The pieces in reading order."""
        pieces: list[Piece] = []
        for block in blocks:
            pieces.extend(self._block(block, _Where(self._tops, len(pieces))))
            self._tops += not isinstance(block, Heading)
        return tuple(pieces)

    def _block(self, block: Block, where: _Where) -> list[Piece]:
        """The pieces that a block is, itself first."""
        match block:
            case Heading():
                return [where.piece("heading", block.span, words=block.text)]
            case Passage():
                return self._prose("prose", block.parts, block.span, where)
            case Listing():
                kind = "lines" if where.inside[-1:] == ("clip",) else "prose"
                return self._prose(kind, block.passage.parts, block.span, where)
            case Embed():
                return [self._picture("picture", block.reference, where)]
            case Quotation():
                inner = self._inside("quotation", block.body, where)
                return [where.piece("quotation", block.span, inner, signature=block.signature), *inner]
            case Call():
                return self._call(block, where)
            case _:
                return []

    def _call(self, call: Call, where: _Where) -> list[Piece]:
        pair = call.attributes.table.get("pair")
        inner = self._inside(call.name, call.body, where)
        piece = where.piece(
            call.name,
            call.title_span or call.span,
            inner,
            words=call.title_text,
            call=call,
            signature=call.signature,
            shown=tuple(self._shown.get(pair.value.span, ())) if pair else (),
            moment=self._moments.get(call.span),
        )
        return [piece, *inner]

    def _inside(self, kind: str, blocks: tuple[Block, ...], where: _Where) -> list[Piece]:
        inner: list[Piece] = []
        for block in blocks:
            inner.extend(self._block(block, _Where(where.top, where.at + 1 + len(inner), (*where.inside, kind))))
        return inner

    def _prose(self, kind: str, parts: tuple[Inline, ...], span: Span, where: _Where) -> list[Piece]:
        inner: list[Piece] = []
        for part in parts:
            below = _Where(where.top, where.at + 1 + len(inner), where.inside)
            if isinstance(part, Reference):
                inner.append(self._picture("inline", part, below))
            elif isinstance(part, Cue):
                inner.append(self._picture("cue", part.reference, below))
        noted = any(isinstance(part, NoteMark) for part in parts)
        links = tuple(part.address for part in parts if isinstance(part, Link))
        return [where.piece(kind, span, inner, words=words_in(parts), noted=noted, links=links), *inner]

    def _picture(self, kind: str, reference: Reference, where: _Where) -> Piece:
        shown = tuple(self._shown.get(reference.span, ())[:1])
        words = f"{reference.words} {reference.legend}".strip()
        return where.piece(kind, reference.span, words=words, reference=reference, shown=shown)
