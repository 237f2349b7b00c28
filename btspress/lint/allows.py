"""What an author allows, with a reason: `<!-- lint: allow S201 because the whole answer is the point -->`.

Such a comment speaks of the block that it stands in or above, and of what is asked of the chapter as a whole;
above the first block, it speaks of everything in the chapter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from btspress.diagnostics import Diagnostic, Span, problem, suggest
from btspress.lint.rules import BY_WORD
from btspress.unchanging import unchanging

_COMMENT = re.compile(r"<!--\s*lint:(?P<said>.*)-->", re.DOTALL)
_SAID = re.compile(
    r"\s*allow\s+(?P<codes>[\w-]+(?:[\s,]+(?!because\b)[\w-]+)*)(?:\s+because\s+(?P<reason>\S.*))?\s*", re.DOTALL
)
_FENCE = re.compile(r"^[> ]*(```|~~~)")
_FORM = "write <!-- lint: allow S201 because … -->"


@unchanging
class Allow:
    """One rule that a comment allows."""

    code: str
    reason: str
    span: Span
    """The word that names the rule."""
    first: int
    """First line of what it speaks of."""
    last: int
    """Last line of that."""


@unchanging
class Allowed:
    """A finding that its author has answered."""

    found: Diagnostic
    reason: str


@unchanging
class Asked:
    """What is asked of a text, and what would be, had its author not given a reason."""

    found: tuple[Diagnostic, ...]
    allowed: tuple[Allowed, ...] = ()


def allows_of(path: str, text: str, tops: Iterable[int]) -> tuple[tuple[Allow, ...], tuple[Diagnostic, ...]]:
    """Everything that a file allows, and what is wrong with its comments.

    `tops` are the first lines of the blocks at the top of the file, in reading order.
    """
    starts = tuple(tops)
    made: list[Allow] = []
    found: list[Diagnostic] = []
    for comment in _comments(text):
        line = text.count("\n", 0, comment.start()) + 1
        whole = _span(path, text, comment.start(), comment.end())
        said = _SAID.fullmatch(comment["said"])
        if not said:
            found.append(problem("E631", "this comment to the lint cannot be read", whole, _FORM))
            continue
        if not said["reason"]:
            found.append(problem("E631", "this allows a rule and gives no reason", whole, _FORM))
            continue
        inside = text.rfind("\n", 0, comment.start()) + 1
        first, last = _reach(line, starts, inside=text[inside : comment.start()].lstrip().startswith(">"))
        offset = comment.start("said")
        for word in re.finditer(r"[\w-]+", said["codes"]):
            at = offset + said.start("codes") + word.start()
            span = _span(path, text, at, at + len(word[0]))
            rule = BY_WORD.get(word[0]) or BY_WORD.get(word[0].upper())
            if rule is None:
                found.append(problem("E630", f"there is no rule '{word[0]}'", span, suggest(word[0], BY_WORD)))
            elif rule.level == "error":
                found.append(problem("E632", f"{rule.code} is an error and cannot be allowed", span, rule.remedy))
            else:
                made.append(Allow(rule.code, " ".join(said["reason"].split()), span, first, last))
    return tuple(made), tuple(found)


def settled(found: Iterable[Diagnostic], allows: tuple[Allow, ...], whole: Span) -> Asked:
    """The findings of one file that nothing allows, with one for each comment that allows nothing; and the others.

    `whole` is what is marked where the chapter as a whole is meant.
    """
    used: set[Span] = set()
    kept: list[Diagnostic] = []
    allowed = []
    for each in found:
        own = [allow for allow in allows if allow.code == each.code and _reaches(allow, each.span, whole)]
        used.update(allow.span for allow in own)
        if own:
            allowed.append(Allowed(each, own[0].reason))
        else:
            kept.append(each)
    words = "there is nothing to allow here any more: {} finds nothing"
    idle = (problem("E632", words.format(allow.code), allow.span) for allow in allows if allow.span not in used)
    return Asked((*kept, *idle), tuple(allowed))


def _reaches(allow: Allow, span: Span | None, whole: Span) -> bool:
    return span is not None and (span == whole or allow.first <= span.line <= allow.last)


def _reach(line: int, starts: tuple[int, ...], *, inside: bool) -> tuple[int, int]:
    """First and last line of what a comment on `line` speaks of."""
    if not starts or (line < starts[0] and not inside):
        return 1, 1 << 30
    own = [start for start in starts if (start <= line if inside else start > line)]
    if not own:
        return line, line
    first = own[-1] if inside else own[0]
    after = next((start for start in starts if start > first), 1 << 30)
    return first, after - 1


def _comments(text: str) -> Iterator[re.Match[str]]:
    """Comments to the lint outside of code."""
    code = tuple(_code(text))
    at = text.find("<!--")
    # Looked for by hand: a search for the end from every start takes the square of the length.
    while at >= 0 and (end := text.find("-->", at) + 3) >= 3:
        comment = _COMMENT.fullmatch(text, at, end)
        if comment and not any(start <= at < stop for start, stop in code):
            yield comment
        at = text.find("<!--", end)


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Where blocks of code between fences start and end."""
    at, opened, fence = 0, -1, ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if found and opened < 0:
            opened, fence = at, found[1]
        elif found and found[1] == fence:
            yield opened, at
            opened = -1
        at += len(line)
    if opened >= 0:
        yield opened, len(text)


def _span(path: str, text: str, start: int, end: int) -> Span:
    """A stretch of a text, as far as its first line goes."""
    before = text.rfind("\n", 0, start) + 1
    after = text.find("\n", start)
    stop = min(end, after if after >= 0 else len(text))
    return Span(path, text.count("\n", 0, start) + 1, start - before + 1, max(stop - before, start - before + 1) + 1)
