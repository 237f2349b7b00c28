"""`align=` of a comparison: its first picture seen from where the last was taken, by hand or by measuring."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from btspress.diagnostics import Span
from btspress.directives.directive import Desk
from btspress.model import Comparison, MissingSource, Overlay
from btspress.story.alignment import read_corners
from btspress.story.overlay import laid_over

NONE: Final = "none"
AUTO: Final = "auto"
_FORM = 'write align=auto, or the corners clockwise from the top left: align="2,3 98,2 99,97 1,98"'


def with_alignment(node: Comparison, asked: str, overlay: Overlay, desk: Desk) -> Comparison:
    """The comparison as `align=` wants it; measuring comes later, until then the pictures stand side by side."""
    span = overlay.span
    if asked == NONE:
        return node
    if len(node.sides) != 2:
        desk.report("E340", f"align= takes two pictures, not {len(node.sides)}", span)
        return node
    if any(isinstance(side.shown.source, MissingSource) for side in node.sides):
        return node
    if asked == AUTO:
        return replace(node, mode="side", overlay=overlay)
    return _by_hand(node, asked, overlay, span, desk)


def _by_hand(node: Comparison, asked: str, overlay: Overlay, span: Span | None, desk: Desk) -> Comparison:
    corners = read_corners(asked)
    if corners is None:
        desk.report("E340", f"'{asked}' is not four points", span, _FORM)
        return node
    found = laid_over(node, corners, overlay)
    if isinstance(found, str):
        desk.report("E340", f"the pictures cannot be aligned by these four points: {found}", span)
        return node
    return found
