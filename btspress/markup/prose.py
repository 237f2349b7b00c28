"""Runs of block tokens → prose, and where each of them stands in the author's file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.markup import attributes
from btspress.markup.attributes import Spot
from btspress.markup.grammar import NAME, Cut, is_call
from btspress.markup.inline import InlineReader, NoteBook, html_problem, merged, nothing, plain, suspicious
from btspress.markup.places import Page, Place, cell, place
from btspress.written import Attributes, Inline, Markup, Text


class Prose:
    """The tokens of one document, read as prose. Used once; findings are collected in `problems`."""

    def __init__(self, md: MarkdownIt, env: dict[str, Any], tokens: list[Token], page: Page) -> None:
        """`tokens` are what `md` made of the lines of `page`."""
        self.md = md
        self.env = env
        self.tokens = tokens
        self.page = page
        self.problems: list[Diagnostic] = []
        self.words = 0
        self.ends = _ends(tokens)
        self.notes = NoteBook(_labels(tokens))
        self._reader = InlineReader(md, env, self.notes, self.problems)
        self._inlines: dict[int, tuple[Inline, ...]] = {}
        self._after: dict[int, int] = {}

    def report(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Says what is wrong, and where."""
        self.problems.append(problem(code, message, span, hint))

    def elements(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The outermost tokens of a range, each with its closing token; notes are left out."""
        at = start
        while at < end:
            close = self.ends[at]
            if self.tokens[at].type != "footnote_reference_open":
                yield at, close
            at = close + 1

    def render(self, start: int, end: int) -> tuple[Inline, ...]:
        """The tokens of a range as CommonMark renders them, cut where something of ours stands."""
        made: list[Inline | str] = []
        at = start
        while at < end:
            token = self.tokens[at]
            if token.type == "footnote_reference_open":
                at = self.ends[at]
            elif token.type == "inline":
                made.extend(self._stray_title(at) if is_call(self.tokens, at - 1) else self.inline(at))
            elif token.type == "html_block":
                self._check_html(token)
            else:
                if token.type == "blockquote_open":
                    self.check_quote(at)
                made.append(self._tag(at))
            at += 1
        return merged(made)

    def _tag(self, at: int) -> str:
        token, renderer = self.tokens[at], self.md.renderer
        if token.nesting < 0:
            return "" if token.hidden else f"</{token.tag}>\n"
        if token.type in {"fence", "code_block"}:
            self.words += len(token.content.split())
        rule = renderer.rules.get(token.type, renderer.renderToken)  # type: ignore[attr-defined]
        return rule(self.tokens, at, self.md.options, self.env)  # type: ignore[no-any-return]

    def _stray_title(self, number: int) -> tuple[Inline, ...]:
        """The title of a block that stands inside a list or an unnamed quote: prose, and an error."""
        cut: Cut = self.tokens[number].meta["cut"]
        words = f"'[!{cut.name}]' is inside a list or a quote"
        span = self.raw_spot(number)(0, cut.name_end)
        self.report("E108", words, span, "start the line with '> ' and nothing before it")
        return (Markup("<p>"), *self.inline(number), Markup("</p>\n"))

    def inline(self, number: int) -> tuple[Inline, ...]:
        """The parts of an inline token; made once, however often they are asked for."""
        made = self._inlines.get(number)
        if made is None:
            token = self.tokens[number]
            words = self.tokens[number - 1].type not in {"heading_open", "blockquote_open"}
            children = token.children or []
            if len(children) == 1 and children[0].type == "text" and not suspicious(token.content):
                made = self._only(children[0].content, words)
            else:
                made = self._parts(number, words)
            self._inlines[number] = made
        return made

    def _only(self, text: str, words: bool) -> tuple[Inline, ...]:
        """The parts of a content that is but one text, as most are."""
        self.words += len(text.split())
        return (Text(text) if words else Markup(escapeHtml(text)),)

    def _parts(self, number: int, words: bool) -> tuple[Inline, ...]:
        token, spot = self.tokens[number], self.spot(number)
        children = token.children or []
        made = self._reader.parts(children, token.content, spot, words=words)
        self._reader.check(children, token.content, spot)
        self.words += len(plain(children).split())
        for child in children:
            if child.type == "image":
                self.words += len(str(child.attrs.get("title", "")).split())
        return made

    def attributes(self, number: int) -> Attributes:
        """What stood in braces behind an inline content."""
        cut: Cut | None = self.tokens[number].meta.get("cut")
        if not cut or not cut.braces:
            return nothing(self.span(number))
        held, problems = attributes.read(cut.raw, cut.braces, self.raw_spot(number))
        self.problems.extend(problems)
        return held

    # ---- places ----

    def spot(self, number: int) -> Spot:
        """Places of offsets of an inline content."""
        cut: Cut | None = self.tokens[number].meta.get("cut")
        raw, shift = self.raw_spot(number), cut.shift if cut else 0
        return (lambda start, end: raw(start + shift, end + shift)) if shift else raw

    def raw_spot(self, number: int) -> Spot:
        """Places of offsets of the content as it was before its braces were taken off; found when needed."""
        known: list[Place] = []

        def spot(start: int, end: int) -> Span:
            if not known:
                known.append(self._place(number))
            return known[0].span(start, end)

        return spot

    def _place(self, number: int) -> Place:
        token = self.tokens[number]
        cut: Cut | None = token.meta.get("cut")
        content = cut.raw if cut else token.content
        begin, end = token.map or (0, 1)
        if token.level and self.tokens[number - 1].type in {"th_open", "td_open"}:
            found, self._after[begin] = cell(self.page, content, begin, self._after.get(begin, 0))
            return found
        return place(self.page, content, begin, max(end, begin + 1))

    def span(self, at: int) -> Span:
        """The first line of a block token."""
        lines = self.tokens[at].map
        return self.page.line(lines[0] if lines else 0)

    def whole(self, number: int) -> Span:
        """The place of an inline content; that of its first line when it is empty."""
        token = self.tokens[number]
        return self.spot(number)(0, len(token.content)) if token.content else self.span(number)

    # ---- checks ----

    def check_quote(self, quote: int) -> None:
        """Titles of blocks that are not where a block can start, or have no name."""
        for at, _ in self.elements(quote + 1, self.ends[quote]):
            if self.tokens[at].type == "paragraph_open" and "[!" in self.tokens[at + 1].content:
                self._check_titles(at + 1, first=at == quote + 1)

    def _check_titles(self, number: int, *, first: bool) -> None:
        content, spot = self.tokens[number].content, self.spot(number)
        at = 0
        for line in content.split("\n"):
            named = NAME.match(line)
            if named and not (first and at == 0):
                words = f"'[!{named[1].strip().lower()}]' is inside the block above"
                hint = "leave an empty line before the line that starts it"
                self.report("E108", words, spot(at, at + named.end(1) + 1), hint)
            elif first and at == 0 and line.startswith("[!"):
                self._check_name(line, spot)
            at += len(line) + 1

    def _check_name(self, line: str, spot: Spot) -> None:
        if "]" in line:
            words = "a block needs a name before its attributes"
            self.report("E104", words, spot(0, line.find("]") + 1), "write [!decision]")
        else:
            words = "the '[' opened here is never closed"
            self.report("E102", words, spot(0, 2), "write [!decision] and the title behind it")

    def _check_html(self, token: Token) -> None:
        """Comments are dropped in silence, all other HTML with an error."""
        begin = token.map[0] if token.map else 0
        rest = _without_comments(token.content)
        if not rest.strip():
            return
        if not token.content.startswith("<!--"):
            span = self.page.find(begin, token.content.split("\n", 1)[0].strip())
            self.problems.append(html_problem(token.content.strip(), span))
        elif "<!--" in rest:
            self.report("E120", "this comment is never closed", self.page.find(begin, "<!--"), "write --> behind it")
        else:
            words = "text on the line of a comment is not read"
            self.report("E120", words, self.page.line(begin), "start a new line behind -->")


def _without_comments(text: str) -> str:
    """`text` without `<!-- … -->`; one that is never closed stays."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def _labels(tokens: Iterable[Token]) -> Iterator[str]:
    return (token.meta["label"] for token in tokens if token.type == "footnote_reference_open")


def _ends(tokens: list[Token]) -> list[int]:
    """For each token the one that closes it; itself if nothing does."""
    ends, opens = list(range(len(tokens))), []
    for at, token in enumerate(tokens):
        if token.nesting > 0:
            opens.append(at)
        elif token.nesting < 0:
            ends[opens.pop()] = at
    return ends
