"""A story as a rule reads it: its pieces in reading order, each with its place in the author's file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from btspress.diagnostics import Span
from btspress.model import Chapter, Clip, Film, Frame, Moment, Person, Phase, Shown, Sound, Source
from btspress.model.words import bare, one_line
from btspress.written import Call, Cue, Document, Inline, Markup, Reference, Scalar, Signature, Text

BITES = frozenset({"soundbite", "quotation"})
"""Kinds of pieces in which somebody speaks."""

_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+")


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A paragraph, a heading, a picture or a block, as written and as understood."""

    kind: str
    """`prose`, `heading`, `picture`, `inline`, `cue`, `quotation`, `lines` (of a clip), or the name of a block."""
    span: Span
    """What is marked: the title of a block, a picture, the first line of a paragraph."""
    at: int
    """Its number in the chapter."""
    until: int
    """Number of the first piece after it that does not lie in it."""
    top: int
    """Number of the piece at the top of the chapter in which it lies, counted among those only."""
    inside: tuple[str, ...] = ()
    """Kinds of the blocks around it, the outermost first."""
    words: str = ""
    """Its own words in one line: of a paragraph, a heading, the title of a block."""
    call: Call | None = None
    signature: Signature | None = None
    reference: Reference | None = None
    shown: tuple[Shown, ...] = ()
    """What is seen or heard in it itself; nothing for a cue into a clip that the page shows."""
    moment: Moment | None = None
    noted: bool = False
    """Whether a note is marked in it."""
    links: tuple[str, ...] = ()
    """Addresses of the links in it, as written."""

    def option(self, name: str) -> str:
        """An attribute of the block or picture as written; empty when it is not there."""
        written = self.call or self.reference
        entry = written.attributes.table.get(name) if written else None
        return entry.value.text if entry and isinstance(entry.value, Scalar) else ""

    @property
    def clip(self) -> Clip | None:
        """The clip that it shows."""
        return next((shown for shown in self.shown if isinstance(shown, Clip)), None)

    @property
    def seen(self) -> bool:
        """Whether it shows a picture that stands still or moves."""
        return any(isinstance(shown, Clip | Frame) for shown in self.shown)

    @property
    def plays(self) -> bool:
        """Whether it plays, as a picture or a sound, apart from cues."""
        return self.kind != "cue" and any(isinstance(shown, Clip | Sound) for shown in self.shown)

    @property
    def source(self) -> Source | None:
        """The media file that it shows, if it is there."""
        return next((each.source for each in self.shown if isinstance(each.source, Source)), None)


@dataclass(frozen=True, slots=True, eq=False)
class ChapterRead:
    """One chapter, in pieces."""

    chapter: Chapter
    document: Document
    pieces: tuple[Piece, ...]
    lines: tuple[str, ...]
    """Of its file."""
    people: Mapping[str, Person] = field(default_factory=dict)
    """By their names, in small letters."""
    terms: frozenset[str] = frozenset()
    """Words of the glossary, in small letters."""
    title_span: Span = field(kw_only=True)
    """What is marked where the chapter as a whole is meant."""

    @property
    def english(self) -> bool:
        """Whether word lists apply."""
        return self.chapter.language.partition("-")[0] == "en"

    @property
    def tops(self) -> tuple[Piece, ...]:
        """Pieces that lie in no other, headings left out."""
        return tuple(piece for piece in self.pieces if _is_top(piece) and piece.kind != "heading")

    @property
    def bites(self) -> tuple[Piece, ...]:
        """Where somebody speaks."""
        return self.of(*BITES)

    def of(self, *kinds: str) -> tuple[Piece, ...]:
        """All pieces of these kinds."""
        return tuple(piece for piece in self.pieces if piece.kind in kinds)

    def within(self, piece: Piece) -> tuple[Piece, ...]:
        """The pieces that lie in `piece`."""
        return self.pieces[piece.at + 1 : piece.until]

    def shown_in(self, piece: Piece) -> tuple[Shown, ...]:
        """Everything seen or heard in `piece`, cues left out."""
        every = (piece, *self.within(piece))
        return tuple(shown for each in every if each.kind != "cue" for shown in each.shown)

    def text_of(self, piece: Piece) -> str:
        """All words of `piece` and of what lies in it, without what is said of its pictures."""
        return " ".join(each.words for each in (piece, *self.within(piece)) if each.words and _is_text(each))

    def head(self, key: str) -> Span:
        """Where the value of a key of the front matter stands; the chapter's title where it is not written."""
        entry = self.document.head.get(key)
        return entry.value.span if entry else self.title_span

    def place(self, piece: Piece, words: str) -> Span:
        """Where `words` first stand in a piece, in any case of letters; its first line when they cannot be found."""
        after = self.pieces[piece.until].span.line - 1 if piece.until < len(self.pieces) else len(self.lines)
        for number in range(piece.span.line, max(after, piece.span.line) + 1):
            line = self.lines[number - 1] if number <= len(self.lines) else ""
            found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", line, re.IGNORECASE)
            if found:
                return Span(piece.span.file, number, found.start() + 1, found.end() + 1)
        return piece.span


@dataclass(frozen=True, slots=True, eq=False)
class FilmRead:
    """One film with all its chapters."""

    film: Film
    chapters: tuple[ChapterRead, ...]
    title_span: Span
    people: Mapping[str, Person] = field(default_factory=dict)
    """By slug."""
    spare: tuple[str, ...] = ()
    """Media files in its folder that nothing names."""
    pairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Files on set and finished by the name that they share."""
    document: Document | None = None
    """`film.md`, where there is one."""
    phase_of: Mapping[str, Phase] = field(default_factory=dict)
    """Phase in which a media file was shot, by its path, where that is known."""

    def of(self, *kinds: str) -> Iterator[tuple[ChapterRead, Piece]]:
        """All pieces of these kinds, in story order, with their chapters."""
        for chapter in self.chapters:
            for piece in chapter.of(*kinds):
                yield chapter, piece

    @property
    def signatures(self) -> Iterator[tuple[ChapterRead, Signature]]:
        """Who signs what, in story order."""
        for chapter in self.chapters:
            yield from ((chapter, piece.signature) for piece in chapter.pieces if piece.signature)

    def head(self, key: str) -> Span:
        """Where the value of a key of film.md stands; its title where it is not written."""
        entry = self.document.head.get(key) if self.document else None
        return entry.value.span if entry else self.title_span


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text."""
    return tuple(part for part in _SENTENCE.split(text) if part)


def seconds(length: Fraction) -> str:
    """A length in seconds, to a tenth: `1.8`, `70.4`, `20`."""
    return f"{float(length):.1f}".removesuffix(".0")


def words_in(parts: Iterable[Inline]) -> str:
    """The words of prose in one line; those of a picture are not among them."""
    return one_line("".join(_each(parts)))


def _each(parts: Iterable[Inline]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Text):
            yield part.text
        elif isinstance(part, Markup):
            yield bare(part.html)
        elif isinstance(part, Cue):
            yield part.reference.words


def _is_top(piece: Piece) -> bool:
    return not piece.inside and piece.kind not in {"inline", "cue"}


def _is_text(piece: Piece) -> bool:
    return piece.kind not in {"picture", "inline", "cue"}
