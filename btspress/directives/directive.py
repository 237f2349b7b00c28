"""What a story block is: a name, the attributes it takes, and how what was written becomes a node."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from btspress.diagnostics import Diagnostic, Severity, Span
from btspress.model import Block, Figure, Film, Part, Shown, Signed
from btspress.schema import key
from btspress.story.heads import FOREVER, NOBODY, AudienceName
from btspress.story.library import Library
from btspress.unchanging import unchanging
from btspress.written import Block as WrittenBlock
from btspress.written import Call, Inline, Listing, Reference, Signature

Level = Literal["none", "light", "full"]


class Need(StrEnum):
    """Whether a block must, may or cannot have a title, content or signature."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@unchanging
class Directive:
    """One row of the table of blocks."""

    name: str
    summary: str
    """One sentence for the reference."""
    options: type
    """A frozen dataclass: its fields are the attributes that the braces may hold."""
    build: Callable[[Call, Any, Desk], Block]
    """Takes the block as written, its options typed, and the desk; gives the node."""
    title: Need = Need.OPTIONAL
    content: Need = Need.REQUIRED
    signature: Need = Need.OPTIONAL


class Desk(Protocol):
    """What a directive may ask while a document becomes nodes."""

    film: Film | None
    """Facts of the film whose chapter this is; its chapters are not known yet."""
    library: Library
    """What all documents of the site share."""

    def blocks(self, written: tuple[WrittenBlock, ...]) -> tuple[Block, ...]:
        """Nodes of a block's body."""

    def parts(self, written: tuple[Inline, ...]) -> tuple[Part, ...]:
        """Inline nodes of a title or a line."""

    def shown(self, reference: Reference) -> Shown:
        """The clip, frame or sound that a picture refers to; missing sources are values too."""

    def shown_at(self, address: str, span: Span) -> Shown | None:
        """What an address in an attribute or in front matter refers to; None after a report."""

    def figure(self, reference: Reference) -> Figure:
        """A picture with its caption and attributes."""

    def named(self, name: str, call: Call) -> Signed:
        """Somebody whom `by=` names."""

    def signed(self, signature: Signature) -> Signed:
        """Who signs."""

    def id(self, call: Call, fallback: str) -> str:
        """The block's address on its page: as pinned in braces, else from its title, made unique."""

    def pair(self, name: str, span: Span) -> tuple[Reference, ...]:
        """References to the files `name.onset.*` and `name.final.*`, in that order."""

    def report(
        self, code: str, message: str, span: Span | None, hint: str = "", severity: Severity | None = None
    ) -> None:
        """Say what is wrong, and where."""

    def add(self, found: Diagnostic) -> None:
        """Take over a finding made elsewhere."""


@unchanging
class Common:
    """Attributes that every story block takes."""

    by: tuple[str, ...] = key(default=(), about="People concerned, by name or slug.")
    on: date | None = key(default=None, about="When it happened.")
    phase: str = key(default="", about="Id of a phase of the film.")
    motif: str = key(default="", about="Id of a motif of the film.")
    scene: str = key(default="", about="Scene of the film.")
    spoiler: Level = key(default="none", about="Hide it behind a click: light or full.")
    embargo: datetime | None = key(default=None, closed=FOREVER, about="Left out before this instant.")
    early: tuple[AudienceName, ...] = key(default=(), about="Audiences that see it before its embargo ends.")
    audience: tuple[AudienceName, ...] = key(
        default=(), closed=NOBODY, about="Who may see it: public, press, crew, client, teaching."
    )
    lang: str = key(default="", about="Language of the block, BCP 47.")


def named_in(options: Common) -> tuple[str, ...]:
    """The people of `by=`: one name, or several with commas between."""
    return tuple(name.strip() for text in options.by for name in text.split(",") if name.strip())


def pictures(body: tuple[WrittenBlock, ...]) -> tuple[Reference, ...]:
    """The figures that stand directly in a body, in order."""
    return tuple(block.reference for block in body if hasattr(block, "reference"))


def without_pictures(body: tuple[WrittenBlock, ...]) -> tuple[WrittenBlock, ...]:
    """A body without the figures that stand directly in it."""
    return tuple(block for block in body if not hasattr(block, "reference"))


def first_list(body: tuple[WrittenBlock, ...]) -> Listing | None:
    """The first list that stands directly in a body."""
    return next((block for block in body if isinstance(block, Listing)), None)
