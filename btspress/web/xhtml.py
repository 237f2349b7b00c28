"""A page of ours as a leaf of a book: well-formed XHTML without anything that only a browser can do."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from types import MappingProxyType

_EMPTY = frozenset({"br", "col", "hr", "img", "wbr"})
_GONE = frozenset(
    {
        "audio", "button", "form", "head", "iframe", "input", "label", "link", "meta", "nav", "script", "select",
        "source", "style", "template", "textarea", "track", "video",
    }
)  # fmt: skip
"""Elements that a book has no use for, with all that is in them."""
_VOID_GONE = frozenset({"input", "link", "meta", "source", "track"})
_BARE = frozenset({"body", "html", "main", "picture"})
"""Elements of which only the content stays."""
_INSTEAD = MappingProxyType({"details": "div", "summary": "p"})
"""A book lies open."""
_KEPT = frozenset(
    {
        "alt", "aria-hidden", "aria-label", "aria-labelledby", "class", "colspan", "d", "datetime", "dir", "height",
        "href", "id", "lang", "rowspan", "scope", "src", "start", "stroke", "title", "value", "viewbox", "width",
        "xmlns",
    }
)  # fmt: skip
_CASED = MappingProxyType({"viewbox": "viewBox"})
"""SVG knows upper case, and HTML's parser does not."""


def as_xhtml(html: str, link: Callable[[str], str], picture: Callable[[str], str]) -> str:
    """The content of the page `html` as XHTML.

    `link` gives for an address as the page has it the one in the book, and `picture` the file of one that is shown;
    an empty one takes the link, or the picture, away.
    """
    writer = _Writer(link, picture)
    writer.feed(html)
    writer.close()
    return "".join(writer.made)


class _Writer(HTMLParser):
    """Writes what it reads, but for what a book has no use for."""

    def __init__(self, link: Callable[[str], str], picture: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self._link = link
        self._picture = picture
        self._hidden: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.made: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        given = {name: value or "" for name, value in attributes}
        if self._hidden or tag in _GONE or "hidden" in given:
            if tag not in _EMPTY | _VOID_GONE:
                self._hidden.append(tag)
            return
        name = "" if tag in _BARE else self._named(tag, given)
        if tag in _EMPTY:
            self.made.append(f"<{name}{_written(given)}/>" if name else "")
            return
        self._open.append((tag, name))
        self.made.append(f"<{name}{_written(given)}>" if name else "")

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if self._hidden:
            if self._hidden[-1] == tag:
                self._hidden.pop()
            return
        if self._open and self._open[-1][0] == tag:
            name = self._open.pop()[1]
            self.made.append(f"</{name}>" if name else "")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._hidden:
            self.made.append(escape(data, quote=False))

    def _named(self, tag: str, given: dict[str, str]) -> str:
        """What the element is called in a book, its addresses changed; empty where only its content stays."""
        if tag == "a" and "href" in given:
            given["href"] = self._link(given["href"])
            return "a" if given["href"] else ""
        if tag == "img":
            given["src"] = self._picture(given.get("src", ""))
            return "img" if given["src"] else ""
        if tag == "svg":
            given.setdefault("xmlns", "http://www.w3.org/2000/svg")
        return _INSTEAD.get(tag, tag)


def _written(given: dict[str, str]) -> str:
    pairs = ((_CASED.get(name, name), value) for name, value in given.items() if name in _KEPT)
    told = "".join(f' {name}="{escape(value)}"' for name, value in pairs)
    return f'{told} xml:lang="{escape(given["lang"])}"' if "lang" in given else told
