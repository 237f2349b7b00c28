"""`[!gallery]`: stills side by side, and one by one when a reader wants to see more of them."""

from __future__ import annotations

from dataclasses import replace

from btspress.directives.directive import Common, Desk, Directive, pictures, without_pictures
from btspress.model import Block, Figure, Frame, Gallery, MissingSource
from btspress.unchanging import unchanging
from btspress.written import Call, Reference


@unchanging
class Options(Common):
    """Attributes of `[!gallery]`."""


def build(call: Call, options: Options, desk: Desk) -> Block:
    """The stills in order, each with its caption; the rest of the body stands below them."""
    name = desk.id(call, "gallery")
    shown = pictures(call.body)
    stills = tuple(figure for reference in shown if (figure := _still(reference, desk)))
    if len(shown) < 2:
        desk.report("E351", f"a gallery needs at least two stills; this one has {len(shown)}", call.span)
    # The first still stands for all of them where their motif is looked for.
    numbered = tuple(
        replace(figure, id=f"{name}-{number}-still", motif=figure.motif or (options.motif if number == 1 else ""))
        for number, figure in enumerate(stills, 1)
    )
    return Gallery(name, call.title_text, numbered, desk.blocks(without_pictures(call.body)))


def _still(reference: Reference, desk: Desk) -> Figure | None:
    figure = desk.figure(reference)
    if isinstance(figure.shown, Frame) or isinstance(figure.shown.source, MissingSource):
        return figure
    hint = "choose a moment of it: #t=12.5&still"
    desk.report("E351", "a gallery holds stills; a clip plays in a figure of its own", reference.span, hint)
    return None


GALLERY = Directive("gallery", "Stills side by side; a click shows one of them large.", Options, build)
