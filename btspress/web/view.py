"""What filters know about the page they write: its place, its media, its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Final

from btspress.model import Clip, Frame, Rights, Sequence, Sound
from btspress.planned import Picture, Player
from btspress.unchanging import unchanging
from btspress.web.urls import beneath, relative

EVERYWHERE: Final = ("/people/", "/glossary/", "/search/")
"""What each language has: pages of the whole site."""
NOTHING: Mapping[str, str] = MappingProxyType({})


@unchanging
class View:
    """One page, as templates and filters may see it."""

    path: str
    """The file: `tears-of-steel/the-bridge/index.html`."""
    language: str
    pictures: Mapping[Frame, Picture]
    players: Mapping[Clip | Sound | Sequence, Player]
    words: Mapping[str, str]
    """Words of the interface in the language of the page."""
    rights: Rights = field(default_factory=Rights)
    """What holds for the whole page; a figure says only what differs."""
    base_url: str = ""
    anywhere: bool = False
    """True for a page that a server shows under any address: its links start at the host's root."""
    facts: bool = True
    """Whether camera, lens, rate and loudness of clips are shown."""
    settings: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """`theme_settings` of the site."""
    root: str = ""
    """The folder of its language: `/de` for a page in another language than the site's."""

    def url(self, address: str, *, exactly: bool = False) -> str:
        """`address` as this page has to write it.

        Home, people, glossary and search are those of its language, unless it is `exactly` that address.
        """
        address = address if exactly or not self.root else self._own(address)
        return beneath(address, self.base_url) if self.anywhere else relative(address, self.path)

    def _own(self, address: str) -> str:
        everywhere = address == "/" or address.startswith(EVERYWHERE)
        return f"{self.root}{address}" if everywhere else address
