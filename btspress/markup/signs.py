"""What stands inside a paragraph, heading or cell, as the one Markdown parser reads it.

The library asks every rule at every place. Here only a sign is asked about, and only of the rules that it may begin;
a content without one is one text. Rules for pictures, links, code, HTML and note marks remember where they stand,
and a picture takes the braces that stand directly behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore, text_join
from markdown_it.rules_inline import StateInline, autolink, backtick, html_inline, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_ref

from btspress.markup.attributes import opened

_SIGNS = re.compile(r"[\n\\`*_!\[\]<&]")
"""Where something other than plain words may begin or end in an inline content."""

_BEGUN_BY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "\n": ("newline",),
        "\\": ("escape",),
        "`": ("backticks",),
        "*": ("emphasis",),
        "_": ("emphasis",),
        "!": ("image",),
        "[": ("link", "footnote_ref"),
        "]": (),
        "<": ("autolink", "html_inline"),
        "&": ("entity",),
    }
)
"""The inline rules that each sign may begin, in the order in which they are asked."""

_PATH = re.compile(r"(?!//)[\w./#=,-]+", re.ASCII)
"""An address with nothing in it that would be written in another way."""


def ask_by_sign(md: MarkdownIt) -> None:
    """Gives `md`, to which no inline rule may be added any more, the rules and the reader of this room."""
    for name, rule in (
        ("link", link),
        ("image", _image),
        ("backticks", backtick),
        ("autolink", autolink),
        ("html_inline", html_inline),
        ("footnote_ref", _note_mark),
    ):
        md.inline.ruler.at(name, _placed(rule))
    md.inline = Signs(md.inline)
    md.core.ruler.at("text_join", _join)
    vars(md)["normalizeLink"] = _normal


class Signs(ParserInline):
    """The library's reader of inline contents, which asks every rule at every place, with less to ask."""

    def __init__(self, like: ParserInline) -> None:
        """Takes the rules of `like`, to which none may be added any more."""
        super().__init__()
        self.ruler, self.ruler2, self.terminator_re = like.ruler, like.ruler2, _SIGNS
        known = dict(zip(like.ruler.get_active_rules(), like.ruler.getRules(""), strict=True))
        self._begun_by = {sign: tuple(known[name] for name in names) for sign, names in _BEGUN_BY.items()}

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Adds what a content is made of to `tokens`; one without a sign is one text."""
        if "*" in src or "_" in src:
            return super().parse(src, md, env, tokens)
        if _SIGNS.search(src):
            # The library's second round pairs stars and underscores, and joins what is left of them.
            self.tokenize(StateInline(src, md, env, tokens))
        elif src:
            tokens.append(Token("text", "", 0, content=src))
        return tokens

    def tokenize(self, state: StateInline) -> None:
        """Reads a content from where `state` stands to its end."""
        src, end, deepest = state.src, state.posMax, state.md.options["maxNesting"]
        while state.pos < end:
            at = state.pos
            found = _SIGNS.search(src, at, end) if state.level < deepest else None
            stop = found.start() if found else end
            if at < stop:
                state.append_pending(src[at:stop])
                state.pos = stop
                continue
            for rule in self._begun_by[src[at]]:
                if rule(state, False):
                    break
            else:
                state.append_pending(src[at])
                state.pos += 1
        if state.pending:
            state.pushPending()


def _normal(address: str) -> str:
    """An address as it stands in a page: the library takes even those apart that it leaves as they are."""
    return address if _PATH.fullmatch(address) else normalizeLink(address)


def _join(state: StateCore) -> None:
    """Makes one text of neighbours, which only a backslash or an entity leaves behind."""
    if "\\" in state.src or "&" in state.src:
        text_join(state)


# ---- rules ----


def _image(state: StateInline, silent: bool) -> bool:
    """A picture and the braces directly behind it."""
    start = state.pos
    if not image(state, silent):
        return False
    end = state.pos
    braces = None
    if end < state.posMax and state.src[end] == "{":
        braces = opened(state.src, end, state.posMax)
        state.pos = max(braces.end, end)
    if not silent:
        state.tokens[-1].meta.update(at=(start, end), braces=braces)
    return True


def _note_mark(state: StateInline, silent: bool) -> bool:
    """`[^label]`, whether or not the note exists."""
    if not state.src.startswith("[^", state.pos):
        return False
    return footnote_ref(state, silent, always_match=True)


_Rule = Callable[[StateInline, bool], bool]


def _placed(rule: _Rule) -> _Rule:
    """`rule`, which then writes down where its token stands."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            # A text that was pending may have become a token of its own before the rule's.
            for token in state.tokens[count : count + 2]:
                if token.type != "text":
                    token.meta.setdefault("at", (start, state.pos))
        return True

    return placed
