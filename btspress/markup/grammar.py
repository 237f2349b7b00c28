"""The one Markdown parser: CommonMark with tables, footnotes, story blocks and braces behind pictures.

It adds to the library's rules, in this order:
1. block rule `title`: the first line of a quote that starts `[!name]` is a line of its own;
2. core rule `braces`: takes `{…}` off titles, headings and the items of a block's lists;
3. block rule `words` takes what is plain words without asking the other rules;
4. inline contents are read as `signs` tells;
5. the search for the end of a label, address or title has a budget, so that no input is quadratic.
"""

from __future__ import annotations

import re
from copy import copy
from functools import cache
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from btspress.markup.attributes import Braces, likely, trailing
from btspress.markup.signs import ask_by_sign
from btspress.unchanging import unchanging

MAX_NESTING = 50
"""Levels of quotes and list items (two each); deeper content would be dropped, so it is an error."""

NAME = re.compile(r"\[!([^\]\s{][^\]\n]*)\]([+-]?)[ \t]*")
"""`[!name]`, its fold sign, and the space behind them."""

_WORDS = re.compile(r"!\[|[*_\"'“‘„«(—]*+[^\W\d_]")
"""How a line begins that can be of no block but a paragraph: a picture, or signs and then at once a letter."""

_RULED = re.compile(r"[-=:|][-=:| \t]*$", re.MULTILINE)
"""A line that makes a heading or a table of the one above it."""

_STEPS = 10
"""How often each character may be looked at in search of the end of a label, address or title."""

_MOST_STEPS = 4_000_000
"""A few seconds."""


@unchanging
class Cut:
    """What was taken off an inline content before it was parsed."""

    raw: str
    """The content as it stood."""
    shift: int = 0
    """Offset in `raw` of the content that is left."""
    braces: Braces | None = None
    """The attributes behind it, as offsets of `raw`."""
    name: str = ""
    """For the title of a block: its name in lower case."""
    name_end: int = 0
    fold: str = ""


class Budget:
    """Counts the steps of one parse."""

    def __init__(self, size: int) -> None:
        """`size` is the length of the text."""
        self.left = min(_STEPS * size + 200_000, _MOST_STEPS)

    @property
    def spent(self) -> bool:
        """Whether the text asked for too much."""
        return self.left < 0


def grammar(size: int, *, definitions: bool) -> tuple[MarkdownIt, Budget]:
    """A parser for one text of `size` characters, and the budget that it draws on.

    The text knows no end of a line but the newline, and no zero characters.
    """
    budget = Budget(size)
    md = copy(_rules(definitions=definitions))
    md.helpers = _helpers(budget)
    return md, budget


@cache
def _rules(*, definitions: bool) -> MarkdownIt:
    """The parser that all others are copies of, each with a budget of its own; to build one takes its time."""
    md = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").disable("normalize")
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    if definitions:
        md.use(deflist_plugin)
    else:
        md.block.ruler.before("table", "words", _words)
    md.block.ruler.before("table", "title", _title)
    md.core.ruler.after("block", "braces", _braces)
    ask_by_sign(md)
    return md


# ---- plain words, as most of a text is ----


def _words(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """Lines that all begin as no other block does are a paragraph, up to an empty one or one that ends it."""
    if silent or state.is_code_block(start):
        return False
    line = start
    while line < state.lineMax and _WORDS.match(state.src, state.bMarks[line] + state.tShift[line]):
        line += 1
    if line == start or not _over(state, line):
        return False
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    token = state.push("inline", "", 0)
    token.content = mdTrim(state.getLines(start, line, state.blkIndent, False))
    token.map = [start, line]
    state.push("paragraph_close", "p", -1)
    return True


def _over(state: StateBlock, line: int) -> bool:
    """Whether a paragraph of plain words is over before `line`, and stays one whatever stands there."""
    if line == state.lineMax or state.isEmpty(line):
        return True
    ruled = _RULED.match(state.src, state.bMarks[line] + state.tShift[line])
    if ruled or state.sCount[line] < 0 or state.sCount[line] - state.blkIndent > 3:
        return False
    around, state.parentType = state.parentType, "paragraph"
    over = any(rule(state, line, state.lineMax, True) for rule in state.md.block.ruler.getRules("paragraph"))
    state.parentType = around
    return over


# ---- blocks ----


def _title(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """The line `[!name] Title` that opens a quote."""
    if silent or not state.tokens or state.tokens[-1].type != "blockquote_open" or state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip()
    named = NAME.match(line)
    if not named:
        return False
    token = state.push("inline", "", 0)
    token.content = line
    token.map = [start, start + 1]
    token.children = []
    token.meta["cut"] = Cut(line, named.end(), None, named[1].strip().lower(), named.end(1) + 1, named[2])
    state.line = start + 1
    return True


def _braces(state: StateCore) -> None:
    """Takes braces off before their content is read as Markdown."""
    if "{" not in state.src and "[!" not in state.src:
        return
    opens: list[int] = []
    for number, token in enumerate(state.tokens):
        if token.nesting > 0:
            opens.append(number)
        elif token.nesting < 0:
            opens.pop()
        elif token.type == "inline":
            _cut(token, state.tokens, opens)


def _cut(token: Token, tokens: list[Token], opens: list[int]) -> None:
    if "{" not in token.content and "cut" not in token.meta:
        return
    cut = token.meta.get("cut") or Cut(token.content)
    found = trailing(cut.raw, cut.shift)
    if not cut.name and not (_takes_braces(tokens, opens) and found and likely(cut.raw, found)):
        return
    end = found.start if found else len(cut.raw)
    token.meta["cut"] = Cut(cut.raw, cut.shift, found, cut.name, cut.name_end, cut.fold)
    token.content = cut.raw[cut.shift : end].rstrip()


def _takes_braces(tokens: list[Token], opens: list[int]) -> bool:
    """Whether the inline content inside `opens` is a heading, or begins an item of a block's list."""
    if not opens:
        return False
    if tokens[opens[-1]].type == "heading_open":
        return True
    if len(opens) < 4 or tokens[opens[-1]].type != "paragraph_open" or opens[-1] != opens[-2] + 1:
        return False
    item, quote = tokens[opens[-2]], opens[-4]
    return item.type == "list_item_open" and is_call(tokens, quote)


def is_call(tokens: list[Token], number: int) -> bool:
    """Whether the token opens a quote that is a story block."""
    if tokens[number].type != "blockquote_open":
        return False
    cut = tokens[number + 1].meta.get("cut")
    return bool(cut and cut.name)


# ---- the budget ----


def _helpers(budget: Budget) -> Any:
    """The library's three searches, each charged for the characters it looked at."""

    def label(state: StateInline, start: int, nested: bool = False) -> int:
        if budget.spent:
            return -1
        end = parseLinkLabel(state, start, nested)
        budget.left -= (end if end >= 0 else state.posMax) - start
        return end

    def address(string: str, pos: int, maximum: int) -> Any:
        found = parseLinkDestination(string, pos, maximum if not budget.spent else pos)
        budget.left -= max(found.pos - pos, 1) if found.ok else min(maximum - pos, 2000)
        return found

    def title(string: str, start: int, maximum: int, before: Any = None) -> Any:
        found = parseLinkTitle(string, start, maximum if not budget.spent else start, before)
        budget.left -= max(found.pos - start, 1) if found.ok else _title_cost(string, start, maximum)
        return found

    return SimpleNamespace(parseLinkLabel=label, parseLinkDestination=address, parseLinkTitle=title)


def _title_cost(string: str, start: int, maximum: int) -> int:
    """Steps of a search that failed: none where no title starts."""
    return maximum - start if start < maximum and string[start] in "\"'(" else 1
