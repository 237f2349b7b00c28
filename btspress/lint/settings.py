"""`lint:` of site.md and of chapters: limits of rules as numbers, and what is wrong with what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from btspress.codes import CODES
from btspress.diagnostics import Diagnostic, Severity, Span, problem, suggest
from btspress.lint.rule import Limits, Rule
from btspress.lint.rules import BY_WORD
from btspress.written import Document, Entry, Scalar, Table

LEVELS = ("off", *Severity)
"""What a finding may weigh."""

_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?", re.ASCII)


def limits_of(rule: Rule, *told: Mapping[str, Mapping[str, str]]) -> Limits:
    """The limits of a rule: its own, then what each of `told` says of it, the last winning."""
    limits = dict(rule.usual)
    for settings in told:
        for word in (rule.name, rule.code):
            for name, text in settings.get(word, {}).items():
                if name in limits and _NUMBER.fullmatch(text):
                    limits[name] = Fraction(text)
    return limits


def faults_of(document: Document) -> Iterator[Diagnostic]:
    """What `lint:` in the head of a document says that means nothing."""
    written = document.head.get("lint")
    for entry in written.value.entries if written and isinstance(written.value, Table) else ():
        rule = BY_WORD.get(entry.key)
        names = {*CODES, *(row.name for row in CODES.values()), *BY_WORD}
        if entry.key not in names:
            yield problem("E630", f"there is no rule '{entry.key}'", entry.span, suggest(entry.key, names))
        elif isinstance(entry.value, Scalar):
            yield from _level(entry.value.text, entry.value.span)
        elif isinstance(entry.value, Table):
            for inner in entry.value.entries:
                yield from _one(inner, rule)


def _one(entry: Entry, rule: Rule | None) -> Iterator[Diagnostic]:
    """What is wrong with one line below a rule."""
    text = entry.value.text if isinstance(entry.value, Scalar) else ""
    if entry.key == "level":
        yield from _level(text, entry.value.span)
    elif rule is None or entry.key not in rule.usual:
        known = ("level", *(rule.usual if rule else ()))
        yield problem("E630", f"there is no limit '{entry.key}' here", entry.span, f"known: {', '.join(known)}")
    elif not _NUMBER.fullmatch(text):
        yield problem("E630", f"'{text}' is no number", entry.value.span, "write a number such as 15 or 1.5")


def _level(text: str, span: Span) -> Iterator[Diagnostic]:
    if text not in LEVELS:
        yield problem("E630", f"'{text}' is no level", span, f"write one of {', '.join(LEVELS)}")
