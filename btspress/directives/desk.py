"""The desk at which one document becomes nodes: it knows the library, hands out ids, collects findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import unquote

from btspress.diagnostics import Diagnostic, Severity, Span, problem, suggest
from btspress.directives import DIRECTIVES
from btspress.directives.checks import check_common, check_form
from btspress.directives.directive import named_in
from btspress.directives.figure import as_asked, figure_of
from btspress.directives.ids import Ids
from btspress.directives.notes import notes_of
from btspress.directives.signing import named_by, refuse, signed_by
from btspress.markup.reference import parse_reference
from btspress.model import (
    Block,
    CueLink,
    Figure,
    Film,
    Footnote,
    Frame,
    InlineMedia,
    MissingSource,
    PageLink,
    Part,
    Prose,
    Shown,
    Signed,
    Soundbite,
    Source,
    Spoiler,
    Title,
    Withheld,
)
from btspress.schema import read
from btspress.story.absent import why_missing
from btspress.story.heads import RightsHead
from btspress.story.layout import joinpath, locate, pair_of, slugify, told_as
from btspress.story.library import Library, Shelf
from btspress.story.media import missing, select
from btspress.story.names import REFUSED
from btspress.walk import walk
from btspress.written import (
    Attributes,
    Call,
    Cue,
    Document,
    Embed,
    Heading,
    Inline,
    Link,
    Listing,
    Markup,
    NoteMark,
    Passage,
    Quotation,
    Reference,
    Selection,
    Signature,
    Table,
    Text,
)
from btspress.written import Block as WrittenBlock

_AS_WRITTEN = frozenset({Text, Markup, NoteMark})
"""Inline nodes that stay what they are where there are no names to link."""


class DocumentDesk:
    """Turns the blocks of one document into nodes. Used once, then thrown away."""

    def __init__(
        self, document: Document, library: Library, film: Film | None = None, rights: RightsHead | None = None
    ) -> None:
        """`film` holds the facts of the film that the document belongs to, `rights` are the document's own."""
        self._rights = rights or RightsHead()
        self.document = document
        self.library = library
        self.film = film
        self.problems: list[Diagnostic] = list(document.problems)
        self._ids = Ids()
        self._seen: set[str] = set()
        self._level = 1
        self._title = title_of(document)
        # How often each note is marked in what was left out.
        self._unmarked: Counter[str] = Counter()

    # ---- findings ----

    def report(
        self, code: str, message: str, span: Span | None, hint: str = "", severity: Severity | None = None
    ) -> None:
        """Say what is wrong, and where."""
        self.problems.append(problem(code, message, span, hint, severity))

    def add(self, found: Diagnostic) -> None:
        """Take over a finding made elsewhere."""
        self.problems.append(found)

    # ---- blocks ----

    def blocks(self, written: tuple[WrittenBlock, ...]) -> tuple[Block, ...]:
        """Nodes of a run of blocks; what is withheld from this audience is not among them."""
        made = (self._placed(self._block(block), block) for block in written)
        return tuple(node for node in made if node is not None)

    def _placed(self, node: Block | None, block: WrittenBlock) -> Block | None:
        """`node`, in a preview with the place that it comes from."""
        if node is None or not self.library.gate.sees_all or not hasattr(node, "at"):
            return node
        return replace(node, at=f"{block.span.file}:{block.span.line}")

    def _block(self, block: WrittenBlock) -> Block | None:
        match block:
            case Heading():
                return self._heading(block)
            case Passage():
                return Prose(self.parts(block.parts))
            case Listing():
                return Prose(self.parts(block.passage.parts))
            case Embed():
                return self._gated(self._embed(block.reference))
            case Quotation():
                return self._quotation(block)
            case Call():
                return self._call(block)
            case _:
                return None

    def _heading(self, heading: Heading) -> Title | None:
        """The heading at a level that skips none; the document's own title is shown elsewhere."""
        if heading is self._title:
            return None
        self._level = min(max(heading.level, 2), self._level + 1)
        return Title(self._level, self._id(heading.attributes, heading.text), self.parts(heading.parts), heading.text)

    def _embed(self, reference: Reference) -> Figure | Spoiler:
        shelf = self._shelf(reference, quiet=True)
        name = self._id(reference.attributes, reference.legend or reference.words or PurePosixPath(reference.path).stem)
        figure = figure_of(reference, self.shown(reference), shelf.poster if shelf else "", self, name)
        if shelf is None or shelf.head.spoiler == "none":
            return figure
        return Spoiler(self._ids.unique("spoiler"), figure.legend, shelf.head.spoiler, (figure,))

    def _quotation(self, block: Quotation) -> Block | None:
        words = self.blocks(block.body)
        node = Soundbite(self._ids.unique("quotation"), None, "", words, self.signed(block.signature))
        kept = self._unnamed(block.signature)
        return self._withheld(node, kept) if kept else node

    def _unnamed(self, signature: Signature | None, *names: str) -> str:
        """Why a block is withheld with the people who sign it or whom it names."""
        signed = (signature.name,) if signature else ()
        people = (person for name in (*signed, *names) if (person := self.library.names.person(name)))
        reasons = ("consent" if person.consent in REFUSED else person.withheld for person in people)
        return next(filter(None, reasons), "")

    def _call(self, call: Call) -> Block | None:
        directive = DIRECTIVES.get(call.name)
        if directive is None:
            self.report("E110", f"unknown block '[!{call.name}]'", call.span, suggest(call.name, DIRECTIVES))
            return Prose(self.parts(call.title)) if call.title else None
        check_form(call, directive, self)
        options: Any
        options, problems = read(call.attributes.table, directive.options, unknown="E301", wrong="E302")
        self.problems.extend(problems)
        check_common(call, options, self)
        seen = set(self._seen)
        node = self._gated(directive.build(call, options, self))
        kept = self.library.gate.kept_back(options) or self._unnamed(call.signature, *named_in(options))
        if node is None or kept:
            node = self._withheld(node, kept)
            # What nobody reads is no first mention.
            self._seen = self._seen if node else seen
            return node
        if options.spoiler != "none":
            return Spoiler(self._ids.unique("spoiler"), "", options.spoiler, (node,))
        return node

    def _gated(self, node: Block) -> Block | None:
        """`node`, or what this audience gets instead when it shows withheld material."""
        reason = next((source.withheld for source in walk(node, Source) if source.withheld), "")
        already = not reason or any(True for _ in walk(node, Withheld))
        return node if already else self._withheld(node, reason)

    def _withheld(self, node: Block | None, reason: str) -> Block | None:
        if node is None or not self.library.gate.sees_all:
            self._unmarked.update(mark.label for mark in walk(node, NoteMark))
            return None
        return Withheld(reason, node)

    # ---- inline ----

    def parts(self, written: tuple[Inline, ...]) -> tuple[Part, ...]:
        """Inline nodes; names are linked at their first mention, never inside a link."""
        names = self.library.names
        if not names.pattern and _AS_WRITTEN.issuperset(map(type, written)):
            return cast("tuple[Part, ...]", written)
        made: list[Part] = []
        inside = dead = False
        for part in written:
            if isinstance(part, Text) and names.pattern and not inside:
                made.extend(names.link(part.text, self._seen))
                continue
            node = part if isinstance(part, (Text, Markup)) else self._part(part)
            if isinstance(part, Link):
                inside, dead = True, node is None
            elif inside and isinstance(node, Markup) and "</a>" in node.html:
                node = Markup(node.html.replace("</a>", "", 1)) if dead else node
                inside = dead = False
            if node is not None:
                made.append(node)
        return tuple(made)

    def _part(self, part: Inline) -> Part | None:
        match part:
            case Reference():
                shown = self.shown(part)
                figure_of(part, shown, "", self)
                inline = InlineMedia(shown, part.words)
                return inline if self._gated(inline) is inline else None
            case Cue():
                return self._cue(part.reference)
            case Link():
                return self._link(part)
            case _:
                return part

    def _cue(self, reference: Reference) -> Part:
        """A link into a clip; which player it seeks is known when the whole page is."""
        shown = self.shown(reference)
        words = reference.words_html or reference.words
        if isinstance(shown, Frame):
            self.report("E218", "a picture has no time to link to", reference.span, "show it with ![…](…)")
            return Markup(words)
        withheld = isinstance(shown.source, Source) and shown.source.withheld
        if withheld or isinstance(shown.source, MissingSource):
            return Markup(words)
        return CueLink(words, "", shown, shown.range.start)

    def _link(self, link: Link) -> Part | None:
        """A link to a Markdown file becomes a link to its page; None when nobody may go there."""
        path, _, fragment = unquote(link.address).partition("#")
        if not path.endswith(".md") or "://" in path:
            return link
        file = joinpath(self.document.path.rpartition("/")[0], path)
        address = self.library.addresses.get(told_as(self.document.path, file)) or self.library.addresses.get(file)
        if address is None:
            hint = suggest(path, self.library.addresses)
            self.report("E411", f"there is no chapter '{path}'", link.span, hint)
        if file == "glossary.md" and fragment:
            terms = [term.slug for term in self.library.names.terms]
            if fragment not in terms:
                self.report("E409", f"the glossary has no '{fragment}'", link.span, suggest(fragment, terms))
        if not address:
            return None
        return PageLink(f"{address}#{fragment}" if fragment else address, link.title)

    # ---- media ----

    def shown(self, reference: Reference) -> Shown:
        """What the reference selects; a missing source where there is none."""
        shelf = self._shelf(reference)
        if shelf is None:
            return missing(reference.path, reference.span)
        source = shelf.shown_in(self._rights)
        return as_asked(reference, select(reference.selection, source, shelf.clocks, reference.span, self.report))

    def shown_at(self, address: str, span: Span) -> Shown | None:
        """What an address in an attribute or in front matter refers to; None after a report."""
        reference, problems = parse_reference(address, span)
        self.problems.extend(problems)
        shelf = self._shelf(reference)
        if shelf is None:
            return None
        shown = select(reference.selection, shelf.shown_in(self._rights), shelf.clocks, span, self.report)
        return shown if self._gated(shown) is shown else None

    def figure(self, reference: Reference) -> Figure:
        """The figure of a picture, without an id."""
        shelf = self._shelf(reference, quiet=True)
        return figure_of(reference, self.shown(reference), shelf.poster if shelf else "", self)

    def pair(self, name: str, span: Span) -> tuple[Reference, ...]:
        """References to the two files of a pair, described by their sidecars."""
        paths = pair_of(name, self.document.path.rpartition("/")[0], self.library.tree)
        if not paths:
            self.report("E206", f"no pair '{name}'", span, f"name the files {name}.onset.* and {name}.final.*")
        return tuple(self._pictured(path, span) for path in paths)

    def _pictured(self, path: str, span: Span) -> Reference:
        shelf = self.library.shelves.get(path)
        words = shelf.source.title if shelf else ""
        empty = Attributes(Table((), span))
        return Reference(path, words, "", Selection(), empty, span, span)

    def _shelf(self, reference: Reference, *, quiet: bool = False) -> Shelf | None:
        """The file a reference means, with all that lies beside it; None after a report."""
        path = locate(reference.path, self.document.path, self.library.tree)
        shelf = self.library.shelves.get(path)
        if shelf and not quiet:
            refuse(shelf.head.people, reference.span, self.library.names, self.report)
        if shelf:
            return shelf
        if not quiet and self.library.broken.get(path) != "":
            self.problems.append(why_missing(reference, path, self.document.path, self.library))
        return None

    # ---- people and ids ----

    def signed(self, signature: Signature) -> Signed:
        """Who signs."""
        return signed_by(signature, self.film, self.library.names, self.report)

    def named(self, name: str, call: Call) -> Signed:
        """Somebody whom `by=` names."""
        entry = call.attributes.table.get("by")
        return named_by(name, entry.value.span if entry else call.span, self.library.names, self.report)

    def id(self, call: Call, fallback: str) -> str:
        """The block's address on its page."""
        return self._id(call.attributes, call.title_text or fallback)

    def _id(self, attributes: Attributes, words: str) -> str:
        """The id pinned in braces, else one made of `words`; made unique."""
        if attributes.id in self._ids.given:
            self.report("E304", f"the id '{attributes.id}' is given twice", attributes.id_span)
        return self._ids.unique(attributes.id or slugify(words))

    @property
    def ids(self) -> frozenset[str]:
        """All ids given on this page, also to what was left out."""
        return frozenset(self._ids.given)

    # ---- notes ----

    def notes(self) -> tuple[Footnote, ...]:
        """The document's notes, but those that only what was left out marks."""
        return notes_of(self.document.notes, self.library.cited, self._unmarked, self)


def title_of(document: Document) -> Heading | None:
    """The heading that is the document's title: the first of level 1."""
    return next((block for block in document.blocks if isinstance(block, Heading) and block.level == 1), None)
