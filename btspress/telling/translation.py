"""A translated page must tell the same story, block by block."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from btspress.diagnostics import Diagnostic, problem
from btspress.walk import walk
from btspress.written import Call, Document, Reference


def compare(original: Document, translated: Document) -> Iterable[Diagnostic]:
    """Blocks that only one of the two has, and clips whose times differ."""
    ours, theirs = tuple(walk(original.blocks, Call)), tuple(walk(translated.blocks, Call))
    name = original.path.rsplit("/", 1)[-1]
    matcher = SequenceMatcher(None, [call.name for call in ours], [call.name for call in theirs], autojunk=False)
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
