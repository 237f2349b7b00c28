"""A translated page must tell the same story, block by block, and to nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.walk import rebuild, walk
from btspress.written import Call, Document, Entry, Reference, Table

_LIMITS: Final = ("audience", "embargo", "early")
"""Attributes that say who may see a block."""


def compare(original: Document, translated: Document) -> Iterable[Diagnostic]:
    """Blocks that only one of the two has, and clips whose times differ."""
    ours, theirs, matcher = _matched(original, translated)
    name = original.path.rsplit("/", 1)[-1]
    for change, first, last, start, end in matcher.get_opcodes():
        if change == "equal":
            continue
        for mine, other in zip(ours[first:last], theirs[start:end], strict=False):
            words = f"'[!{other.name}]' stands where {name} has '[!{mine.name}]' (line {mine.span.line})"
            yield problem("E701", words, other.span)
        for mine in ours[first + end - start : last]:
            shown = f"[!{mine.name}] {mine.title_text}".strip()
            words = f"the translation has no block for '{shown}' (line {mine.span.line} of {name})"
            yield problem("E701", words, translated.head.span)
        for other in theirs[start + last - first : end]:
            yield problem("E701", f"{name} has no block for '[!{other.name}]'", other.span)
    media = zip(walk(original.blocks, Reference), walk(translated.blocks, Reference), strict=False)
    for mine_ref, other_ref in media:
        if mine_ref.path == other_ref.path and mine_ref.selection != other_ref.selection:
            words = f"the times of '{other_ref.path}' differ from {name} (line {mine_ref.span.line})"
            yield problem("E702", words, other_ref.span)


def guarded(original: Document, translated: Document) -> Document:
    """The translation, in which a block that says nothing of who may see it is for those who may see its original.

    Where nobody can tell which is its original, that is the first of those it may be that not everybody may see.
    """
    limits = _limits(*_matched(original, translated))

    def limited(call: Call) -> Call:
        entries = limits.get(call.span)
        if not entries:
            return call
        table = call.attributes.table
        table = replace(table, entries=(*table.entries, *entries))
        return replace(call, attributes=replace(call.attributes, table=table))

    blocks = rebuild(translated.blocks, limited, Call)
    return translated if blocks is translated.blocks else replace(translated, blocks=blocks)


def _limits(
    ours: tuple[Call, ...], theirs: tuple[Call, ...], matcher: SequenceMatcher[str]
) -> dict[Span, tuple[Entry, ...]]:
    """What is to be added to blocks of a translation, by where they stand."""
    kept = [mine for mine in ours if any(map(mine.attributes.table.get, _LIMITS))]
    runs = matcher.get_matching_blocks()
    pairs = [(ours[first + at], theirs[start + at]) for first, start, length in runs for at in range(length)]
    if not len(pairs) == len(ours) == len(theirs):
        counts, others = (Counter(call.name for call in calls) for calls in (ours, theirs))
        clear = {name for name in counts if counts[name] == others[name]} - {mine.name for mine in kept}
        pairs = [(mine, other) for mine, other in pairs if mine.name in clear]
    sure = {other.span: mine for mine, other in pairs}
    limits: dict[Span, tuple[Entry, ...]] = {}
    for other in theirs:
        alike = (mine for mine in kept if mine.name == other.name)
        mine = sure.get(other.span) or next(alike, kept[0] if kept else None)
        limits[other.span] = _missing(mine.attributes.table, other.attributes.table) if mine else ()
    return limits


def _missing(mine: Table, other: Table) -> tuple[Entry, ...]:
    """Limits of a block that its translation does not name."""
    return tuple(entry for name in _LIMITS if not other.get(name) and (entry := mine.get(name)))


def _matched(
    original: Document, translated: Document
) -> tuple[tuple[Call, ...], tuple[Call, ...], SequenceMatcher[str]]:
    """The blocks of both, and which of them are the same."""
    ours, theirs = tuple(walk(original.blocks, Call)), tuple(walk(translated.blocks, Call))
    names = [call.name for call in ours], [call.name for call in theirs]
    return ours, theirs, SequenceMatcher(None, *names, autojunk=False)
