"""One chapter: its head typed, its blocks resolved and tied together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from btspress.diagnostics import Diagnostic, Severity, Span, problem, suggest
from btspress.directives.desk import DocumentDesk, title_of
from btspress.directives.figure import automatic_frame
from btspress.model import (
    Block,
    Chapter,
    Clip,
    Comparison,
    Figure,
    Film,
    Frame,
    Rights,
    Sequence,
    Sound,
    Soundbite,
)
from btspress.story.addresses import fault
from btspress.story.heads import ChapterHead
from btspress.story.library import Library
from btspress.story.rights import inherit
from btspress.story.settings import levels_in, limits_in
from btspress.telling.people import head_of
from btspress.telling.threads import page_of, speech_without_captions
from btspress.telling.withheld import chapter_kept, told_open
from btspress.unchanging import unchanging
from btspress.walk import walk
from btspress.written import Document, Entry, Scalar, Series, Table


@unchanging
class Told:
    """A chapter, or None where this audience must not see it, with all findings."""

    chapter: Chapter | None
    problems: tuple[Diagnostic, ...]
    withheld: str = ""
    """Why the public must not see it."""


Tell: TypeAlias = Callable[[Document, Film, Library, str, str, Told | None], Told]
"""What tells a chapter: `chapter_of`, or something that remembers what it said."""


def chapter_of(
    document: Document, film: Film, library: Library, language: str, spoilers: str, original: Told | None = None
) -> Told:
    """The chapter that `document` tells; a translation is withheld whenever its `original` is."""
    found: list[Diagnostic] = []
    head = head_of(document, ChapterHead, found)
    withheld = _withheld(head, film, library, document, found)
    withheld = withheld or (original.withheld if original else "")
    desk = DocumentDesk(document, library, film, head.rights)
    blocks, notes = page_of(desk)
    _check_names(document.head, head, film, found)
    opening = _opening(head.poster, document.head, desk, blocks)
    found.extend(desk.problems)
    found.extend(speech_without_captions(blocks, language, release=library.gate.release))
    if withheld and not library.gate.sees_all:
        return Told(None, tuple(found), withheld)
    chapter = Chapter(
        slug=document.path.rsplit("/", 1)[-1].removesuffix(".md"),
        address=library.addresses.get(document.path, ""),
        file=document.path,
        title=head.title or _heading(document) or _from_name(document.path),
        blocks=blocks,
        notes=notes,
        summary=head.summary,
        phase=head.phase,
        start=head.start or head.on,
        end=head.end,
        tempo=head.tempo,
        motifs=head.motifs,
        opening=opening,
        language=language,
        words=document.words,
        watch=_watch_time(blocks),
        level=head.level,
        time=head.time,
        aliases=_aliases(head, document, found),
        follows=head.follows.removesuffix(".md"),
        published=head.published,
        levels=levels_in(head.lint),
        limits=limits_in(head.lint),
        spoiler=head.spoiler or spoilers,
        withheld=withheld,
        rights=inherit(film.rights, head.rights),
    )
    return Told(chapter, tuple(found), withheld)


def _withheld(head: ChapterHead, film: Film, library: Library, document: Document, found: list[Diagnostic]) -> str:
    found.extend(told_open(head.checkpoints, document, library.gate))
    if why := chapter_kept(head, library.gate, film.waiting):
        return why

    def report(code: str, message: str, span: Span | None, hint: str = "", severity: Severity | None = None) -> None:
        found.append(problem(code, message, span, hint, severity))

    entry = document.head.get("rights")
    own = inherit(Rights(), head.rights)
    return library.gate.verdict(own, "the chapter", entry.span if entry else None, report)


def _aliases(head: ChapterHead, document: Document, found: list[Diagnostic]) -> tuple[str, ...]:
    """Former addresses that can be some."""
    entry = document.head.get("aliases")
    faults = {alias: fault(alias) for alias in head.aliases}
    for alias, why in faults.items():
        if why:
            found.append(problem("E418", f"'{alias[:60]}': {why}", entry.value.span if entry else None))
    return tuple(alias for alias, why in faults.items() if not why)


def _check_names(table: Table, head: ChapterHead, film: Film, found: list[Diagnostic]) -> None:
    """Phase and motifs must be in film.md, where film.md has any."""
    phases, motifs = [phase.id for phase in film.phases], [motif.id for motif in film.motifs]
    entry = table.get("phase")
    if head.phase and phases and head.phase not in phases and entry:
        words = f"no phase '{head.phase}' in film.md"
        found.append(problem("E405", words, entry.value.span, suggest(head.phase, phases)))
    for scalar in _scalars(table.get("motifs")):
        if scalar.text not in motifs:
            words = f"no motif '{scalar.text}' in film.md"
            found.append(problem("E405", words, scalar.span, suggest(scalar.text, motifs)))


def _scalars(entry: Entry | None) -> tuple[Scalar, ...]:
    if entry is None:
        return ()
    value = entry.value
    items = value.items if isinstance(value, Series) else (value,)
    return tuple(item for item in items if isinstance(item, Scalar))


def _opening(poster: str, table: Table, desk: DocumentDesk, blocks: tuple[Block, ...]) -> Clip | Frame | None:
    """What opens the chapter: as its head says, else the last frame of its first comparison, else any."""
    entry = table.get("poster")
    if poster and entry:
        shown = desk.shown_at(poster, entry.value.span)
        return shown if isinstance(shown, Clip | Frame) else None
    for comparison in walk(blocks, Comparison):
        frame = automatic_frame(comparison.outcome.shown)
        if frame:
            return frame
    frames = (automatic_frame(node.shown) for node in walk(blocks, Figure) if node.shown)
    return next((frame for frame in frames if frame), None)


def _watch_time(blocks: tuple[Block, ...]) -> Fraction:
    """Seconds of everything that plays."""
    total = Fraction(0)
    for node in walk(blocks, Figure, Soundbite, Sequence, Comparison):
        if isinstance(node, Sequence):
            total += node.duration
        elif isinstance(node, Comparison):
            lengths = [side.shown.range.duration for side in node.sides if isinstance(side.shown, Clip)]
            total += max(lengths, default=0)
        elif isinstance(node.shown, Clip | Sound):
            total += node.shown.range.duration
    return total


def _heading(document: Document) -> str:
    found = title_of(document)
    return found.text if found else ""


def _from_name(path: str) -> str:
    words = path.rsplit("/", 1)[-1].removesuffix(".md").lstrip("0123456789-_ ")
    return (words or "Untitled").replace("-", " ").replace("_", " ").capitalize()


def in_order(chapters: tuple[Chapter, ...], order: tuple[str, ...]) -> tuple[Chapter, ...]:
    """Chapters as `order:` names them; the rest follow by file name."""
    names = [name.removesuffix(".md") for name in order]
    rank = {name: number for number, name in enumerate(names)}
    return tuple(sorted(chapters, key=lambda chapter: (rank.get(chapter.slug, len(rank)), chapter.slug)))


def with_translations(chapter: Chapter, others: tuple[Chapter, ...]) -> Chapter:
    """The chapter with links to the same page in other languages."""
    pairs = tuple((other.language, other.address) for other in others if other.address != chapter.address)
    return replace(chapter, translations=pairs) if pairs != chapter.translations else chapter
