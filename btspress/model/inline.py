"""Inline nodes: what stands inside prose besides text."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from btspress.model.media import Clip, MissingSource, Shown, Sound
from btspress.unchanging import unchanging
from btspress.written import Link, Markup, NoteMark, Text


@unchanging
class Mention:
    """A person named in the text; the first time in a chapter it is a link."""

    person: str
    """Slug."""
    words: str


@unchanging
class TermMention:
    """A glossary word in the text."""

    term: str
    words: str


@unchanging
class CueLink:
    """A link that seeks a player on the page."""

    words_html: str
    target: str
    """Id of the figure on this page that plays it; empty when none does."""
    shown: Clip | Sound | MissingSource
    at: Fraction
    """Seconds after the start of the shown clip."""


@unchanging
class InlineMedia:
    """A picture or clip in the middle of a sentence."""

    shown: Shown
    alt: str


@unchanging
class PageLink:
    """The start of a link to another page or a web address; `</a>` follows as Markup."""

    address: str
    """Site-absolute (`/people/…`) or a full web address."""
    title: str = ""


Part: TypeAlias = Markup | Text | Mention | TermMention | CueLink | InlineMedia | PageLink | NoteMark | Link
