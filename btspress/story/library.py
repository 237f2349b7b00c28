"""What all documents of a site share while they are resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from btspress.model import CitedSource, Source
from btspress.story.media import Clocks
from btspress.story.names import Names
from btspress.story.rights import Gate
from btspress.tree import Tree


@dataclass(frozen=True, slots=True)
class Shelf:
    """A media file that the text names, with all that lies beside it."""

    source: Source
    clocks: Clocks = Clocks()
    poster: str = ""
    """Time of the poster, from the sidecar."""
    pair: str = ""
    people: tuple[str, ...] = ()
    """Who is seen or heard, from the sidecar."""


@dataclass(frozen=True, slots=True)
class Library:
    """Files, media, people, terms and addresses by name."""

    tree: Tree
    gate: Gate
    shelves: Mapping[str, Shelf] = field(default_factory=dict)
    """By path of the media file."""
    broken: Mapping[str, str] = field(default_factory=dict)
    """Why a media file cannot be read, by path."""
    names: Names = Names()
    cited: Mapping[str, CitedSource] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Address of the page of each Markdown file; empty for a page that is withheld."""
    language: str = "en"
    languages: tuple[str, ...] = ()
    """Languages that pages are translated into."""
