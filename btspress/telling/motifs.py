"""Motifs of film.md: which are shown, and which nothing shows."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.model import Comparison, Figure, Film, Moment
from btspress.walk import walk
from btspress.written import Document, Table


def shown(film: Film) -> tuple[str, ...]:
    """Ids of the motifs of a film that a chapter or a block in one is tied to, in the order of film.md."""
    left = {motif.id for motif in film.motifs} - {motif for chapter in film.chapters for motif in chapter.motifs}
    for chapter in film.chapters:
        if not left:
            break
        left -= {node.motif for node in walk(chapter.blocks, Figure, Comparison, Moment)}
    return tuple(motif.id for motif in film.motifs if motif.id not in left)


def unseen(film: Film, document: Document) -> Iterator[Diagnostic]:
    """A finding for each motif of `document`, film.md, that no chapter of the film and no block in one is tied to."""
    there = shown(film)
    for motif in film.motifs:
        if motif.id not in there:
            words = f"no chapter shows the motif '{motif.id}'; it gets no page"
            hint = f"write 'motifs: [{motif.id}]' into a chapter that shows it, or {{motif={motif.id}}} behind a block"
            yield problem("E416", words, _place(document, motif.id), f"{hint}; or take it out of film.md")


def _place(document: Document, motif: str) -> Span | None:
    """Where film.md defines it."""
    entry = document.head.get("motifs")
    mine = entry.value.get(motif) if entry and isinstance(entry.value, Table) else None
    return mine.span if mine else entry.span if entry else document.head.span
