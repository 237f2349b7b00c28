"""The text of a file → a `Document`: front matter, blocks, notes, and all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markdown_it.common.utils import escapeHtml

from btspress.diagnostics import Diagnostic, Span, ordered, problem
from btspress.markup import front_matter
from btspress.markup.blocks import Builder
from btspress.markup.grammar import grammar
from btspress.markup.places import Page
from btspress.markup.prose import Prose
from btspress.written import (
    Block,
    Call,
    Cue,
    Definition,
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
    Table,
    Text,
)

LONGEST_LINE = 20_000
"""Characters; prose has far shorter ones, and some rules cost the square of a line."""

LARGEST_FILE = 1024 * 1024
"""Bytes of a file, or characters of a text."""


def parse(path: str, text: str, *, definitions: bool = False) -> Document:
    """The document that `text`, the content of the file `path`, is. Never raises.

    `definitions` reads definition lists too, as the glossary has them. All findings are in `problems`,
    in reading order; a text too long to be read gives an empty document.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    lines = tuple(text.split("\n"))
    long = _too_long(path, text, lines)
    if long:
        return blank(path, long)
    head = front_matter.read(path, text)
    page = Page(path, lines[head.body_line - 1 :] or ("",), head.body_line)
    # The library reads past the end of a last line that has no end itself (4.3: "> - ```" and "> ").
    body = "\n".join(page.lines if page.lines[-1:] == ("",) else (*page.lines, ""))
    md, budget = grammar(len(body), definitions=definitions)
    env: dict[str, Any] = {}
    prose = Prose(md, env, md.parse(body, env), page)
    blocks, notes = Builder(prose).document()
    problems = [*head.problems, *prose.problems]
    if budget.spent:
        words = "there are too many brackets that are never closed"
        problems.append(problem("E103", words, page.line(0), "write \\[ for a bracket that is text"))
    return Document(path, head.table, blocks, notes, prose.words, ordered(problems))


def blank(path: str, found: Diagnostic) -> Document:
    """What a file is that cannot be read, for the reason `found`."""
    return Document(path, Table((), Span(path, 1, 1, 2)), (), (), 0, (found,))


def html(written: Document | Iterable[Block | Inline]) -> str:
    """The HTML of blocks or parts as CommonMark has it; media are pictures, cues are links.

    For plain CommonMark whose last line has an end, this is exactly what the Markdown library renders.
    Pages are not made this way.
    """
    found = written.blocks if isinstance(written, Document) else written
    return "".join(_html(each) for each in found)


def _html(written: Block | Inline) -> str:
    match written:
        case Markup(found):
            return found
        case Text(words):
            return escapeHtml(words)
        case Link(address, title):
            return f"<a{_attributes(href=address, title=title)}>"
        case Cue(reference):
            return f"<a{_attributes(href=reference.path)}>{reference.words_html}</a>"
        case Reference():
            words = escapeHtml(written.words)
            title = _attributes(title=written.legend)
            return f'<img{_attributes(src=written.path)} alt="{words}"{title} />'
        case NoteMark():
            return f"<sup>{written.number}</sup>"
        case _:
            return _block_html(written)


def _block_html(written: Block) -> str:
    match written:
        case Heading(level, parts):
            return f"<h{level}>{html(parts)}</h{level}>\n"
        case Passage(parts):
            return html(parts)
        case Listing():
            return html(written.passage.parts)
        case Embed(reference):
            return f"<p>{html((reference,))}</p>\n"
        case Quotation():
            return f"<blockquote>\n{html(written.body)}</blockquote>\n"
        case Call():
            return f"<blockquote>\n<p>{html(written.title)}</p>\n{html(written.body)}</blockquote>\n"
        case Definition():
            return f"<dl>\n<dt>{escapeHtml(written.term)}</dt>\n<dd>{html(written.parts)}</dd>\n</dl>\n"


def _attributes(**values: str) -> str:
    return "".join(f' {name}="{escapeHtml(value)}"' for name, value in values.items() if value or name == "href")


def _too_long(path: str, text: str, lines: tuple[str, ...]) -> Diagnostic | None:
    """What cannot be text: a line or a file beyond all measure."""
    if len(text) > LARGEST_FILE:
        words = f"the file has {len(text):,} characters; {LARGEST_FILE:,} can be read"
        return problem("E103", words, Span(path, 1, 1, 2), "split it")
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            words = f"this line has {len(line):,} characters; {LONGEST_LINE:,} can be read"
            where = Span(path, number, LONGEST_LINE + 1, LONGEST_LINE + 2)
            return problem("E103", words, where, "split it")
    return None
