"""`[!compare]`: an on-set moment beside the finished frame it became, or its stages."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Literal

from btspress.diagnostics import Span
from btspress.directives.align import NONE, with_alignment
from btspress.directives.directive import Common, Desk, Directive, pictures, without_pictures
from btspress.directives.figure import check_picture
from btspress.directives.hotspots import hotspots_of, lists_of
from btspress.directives.in_step import in_step
from btspress.directives.posed import posed
from btspress.model import Block, Clip, Comparison, Frame, MissingSource, Overlay, Side, Source
from btspress.schema import Duration, key
from btspress.story.media import missing
from btspress.timecode import TimeRange
from btspress.unchanging import unchanging
from btspress.written import Call, Reference

_MOST = 6
_PAIR = ("slider", "fade", "blink", "difference", "pip", "side")
"""How two pictures are compared, in the order of the menu."""
_UNLIKE = frozenset({"blink", "pip", "side"})
"""What makes sense with pictures of different shapes too."""
_STAGES = ("stages", "side")
_NO_SHIFT = Duration(Fraction(0))
_TOLERANCE = Fraction(1, 20)
"""Shapes that differ by less than this look the same."""


@unchanging
class Options(Common):
    """Attributes of `[!compare]`."""

    mode: Literal["auto", "slider", "fade", "blink", "difference", "pip", "side", "stages"] = key(
        default="auto", about="How the pictures are compared at first; more than two are stages, or side by side."
    )
    start: str = key(default="50%", about="How much of the first picture shows at first.")
    axis: Literal["x", "y"] = key(default="x", about="Direction in which the divider moves.")
    fit: Literal["contain", "cover"] = key(default="contain", about="How a picture of another shape is fitted.")
    align: str = key(
        default=NONE,
        about="Brings two pictures to what both show: auto, or the last one's corners in the first, in percent.",
    )
    labels: str = key(default="", about="Names of the pictures: Plate|Comp")
    pair: str = key(default="", about="Name of a pair: takes name.onset.* and name.final.*")
    offset: Duration = key(default=_NO_SHIFT, about="How much later the second video is taken from its file.")


def build(call: Call, options: Options, desk: Desk) -> Block:
    """The comparison; its mode is chosen by the shapes of its pictures where the author left it open."""
    chosen = pictures(call.body)
    if options.pair and not chosen:
        chosen = desk.pair(options.pair, _span_of(call, "pair"))
    if not 2 <= len(chosen) <= _MOST:
        count = f"this one has {len(chosen)}"
        desk.report("E306", f"a comparison needs two to six pictures; {count}", call.span)
    labels = tuple(label.strip() for label in options.labels.split("|")) if options.labels else ()
    sides = tuple(_side(ref, labels, number, len(chosen), desk) for number, ref in enumerate(chosen))
    sides = sides or (Side(missing("comparison", call.span), "", ""),)
    if options.offset and len(sides) == 2:
        sides = (sides[0], _shifted(sides[1], options.offset))
    sides = posed(in_step(sides), chosen, desk)
    alike = _alike(sides)
    laid = options.align != NONE
    if (
        not alike
        and not laid
        and options.mode in {"slider", "fade", "blink", "difference"}
        and options.fit == "contain"
    ):
        hint = "crop one of them with xywh, or use mode=side"
        desk.report("E307", _shapes(sides), call.span, hint)
    notes = lists_of(call.body)
    mode = _mode(options.mode, sides, alike)
    node = Comparison(
        id=desk.id(call, "comparison"),
        title=call.title_text,
        sides=sides,
        mode=mode,
        modes=_modes(mode, sides, alike, options.fit),
        hotspots=hotspots_of(tuple(item for listing in notes for item in listing.items), sides, desk),
        start=_percent(options.start, call, desk),
        axis=options.axis,
        fit=options.fit,
        body=desk.blocks(tuple(block for block in without_pictures(call.body) if block not in notes)),
        motif=options.motif,
    )
    alone = _modes("side", sides, False, "contain")
    overlay = Overlay(_mode(options.mode, sides, True), _PAIR, alone, _span_of(call, "align"))
    return with_alignment(node, options.align, overlay, desk)


def _side(reference: Reference, labels: tuple[str, ...], number: int, count: int, desk: Desk) -> Side:
    """One picture; its label is what stands before the first colon of its description."""
    absent = count > 2 and not reference.path
    shown = missing("", reference.span) if absent else desk.shown(reference)
    check_picture(reference, shown, desk)
    if not isinstance(shown, Clip | Frame):
        desk.report("E225", "a sound cannot be compared by looking", reference.span)
        shown = missing(reference.path, reference.span)
    before, colon, after = reference.words.partition(":")
    short = bool(colon) and len(before.split()) <= 5
    label = labels[number] if number < len(labels) else before.strip() if short else ""
    alt = after.strip() if short and after.strip() else reference.words
    return Side(shown, label, alt, finished=number == count - 1, absent=absent)


def _shifted(side: Side, by: Fraction) -> Side:
    """The side with its clip taken later from the file, as far as the file goes."""
    clip = side.shown
    if not isinstance(clip, Clip) or not isinstance(clip.source, Source):
        return side
    end = min(clip.range.end + by, clip.source.facts.duration)
    start = min(clip.range.start + by, end)
    return replace(side, shown=replace(clip, range=TimeRange(start, end)) if start < end else clip)


def _mode(asked: str, sides: tuple[Side, ...], alike: bool) -> str:
    if len(sides) > 2:
        return "side" if asked == "side" else "stages"
    if asked != "auto":
        return asked
    return "slider" if alike else "side"


def _modes(mode: str, sides: tuple[Side, ...], alike: bool, fit: str) -> tuple[str, ...]:
    """What makes sense with these pictures, and what the author asked for."""
    if len(sides) > 2:
        return _STAGES
    # A picture that is cropped to the other's shape lies over it, but not pixel on pixel.
    sensible = frozenset(_PAIR) if alike else _UNLIKE | ({"slider", "fade"} if fit == "cover" else set())
    return tuple(name for name in (*_PAIR, "stages") if name in sensible or name == mode)


def _alike(sides: tuple[Side, ...]) -> bool:
    shapes = [Fraction(*side.shown.size) for side in sides if not _is_missing(side)]
    return not shapes or max(shapes) <= min(shapes) * (1 + _TOLERANCE)


def _is_missing(side: Side) -> bool:
    return isinstance(side.shown.source, MissingSource)


def _shapes(sides: tuple[Side, ...]) -> str:
    sizes = " and ".join(f"{wide}×{high}" for wide, high in (side.shown.size for side in sides))
    return f"the pictures have different shapes: {sizes}"


def _percent(text: str, call: Call, desk: Desk) -> int:
    number = text.removesuffix("%")
    if number.isascii() and number.isdigit() and len(number) < 4 and int(number) <= 100:
        return int(number)
    desk.report("E302", f"start= takes 0% to 100%, not '{text}'", _span_of(call, "start"))
    return 50


def _span_of(call: Call, name: str) -> Span:
    entry = call.attributes.table.get(name)
    return entry.value.span if entry else call.span


COMPARE = Directive("compare", "Two to six pictures of one moment, from set to screen.", Options, build)
