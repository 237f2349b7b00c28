"""What all documents of a site share while they are resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Final

from btspress.model import CitedSource, Rights, Source
from btspress.story.heads import RightsHead, SidecarHead
from btspress.story.media import Clocks
from btspress.story.names import Names
from btspress.story.rights import Gate, inherit
from btspress.tree import Tree
from btspress.unchanging import unchanging

COPYING: Final = "it is still being copied"
"""Why a file cannot be read that soon can."""


@unchanging
class Shelf:
    """A media file that the text names, with all that lies beside it."""

    source: Source
    clocks: Clocks = Clocks()
    poster: str = ""
    """Time of the poster, from the sidecar."""
    head: SidecarHead = SidecarHead()
    """What the sidecar or the camera log says besides."""
    above: Rights = Rights()
    """Rights that its folder gives it."""

    def shown_in(self, chapter: RightsHead) -> Source:
        """The source as a chapter with these rights shows it: they stand between the film's and its own."""
        if chapter == RightsHead():
            return self.source
        return replace(self.source, rights=inherit(inherit(self.above, chapter), self.head.rights))


@unchanging
class Library:
    """Files, media, people, terms and addresses by name."""

    tree: Tree
    gate: Gate
    shelves: Mapping[str, Shelf] = field(default_factory=dict)
    """By path of the media file."""
    broken: Mapping[str, str] = field(default_factory=dict)
    """Why a media file cannot be read, by path; empty where that has been told."""
    names: Names = Names()
    cited: Mapping[str, CitedSource] = field(default_factory=dict)
    lists: Mapping[str, bytes] = field(default_factory=dict)
    """Tables such as budget.csv, by path."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Address of the page of each Markdown file; empty for a page that is withheld."""
    language: str = "en"
    languages: tuple[str, ...] = ()
    """Languages that pages are translated into."""
