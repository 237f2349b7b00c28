"""What a rule is: a code, a weight, its limits, why it asks, and a function that finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias

from btspress.codes import Code
from btspress.diagnostics import Span
from btspress.lint.reads import ChapterRead, FilmRead
from btspress.unchanging import unchanging

Limits: TypeAlias = Mapping[str, Fraction]
"""The limits of a rule by name, as site.md or a chapter sets them."""


@unchanging
class Limit:
    """A number that a site may choose, in `lint: {S201: {seconds: 15}}`."""

    name: str
    default: Fraction
    about: str
    """What it counts, for the reference."""


@unchanging
class Finding:
    """Where a rule finds something to ask."""

    span: Span
    message: str
    hint: str = ""
    """What to do here, where that differs from what the rule says."""


@unchanging
class Rule:
    """One question to a story. It has a function for a chapter, or one for a whole film."""

    code: str
    name: str
    level: str
    """`note`, `warning` or `error`."""
    meaning: str
    """What is the case, in one sentence."""
    why: str
    """Why an editor would ask."""
    remedy: str
    limits: tuple[Limit, ...] = ()
    chapter: Callable[[ChapterRead, Limits], Iterable[Finding]] | None = None
    film: Callable[[FilmRead, Limits], Iterable[Finding]] | None = None

    @property
    def row(self) -> Code:
        """The rule as a row of the table of codes."""
        return Code(self.code, self.name, self.level, self.meaning, self.remedy)

    @property
    def usual(self) -> Limits:
        """Its limits where nobody sets them."""
        return {limit.name: limit.default for limit in self.limits}


def limit(name: str, default: float | str, about: str) -> Limit:
    """A limit; `default` is an exact number, written as a text where it has decimals."""
    return Limit(name, Fraction(default), about)
