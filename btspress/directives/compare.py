"""`[!compare]`: an on-set moment beside the finished frame it became, or its stages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from btspress.diagnostics import Span
from btspress.directives.directive import Common, Desk, Directive, pictures, without_pictures
from btspress.directives.figure import check_picture
from btspress.model import Block, Clip, Comparison, Frame, MissingSource, Side, Source
from btspress.schema import Duration, key
from btspress.story.media import missing
from btspress.timecode import TimeRange
from btspress.written import Call, Reference

_MOST = 5
_NO_SHIFT = Duration(Fraction(0))
_TOLERANCE = Fraction(1, 20)
"""Shapes that differ by less than this look the same."""


@dataclass(frozen=True, slots=True)
class Options(Common):
    """Attributes of `[!compare]`."""

    mode: Literal["auto", "slider", "fade", "side", "blink"] = key(
        default="auto", about="How two pictures are compared; more than two are stages."
    )
    start: str = key(default="50%", about="How much of the first picture shows at first.")
    axis: Literal["x", "y"] = key(default="x", about="Direction in which the divider moves.")
    fit: Literal["contain", "cover"] = key(default="contain", about="How a picture of another shape is fitted.")
    align: Literal["auto", "none"] = key(default="none", about="Whether the pictures are warped to each other.")
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
        desk.report("E306", f"a comparison needs two to five pictures; {count}", call.span)
    labels = tuple(label.strip() for label in options.labels.split("|")) if options.labels else ()
    sides = tuple(_side(ref, labels, number, len(chosen), desk) for number, ref in enumerate(chosen))
    sides = sides or (Side(missing("comparison", call.span), "", ""),)
    if options.offset and len(sides) == 2:
        sides = (sides[0], _shifted(sides[1], options.offset))
    alike = _alike(sides)
    if not alike and options.mode in {"slider", "fade", "blink"} and options.fit == "contain":
        hint = "crop one of them with xywh, or use mode=side"
        desk.report("E307", _shapes(sides), call.span, hint)
    return Comparison(
        id=desk.id(call, "comparison"),
        title=call.title_text,
        sides=sides,
        mode=_mode(options.mode, sides, alike),
        start=_percent(options.start, call, desk),
        axis=options.axis,
        fit=options.fit,
        body=desk.blocks(without_pictures(call.body)),
        motif=options.motif,
    )


def _side(reference: Reference, labels: tuple[str, ...], number: int, count: int, desk: Desk) -> Side:
    """One picture; its label is what stands before the first colon of its description."""
    shown = desk.shown(reference)
    check_picture(reference, shown, desk)
    if not isinstance(shown, Clip | Frame):
        desk.report("E225", "a sound cannot be compared by looking", reference.span)
        shown = missing(reference.path, reference.span)
    before, colon, after = reference.words.partition(":")
    short = bool(colon) and len(before.split()) <= 5
    label = labels[number] if number < len(labels) else before.strip() if short else ""
    alt = after.strip() if short and after.strip() else reference.words
    return Side(shown, label, alt, finished=number == count - 1)


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
        return "stages"
    moving = any(isinstance(side.shown, Clip) for side in sides)
    if moving:
        return "side"
    if asked != "auto":
        return asked
    return "slider" if alike else "side"


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


COMPARE = Directive("compare", "Two to five pictures of one moment, from set to screen.", Options, build)
