"""Numbered notes at places of a comparison's pictures: `1. [Plate](#xy=30,40) The card` in its block."""

from __future__ import annotations

import re
from fractions import Fraction

from btspress.diagnostics import Span, suggest
from btspress.directives.directive import Desk
from btspress.model import Clip, Hotspot, Side, Source
from btspress.model.words import bare, one_line
from btspress.story.media import seconds_of
from btspress.timecode import decimal, parse_clock, parse_smpte
from btspress.written import Block as WrittenBlock
from btspress.written import Inline, Item, Link, Listing, Markup, Time

_START = "#xy="
_PLACE = re.compile(r"#xy=(\d{1,3}(?:\.\d{1,3})?),(\d{1,3}(?:\.\d{1,3})?)(?:&t=([^,&]+)(?:,([^,&]+))?)?", re.ASCII)
_FORM = "write [Label](#xy=30,40) or [Label](#xy=30,40&t=1.5,4)"


def lists_of(body: tuple[WrittenBlock, ...]) -> tuple[Listing, ...]:
    """The numbered lists of a body in which an item begins with a place."""
    lists = (block for block in body if isinstance(block, Listing) and block.ordered)
    return tuple(found for found in lists if any(_link(item) for item in found.items))


def hotspots_of(items: tuple[Item, ...], sides: tuple[Side, ...], desk: Desk) -> tuple[Hotspot, ...]:
    """The notes of all items that name a place on one of `sides`; what names none is reported."""
    return tuple(found for item in items if (found := _hotspot(item, sides, desk)))


def _link(item: Item) -> Link | None:
    first = item.parts[0] if item.parts else None
    return first if isinstance(first, Link) and first.address.startswith(_START) else None


def _hotspot(item: Item, sides: tuple[Side, ...], desk: Desk) -> Hotspot | None:
    link = _link(item)
    if link is None:
        desk.report("E330", "this note does not begin with a place", item.span, _FORM)
        return None
    for entry in item.attributes.table.entries:
        desk.report("E301", f"a hotspot has no attribute '{entry.key}'", entry.span, _FORM)
    if item.more:
        desk.report("E330", "only the first paragraph of this note is shown", item.span, "make it a line of its own")
    name, words = _named(item.parts[1:])
    side = _side(name, sides, link, desk)
    place = _PLACE.fullmatch(link.address)
    if side is None or place is None:
        if place is None:
            desk.report("E330", f"'{link.address}' is no place in a picture", link.span, _FORM)
        return None
    x, y = Fraction(place[1]), Fraction(place[2])
    if max(x, y) > 100:
        told = f"{decimal(x)},{decimal(y)} lies outside the picture"
        desk.report("E330", told, link.span, "both numbers are percent, from 0 to 100")
        return None
    times = _times(place[3], place[4], sides[side], link.span, desk)
    return Hotspot(side, x, y, desk.parts(words), *times) if times else None


def _named(parts: tuple[Inline, ...]) -> tuple[str, tuple[Inline, ...]]:
    """The words of the link that `parts` begin in, and what stands behind it."""
    before = ""
    for number, part in enumerate(parts):
        html = part.html if isinstance(part, Markup) else ""
        inside, end, after = html.partition("</a>")
        before += inside
        if end:
            rest = parts[number + 1 :]
            return one_line(bare(before)), (Markup(after), *rest) if after else rest
    return one_line(bare(before)), ()


def _side(name: str, sides: tuple[Side, ...], link: Link, desk: Desk) -> int | None:
    """Number of the side that has this label, or this number from 1 where it has none."""
    labels = [(side.label or str(number)).casefold() for number, side in enumerate(sides, 1)]
    number = labels.index(name.casefold()) if name.casefold() in labels else None
    known = [side.label or str(count) for count, side in enumerate(sides, 1)]
    if number is None:
        hint = suggest(name, known) or f"the pictures are called: {', '.join(known)}"
        desk.report("E331", f"no picture of this comparison is called '{name}'", link.span, hint)
    elif sides[number].absent:
        desk.report("E331", f"there is no picture of '{name}' to point at", link.span)
        return None
    return number


def _times(
    start: str | None, end: str | None, side: Side, span: Span, desk: Desk
) -> tuple[Fraction | None, Fraction | None] | None:
    """Seconds after the start of the side's clip; (None, None) without times, None after a report."""
    if start is None:
        return None, None
    if not isinstance(side.shown, Clip):
        desk.report("E218", "a picture has no time", span, "remove t=")
        return None
    first = _seconds(start, side.shown, span, desk)
    last = _seconds(end, side.shown, span, desk) if end else None
    if first is None or (end and last is None):
        return None
    if last is not None and last <= first:
        desk.report("E216", "the note ends before it starts", span, "swap the times")
        return None
    return first, last


def _seconds(text: str, clip: Clip, span: Span, desk: Desk) -> Fraction | None:
    """The time in the clock of the file, checked to lie inside the clip, as seconds after the clip's start."""
    elapsed = parse_clock(text)
    at = elapsed if elapsed is not None else parse_smpte(text)
    if at is None or not isinstance(clip.source, Source):
        desk.report("E211", f"'{text}' is no time", span)
        return None
    seconds = seconds_of(Time(at, span), clip.source.facts, desk.report)
    if seconds is not None and not clip.range.start <= seconds <= clip.range.end:
        limits = f"{decimal(clip.range.start)}–{decimal(clip.range.end)}"
        desk.report("E230", f"{text} is outside the clip {limits}", span)
        return None
    return None if seconds is None else seconds - clip.range.start
