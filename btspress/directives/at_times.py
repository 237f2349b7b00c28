"""Lists whose lines begin with a time of the clip beside them, or name a part of its picture."""

from __future__ import annotations

import re
from fractions import Fraction

from btspress.directives.directive import Desk
from btspress.markup.reference import parse_region
from btspress.model import Clip, Crop, Shown, Sound, Source
from btspress.story.media import crop_of, seconds_of
from btspress.timecode import decimal, parse_clock, parse_smpte
from btspress.written import Item, Scalar, Text, Time

TIMES = re.compile(r"([\d:;.]+)(?:\s*(?:–|—|-|to)\s*([\d:;.]+))?\s+")
"""One time or a range at the start of a line."""


def times_of(item: Item) -> tuple[str, str, str] | None:
    """The time that a line begins with, the one after its dash or nothing, and its first words; None without."""
    first = item.parts[0] if item.parts else None
    times = TIMES.match(first.text) if isinstance(first, Text) else None
    if not times or not isinstance(first, Text):
        return None
    return times[1], times[2] or "", first.text[times.end() :]


def seconds_in(text: str, item: Item, shown: Clip | Sound, desk: Desk) -> Fraction | None:
    """The time in the clock of the source, in seconds, checked to lie inside the clip; None after a report."""
    elapsed = parse_clock(text)
    at = elapsed if elapsed is not None else parse_smpte(text)
    if at is None or not isinstance(shown.source, Source):
        desk.report("E211", f"'{text}' is no time", item.span)
        return None
    seconds = seconds_of(Time(at, item.span), shown.source.facts, desk.report)
    if seconds is not None and not shown.range.start <= seconds <= shown.range.end:
        limits = f"{decimal(shown.range.start)}–{decimal(shown.range.end)}"
        desk.report("E230", f"{text} is outside the clip {limits}", item.span)
        return None
    return seconds


def region_of(item: Item, shown: Shown, what: str, desk: Desk) -> Crop | None:
    """The part of the picture that the braces of a line name; `what` is the line, for messages: an annotation."""
    entry = item.attributes.table.get("xywh")
    for other in item.attributes.table.entries:
        if other.key != "xywh":
            desk.report("E301", f"{what} has no attribute '{other.key}'", other.span, "known: xywh")
    if not entry or not isinstance(entry.value, Scalar) or not isinstance(shown.source, Source):
        return None
    region, problems = parse_region(entry.value.text, entry.value.span)
    for found in problems:
        desk.add(found)
    return crop_of(region, shown.source.facts, desk.report) if region else None
