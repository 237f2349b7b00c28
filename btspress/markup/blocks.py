"""Block tokens → blocks as written: story blocks, quotations, pictures, and prose for all the rest."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.diagnostics import Span
from btspress.markup import signature
from btspress.markup.grammar import MAX_NESTING, Cut, is_call
from btspress.markup.inline import merged, nothing, plain
from btspress.markup.prose import Prose
from btspress.written import (
    Block,
    Call,
    Definition,
    Embed,
    Heading,
    Inline,
    Item,
    Listing,
    Note,
    Passage,
    Quotation,
    Reference,
    Signature,
)

_DEEPEST = 6
_ONE_PARAGRAPH = 4
"""Tokens from the start to the end of an item that holds one paragraph."""
_CONTAINERS = frozenset({"blockquote_open", "list_item_open", "dd_open", "footnote_reference_open"})
_NOT_SIGNED = frozenset({"html_inline", "footnote_ref", "image"})
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})


class Builder:
    """Builds the blocks of one document from its tokens. Used once; `prose` collects the findings."""

    def __init__(self, prose: Prose) -> None:
        """`prose` holds the tokens."""
        self.prose = prose
        self.tokens = prose.tokens

    def document(self) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
        """All blocks, and all notes that are mentioned in the order of their numbers."""
        self._check_depth()
        blocks = self.blocks(0, len(self.tokens), 0)
        return blocks, self._notes()

    def blocks(self, start: int, end: int, depth: int, *, inside: bool = False) -> tuple[Block, ...]:
        """The blocks that the tokens from `start` up to `end` are.

        `depth` counts the story blocks around them; `inside` tells that they stand directly in one.
        """
        made: list[Block] = []
        before: tuple[Call, int] | None = None
        for at, close in self.prose.elements(start, end):
            found = self._block(at, close, depth, inside)
            lines = self.tokens[at].map
            if before and found:
                self._check_split(*before, at, found[0])
            before = (found[0], lines[1]) if found and lines and isinstance(found[0], Call) else None
            made.extend(found)
        return tuple(made)

    def _block(self, at: int, close: int, depth: int, inside: bool) -> tuple[Block, ...]:
        kind = self.tokens[at].type
        if kind == "heading_open":
            return (self._heading(at),)
        if kind == "paragraph_open" and self._only_pictures(at + 1):
            parts = self.prose.inline(at + 1)
            return tuple(Embed(part, part.span) for part in parts if isinstance(part, Reference))
        if kind == "blockquote_open":
            return self._quote(at, close, depth)
        if kind in _LISTS and inside:
            return (self._listing(at, close),)
        if kind == "dl_open":
            return tuple(self._definitions(at, close))
        return self._passage(at, close)

    def _only_pictures(self, number: int) -> bool:
        """Whether an inline content holds pictures, and else only spaces and comments."""
        pictures = 0
        for child in self.tokens[number].children or []:
            pictures += child.type == "image"
            comment = child.type == "html_inline" and child.content.startswith("<!--")
            blank = child.type == "text" and not child.content.strip()
            if not (child.type in {"image", "softbreak", "hardbreak"} or comment or blank):
                return False
        return pictures > 0

    def _heading(self, at: int) -> Heading:
        token, held = self.tokens[at], self.prose.attributes(at + 1)
        for span in (*(entry.span for entry in held.table.entries), *held.shape_spans):
            self.prose.report("E106", "a heading takes only an id", span, "write {#id}")
        text = " ".join(plain(self.tokens[at + 1].children or []).split())
        return Heading(int(token.tag[1]), self.prose.inline(at + 1), text, held, self.prose.whole(at + 1))

    def _passage(self, at: int, close: int) -> tuple[Passage, ...]:
        """A run of prose, or nothing where only comments were."""
        parts = self.prose.render(at, close + 1)
        return (Passage(parts, self.prose.span(at)),) if parts else ()

    # ---- quotes and story blocks ----

    def _quote(self, at: int, close: int, depth: int) -> tuple[Block, ...]:
        if is_call(self.tokens, at):
            return (self._call(at, close, depth + 1),)
        last, signed = self._signature(at + 1, close)
        body = self.blocks(at + 1, last, depth) if signed else ()
        if signed and body:
            self.prose.check_quote(at)
            return (Quotation(body, signed, self.prose.span(at)),)
        return self._passage(at, close)

    def _call(self, at: int, close: int, depth: int) -> Call:
        number = at + 1
        token = self.tokens[number]
        cut: Cut = token.meta["cut"]
        spot = self.prose.raw_spot(number)
        span = spot(0, cut.name_end)
        if depth == _DEEPEST + 1:
            words = f"blocks are nested deeper than {_DEEPEST} levels"
            self.prose.report("E105", words, span, "move the inner block out")
        self.prose.check_quote(at)
        last, signed = self._signature(number + 1, close)
        return Call(
            cut.name,
            self.prose.inline(number),
            " ".join(plain(token.children or []).split()),
            self.prose.attributes(number),
            self.blocks(number + 1, last if signed else close, depth, inside=True),
            signed,
            cut.fold,
            span,
            spot(cut.shift, cut.shift + len(token.content)) if token.content else None,
        )

    def _signature(self, start: int, end: int) -> tuple[int, Signature | None]:
        """Where the last element of a range starts, and the signature that it is."""
        last = max((at for at, _ in self.prose.elements(start, end)), default=-1)
        if last < 0 or self.tokens[last].type != "paragraph_open":
            return last, None
        token = self.tokens[last + 1]
        if any(child.type in _NOT_SIGNED for child in token.children or []):
            return last, None
        words = plain(token.children or [])
        return last, signature.read(words, token.content, self.prose.spot(last + 1))

    def _check_split(self, call: Call, end: int, at: int, found: Block) -> None:
        """A quote one empty line below a block is probably the rest of it."""
        lines = self.tokens[at].map
        if self.tokens[at].type != "blockquote_open" or not lines or lines[0] - end != 1:
            return
        if isinstance(found, Passage) or (isinstance(found, Quotation) and not call.body):
            hint = f"a '>' may be missing on the empty line {self.prose.page.first + end}"
            self.prose.report("E109", "the quote after this block has no name", self.prose.span(at), hint)

    def _check_depth(self) -> None:
        """What is nested deeper than the parser goes was dropped by it."""
        for at, token in enumerate(self.tokens):
            if token.type in _CONTAINERS and token.level + 1 >= MAX_NESTING:
                words = "lists and quotes are nested too deep; what is inside is lost"
                self.prose.report("E105", words, self.prose.span(at), "write it flat")
                return

    # ---- lists and definitions ----

    def _listing(self, at: int, close: int) -> Listing:
        items = tuple(self._item(item, end) for item, end in self.prose.elements(at + 1, close))
        ordered = self.tokens[at].type == "ordered_list_open"
        span = self.prose.span(at)
        return Listing(ordered, items, Passage(self.prose.render(at, close + 1), span), span)

    def _item(self, at: int, close: int) -> Item:
        number = at + 2
        if at + 1 == close or self.tokens[at + 1].type != "paragraph_open":
            return Item((), nothing(self.prose.span(at)), self.prose.span(at))
        more = at + _ONE_PARAGRAPH != close
        return Item(self.prose.inline(number), self.prose.attributes(number), self.prose.whole(number), more)

    def _definitions(self, at: int, close: int) -> Iterator[Definition]:
        term, span = "", self.prose.span(at)
        meanings: list[tuple[int, int]] = []
        for inner, end in (*self.prose.elements(at + 1, close), (close, close)):
            if self.tokens[inner].type == "dd_open":
                meanings.append((inner, end))
                continue
            if meanings:
                yield Definition(term, self._meaning(meanings), span)
            meanings = []
            if inner != close:
                self.prose.inline(inner + 1)
                term = plain(self.tokens[inner + 1].children or []).strip()
                span = self.prose.whole(inner + 1)

    def _meaning(self, ranges: list[tuple[int, int]]) -> tuple[Inline, ...]:
        if len(ranges) == 1:
            return self._content(ranges[0][0] + 1, ranges[0][1])
        return merged(part for at, close in ranges for part in self.prose.render(at + 1, close))

    def _content(self, start: int, end: int) -> tuple[Inline, ...]:
        """The parts of a range; a single paragraph goes without its tags."""
        elements = list(self.prose.elements(start, end))
        if len(elements) == 1 and self.tokens[elements[0][0]].type == "paragraph_open":
            return self.prose.inline(elements[0][0] + 1)
        return self.prose.render(start, end)

    # ---- notes ----

    def _notes(self) -> tuple[Note, ...]:
        """The notes that are mentioned; a note may mention further ones."""
        written = self._written_notes()
        counts = self.prose.notes.counts
        parts: dict[str, tuple[Inline, ...]] = {}
        while todo := [label for label in counts if label not in parts]:
            for label in todo:
                at = written[label]
                parts[label] = self._content(at + 1, self.prose.ends[at])
        for label, at in written.items():
            if label not in parts:
                words = f"nothing refers to the note '[^{label}]'"
                self.prose.report("E412", words, self._note_span(at), f"put [^{label}] into the text")
        return tuple(self._note(written[label], number, parts[label]) for number, label in enumerate(parts, 1))

    def _written_notes(self) -> dict[str, int]:
        """Where the note of each label starts; of two with one label the first counts."""
        found: dict[str, int] = {}
        for at, token in enumerate(self.tokens):
            if token.type != "footnote_reference_open":
                continue
            label = token.meta["label"]
            if label in found:
                words = f"the note '[^{label}]' is written twice"
                self.prose.report("E412", words, self._note_span(at), "give one another name")
            found.setdefault(label, at)
        return found

    def _note_span(self, at: int) -> Span:
        lines = self.tokens[at].map
        return self.prose.page.find(lines[0] if lines else 0, f"[^{self.tokens[at].meta['label']}]")

    def _note(self, at: int, number: int, parts: tuple[Inline, ...]) -> Note:
        label = self.tokens[at].meta["label"]
        inside = (token for token in self.tokens[at : self.prose.ends[at]] if token.type == "inline")
        words = " ".join(" ".join(plain(token.children or []).split()) for token in inside)
        return Note(label, number, self.prose.notes.counts[label], parts, words, self._note_span(at))
