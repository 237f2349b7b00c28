"""Links that open from a disk: without a server, nobody shows `index.html` for a folder."""

from __future__ import annotations

import re
from typing import Final

_FROM = r'(<a\b[^>]*?\bhref="|<meta http-equiv="refresh" content="0; url=)'
_LINK: Final = re.compile(_FROM + r'([^"?#]*/|\.{1,2})(?=["?#])')
_AHEAD: Final = re.compile(r'<link rel="preload"[^>]* crossorigin[^>]*>\n?')
"""What a browser may fetch ahead from a server only; from a disk it is told off for it, and fetches it later."""
_WEB: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def from_disk(page: str) -> str:
    """The page with `people/index.html` wherever it leads to `people/`; links to other sites stay as they are."""
    return _LINK.sub(_named, _AHEAD.sub("", page))


def _named(link: re.Match[str]) -> str:
    start, address = link.groups()
    if _WEB.match(address):
        return link[0]
    return f"{start}{address}{'' if address.endswith('/') else '/'}index.html"
