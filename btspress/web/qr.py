"""QR codes for paper: an address as a drawing that a phone can read."""

from __future__ import annotations

from importlib import import_module

from markupsafe import Markup as Html

_QUIET = 2
"""Modules of white around the code; the sheet is white too."""


def qr_code(address: str) -> Html:
    """`address` as an inline `<svg>`, hidden from those who cannot see it; nothing for an empty address."""
    if not address:
        return Html()
    # Loaded for the first code: what comes with it takes longer to load than most sites need for a build.
    drawn = import_module("segno").make(address, error="m", micro=False)
    svg: str = drawn.svg_inline(omitsize=True, border=_QUIET, svgclass="qr", lineclass=None)
    return Html(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" ', 1))
