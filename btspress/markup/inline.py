"""Inline tokens → parts of prose: HTML, cut where a picture, cue, link, note or plain words stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.helpers import parseLinkDestination
from markdown_it.token import Token

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.markup import attributes
from btspress.markup.attributes import Braces, Spot
from btspress.markup.reference import is_cue, medium, parse_reference
from btspress.written import Attributes, Cue, Inline, Link, Markup, NoteMark, Reference, Table, Text

_LOST_PICTURE = re.compile(r"!\[[^\[\]\n]*\]\([ \t]*([^()<>\n]*)\)")
_TITLE = re.compile(r"""[ \t]+(?:"[^"]*"|'[^']*')[ \t]*$""")
_BEHIND = "braces belong behind a picture or a block's title"
_MARKS = frozenset({"em_open", "em_close", "strong_open", "strong_close", "link_close"})
_CANDIDATES = 20
"""How many `](` are tried as the start of a link's address."""


def merged(parts: Iterable[Inline | str]) -> tuple[Inline, ...]:
    """The same parts with neighbours of one kind, HTML or words, made one; what is only a string is HTML."""
    made: list[Inline] = []
    run: list[str] = []
    joins: type[object] = Markup
    for part in parts:
        if not part:
            continue
        kind = Markup if isinstance(part, str) else type(part)
        if run and kind is not joins:
            made.append(Text("".join(run)) if joins is Text else _tags("".join(run)))
            run = []
        joins = kind
        if isinstance(part, str):
            run.append(part)
        elif isinstance(part, Markup):
            run.append(part.html)
        elif isinstance(part, Text):
            run.append(part.text)
        else:
            made.append(part)
    return (*made, Text("".join(run)) if joins is Text else _tags("".join(run))) if run else tuple(made)


@lru_cache(maxsize=256)
def _tags(html: str) -> Markup:
    """The same HTML as one value, however often it stands between words: it is kept and packed once."""
    return Markup(html)


def suspicious(content: str) -> bool:
    """Whether something in a content may have been meant as a picture or as attributes."""
    return "![" in content or content.endswith("}")


def plain(tokens: Iterable[Token]) -> str:
    """The words of inline tokens, without marks; pictures and notes have none."""
    found = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            found.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            found.append(" ")
    return "".join(found)


class NoteBook:
    """Numbers notes by their first mention."""

    def __init__(self, labels: Iterable[str]) -> None:
        """`labels` are those of the notes that were written."""
        self.labels = frozenset(labels)
        self.counts: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    def mark(self, label: str, span: Span) -> NoteMark | None:
        """A mention; None when there is no such note."""
        if label not in self.labels:
            return None
        self.counts[label] = self.counts.get(label, 0) + 1
        number = self._numbers.setdefault(label, len(self.counts))
        return NoteMark(label, number, self.counts[label], span)


class InlineReader:
    """Reads the inline contents of one document."""

    def __init__(self, md: MarkdownIt, env: dict[str, Any], notes: NoteBook, problems: list[Diagnostic]) -> None:
        """Findings are added to `problems`."""
        self.md = md
        self.env = env
        self.notes = notes
        self.problems = problems

    def parts(self, tokens: list[Token], content: str, spot: Spot, *, words: bool) -> tuple[Inline, ...]:
        """The parts of one content; `words` tells whether its plain words become `Text`."""
        made: list[Inline | str] = []
        complained = False
        number, linked = 0, False
        while number < len(tokens):
            token = tokens[number]
            number += 1
            if token.type == "link_open":
                close = _closing(tokens, number)
                if is_cue(str(token.attrs["href"])):
                    made.extend(self._cue(token, tokens[number:close], content, spot))
                    number = close + 1
                else:
                    made.append(_link(token, spot))
                    linked = True
                self._check_braces_after(token, content, spot)
            elif token.type == "html_inline":
                complained = self._refuse_html(token, spot, complained) or complained
            else:
                linked = linked and token.type != "link_close"
                made.append(self._part(token, content, spot, words=words and not linked))
        return merged(made)

    def _part(self, token: Token, content: str, spot: Spot, *, words: bool) -> Inline | str:
        if token.type == "text":
            return Text(token.content) if words and token.content else escapeHtml(token.content)
        if token.type in _MARKS:
            return f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>"
        if token.type == "softbreak":
            return Text("\n") if words else "\n"
        if token.type == "image":
            return self.picture(token, content, spot)
        if token.type == "footnote_ref":
            return self._note(token, spot)
        return self._html([token])

    def _html(self, tokens: list[Token]) -> str:
        return self.md.renderer.renderInline(tokens, self.md.options, self.env)  # type: ignore[no-any-return, attr-defined]

    # ---- pictures and cues ----

    def picture(self, token: Token, content: str, spot: Spot) -> Reference:
        """The reference that a picture is."""
        start, end = token.meta["at"]
        braces: Braces | None = token.meta.get("braces")
        words = self.md.renderer.renderInlineAsText(token.children, self.md.options, self.env)  # type: ignore[attr-defined]
        reference = self._reference(token, "src", content, spot)
        held = self._held(content, braces, spot) if braces else reference.attributes
        whole = spot(start, braces.end if braces and braces.end > 0 else end)
        legend = str(token.attrs.get("title", ""))
        return replace(reference, words=" ".join(words.split()), legend=legend, attributes=held, span=whole)

    def _held(self, content: str, braces: Braces, spot: Spot) -> Attributes:
        held, problems = attributes.read(content, braces, spot)
        self.problems.extend(problems)
        return held

    def _reference(self, token: Token, attribute: str, content: str, spot: Spot) -> Reference:
        """What the address of a picture or link refers to; its words and legend are not known yet."""
        start, end = token.meta["at"]
        written = _address(content, start, end)
        if written:
            at, length, address = written
            reference, problems = parse_reference(address, spot(at, at + length))
        else:
            reference, problems = parse_reference(str(token.attrs[attribute]), spot(start, end))
        self.problems.extend(problems)
        return reference

    def _cue(self, token: Token, inside: list[Token], content: str, spot: Spot) -> list[Inline]:
        """A cue; what cannot be inside one is put around it: pictures before, note marks behind."""
        pictures = [self.picture(each, content, spot) for each in inside if each.type == "image"]
        marks = [self._note(each, spot) for each in inside if each.type == "footnote_ref"]
        complained = False
        for each in inside:
            if each.type == "html_inline":
                complained = self._refuse_html(each, spot, complained) or complained
        kept = [each for each in inside if each.type not in {"image", "footnote_ref", "html_inline"}]
        html, words = self._html(kept), plain(kept)
        if not words.strip() and pictures:
            words = pictures[0].words
            html = escapeHtml(words)
        at = spot(*token.meta["at"])
        reference = replace(
            self._reference(token, "href", content, spot),
            words=" ".join(words.split()),
            legend=str(token.attrs.get("title", "")),
            words_html=html,
            span=at,
        )
        return [*pictures, Cue(reference), *marks]

    # ---- the rest ----

    def _note(self, token: Token, spot: Spot) -> Inline:
        label = token.meta["label"]
        span = spot(*token.meta["at"])
        mark = self.notes.mark(label, span)
        if mark is None:
            hint = f"write it below: [^{label}]: text"
            self.problems.append(problem("E412", f"there is no note '[^{label}]'", span, hint))
            return Text(f"[^{label}]")
        return mark

    def _refuse_html(self, token: Token, spot: Spot, complained: bool) -> bool:
        """Says that HTML is dropped, once for a tag and its end; comments are dropped in silence."""
        if token.content.startswith("<!--"):
            return False
        if not (complained and token.content.startswith("</")):
            self.problems.append(html_problem(token.content, spot(*token.meta["at"])))
        return True

    def _check_braces_after(self, token: Token, content: str, spot: Spot) -> None:
        end = token.meta["at"][1]
        if content.startswith("{", end):
            braces = attributes.opened(content, end)
            if attributes.likely(content, braces):
                words = "a link takes no attributes"
                self.problems.append(problem("E106", words, spot(end, max(braces.end, end + 1)), _BEHIND))

    def check(self, tokens: list[Token], content: str, spot: Spot) -> None:
        """Finds what was meant as a picture or as attributes, and is plain text to Markdown."""
        if "![" in content:
            self._check_lost(tokens, content, spot)
        found = attributes.trailing(content) if content.endswith("}") else None
        if not found or not tokens or tokens[-1].type != "text" or not tokens[-1].content.endswith("}"):
            return
        words = tokens[-1].content.lstrip()
        before = tokens[-2].type if len(tokens) > 1 and words.startswith("{") else ""
        if before == "link_close" and words == tokens[-1].content:
            return  # said already
        if before == "image" or attributes.likely(content, found):
            hint = "remove the space before '{'" if before == "image" else _BEHIND
            where = spot(found.start, found.end)
            self.problems.append(problem("E106", "attributes cannot stand here", where, hint))

    def _check_lost(self, tokens: list[Token], content: str, spot: Spot) -> None:
        taken = [token.meta["at"] for token in tokens if "at" in token.meta]
        for found in _LOST_PICTURE.finditer(content):
            start, end = found.span()
            escaped = start > 0 and content[start - 1] == "\\"
            if escaped or any(first <= start < last for first, last in taken):
                continue
            address = _TITLE.sub("", found[1]).strip()
            if " " in address:
                words = "this looks like a clip but is plain text: the address has a space"
                self.problems.append(problem("E208", words, spot(start, end), f"write <{address}>"))
            elif medium(address.partition("#")[0]):
                words = f"this looks like a clip but is plain text: '{address[:40]}' is no address of a page"
                self.problems.append(problem("E208", words, spot(start, end), "write the path of a file"))


def html_problem(text: str, span: Span) -> Diagnostic:
    """Says that a piece of HTML is not taken."""
    tag = re.match(r"</?([A-Za-z][\w-]*)", text)
    name = tag[1].lower() if tag else ""
    hint = "use Markdown"
    if name in {"video", "img", "audio", "source", "iframe", "embed", "object"}:
        hint = f"'<{name}>' is written ![what one sees](clip.mp4)"
    return problem("E120", "HTML is not allowed here", span, hint)


def nothing(span: Span) -> Attributes:
    """No attributes."""
    return Attributes(Table((), span))


def _closing(tokens: list[Token], number: int) -> int:
    """The end of the link whose first inner token is `number`; links are never inside links."""
    while number < len(tokens) and tokens[number].type != "link_close":
        number += 1
    return number


def _link(token: Token, spot: Spot) -> Link:
    return Link(str(token.attrs["href"]), str(token.attrs.get("title", "")), spot(*token.meta["at"]))


def _address(content: str, start: int, end: int) -> tuple[int, int, str] | None:
    """Offset, length and meaning of the address in `[words](address "title")`; None without parentheses."""
    at = start
    for _ in range(_CANDIDATES):
        at = content.find("](", at, end)
        if at < 0:
            return None
        at += 2
        begin = at
        while begin < end and content[begin].isspace():
            begin += 1
        found = parseLinkDestination(content, begin, end - 1)
        rest = content[found.pos : end - 1].strip() if found.ok else "?"
        if not rest or rest[0] in "\"'(":
            wrapped = content[begin] == "<"
            return begin + wrapped, found.pos - begin - 2 * wrapped, found.str
    return None
