"""What texts name: people, terms, sources, notes."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from btspress.digest import LATER
from btspress.model.inline import Part
from btspress.model.media import Block, Frame
from btspress.unchanging import unchanging


@unchanging
class Role:
    """What a person did on a film."""

    film: str
    role: str
    department: str = ""
    credited_as: str = ""


@unchanging
class Person:
    """Somebody who made it. `implicit` people come from a signature and have no file."""

    slug: str
    name: str
    roles: tuple[Role, ...] = ()
    portrait: Frame | None = None
    pronouns: str = ""
    links: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    consent: str = ""
    autolink: bool = True
    body: tuple[Block, ...] = ()
    implicit: bool = False
    withheld: str = ""
    """Why this audience must not know of them; in previews they are shown."""
    language: str = field(default="", metadata=LATER)
    """Of the words about them, where they are not in the language of the site; empty else."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names the text may use."""
        return (self.name, *self.aliases)


@unchanging
class Term:
    """A word of the trade."""

    slug: str
    name: str
    body: tuple[Block, ...]
    language: str = field(default="", metadata=LATER)
    """Of its words, where they are not in the language of the site; empty else."""


@unchanging
class CitedSource:
    """A source that notes may name."""

    slug: str
    title: str
    by: str = ""
    on: date | None = None
    url: str = ""
    accessed: date | None = None
    kind: str = ""
    year: str = ""
    """Where no day is known."""
    within: str = ""
    """The journal, book, site or publisher that it is part of."""
    authors: tuple[tuple[str, str], ...] = ()
    """(family name, first names) of each who wrote it, where a bibliography tells them apart; a studio has no first."""


@unchanging
class Footnote:
    """A note below the chapter: words, or a cited source with a place in it."""

    number: int
    label: str
    count: int
    parts: tuple[Part, ...]
    cited: CitedSource | None = None
    place: str = ""
