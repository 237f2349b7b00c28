"""Text within XML that is written here. The library's own way to it loads all that it takes to fetch XML by the net."""

from __future__ import annotations


def escape(text: str) -> str:
    """`text` between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """`text` as the value of an attribute, with its quotes."""
    return '"' + escape(text).replace('"', "&quot;") + '"'
