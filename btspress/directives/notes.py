"""Notes below a page: words, or a source that is cited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from btspress.diagnostics import suggest
from btspress.directives.directive import Desk
from btspress.model import CitedSource, Footnote
from btspress.walk import walk
from btspress.written import Note, NoteMark


def notes_of(
    notes: tuple[Note, ...], cited: Mapping[str, CitedSource], unmarked: Counter[str], desk: Desk
) -> tuple[Footnote, ...]:
    """The notes that are marked somewhere in what is shown.

    `unmarked` says how often each label is marked in what was left out; marks in notes that are left out
    are added to it.
    """
    made = []
    for note in notes:
        if note.count and note.count <= unmarked[note.label]:
            unmarked.update(mark.label for mark in walk(note.parts, NoteMark))
        else:
            made.append(_note(note, note.count - unmarked[note.label], cited, desk))
    return tuple(made)


def _note(note: Note, count: int, cited: Mapping[str, CitedSource], desk: Desk) -> Footnote:
    """One note; what is the name of a source cites it."""
    words, _, place = note.plain.partition(",")
    name = words.strip()
    source = cited.get(name)
    if source is None and _looks_like_slug(name) and _looks_like_place(place.strip()):
        hint = suggest(name, cited) or f"create sources/{name}.md"
        desk.report("E410", f"there is no source '{name}'", note.span, hint)
    parts = () if source else desk.parts(note.parts)
    return Footnote(note.number, note.label, count, parts, source, place.strip() if source else "")


def _looks_like_place(words: str) -> bool:
    """Whether words behind a comma are a time or a page, and not the rest of a sentence."""
    return not words or words[0].isdigit() or words.startswith("p. ")


def _looks_like_slug(words: str) -> bool:
    return "-" in words and " " not in words and words == words.lower() and "." not in words
