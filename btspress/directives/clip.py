"""`[!clip]`: a clip with lines of text at times of its source."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from btspress.directives.directive import Common, Desk, Directive, first_list, pictures, without_pictures
from btspress.markup.reference import parse_region
from btspress.model import Annotation, Block, Caption, Clip, Crop, Figure, Shown, Sound, Source
from btspress.model.words import plain
from btspress.story.media import crop_of, missing, seconds_of
from btspress.timecode import TimeRange, decimal, parse_clock, parse_smpte
from btspress.written import Call, Item, Scalar, Text, Time

_TIMES = re.compile(r"([\d:;.]+)(?:\s*(?:–|—|-|to)\s*([\d:;.]+))?\s+")
_LINE = 84
_SHORTEST = Fraction(5, 6)


@dataclass(frozen=True, slots=True)
class Options(Common):
    """Attributes of `[!clip]`."""


def build(call: Call, options: Options, desk: Desk) -> Block:
    """A figure whose list of times becomes annotations; the rest of the body is its caption."""
    shown = pictures(call.body)
    listing = first_list(call.body)
    rest = tuple(block for block in without_pictures(call.body) if block is not listing)
    if len(shown) != 1:
        desk.report("E112", "'[!clip]' needs exactly one clip", call.span)
    figure = desk.figure(shown[0]) if shown else Figure("", missing("clip", call.span), "", "")
    annotations = _annotations(listing.items, figure.shown, desk) if listing else ()
    return replace(
        figure,
        id=desk.id(call, figure.id or "clip"),
        shown=_with_lines(figure.shown, annotations),
        title=call.title_text,
        body=desk.blocks(rest),
        annotations=annotations,
        motif=options.motif or figure.motif,
    )


def _with_lines(shown: Shown, annotations: tuple[Annotation, ...]) -> Shown:
    """What is shown, with the words of its lines for players: each until the next, unless it says otherwise."""
    if not isinstance(shown, Clip):
        return shown
    ordered = sorted(annotations, key=lambda note: note.start)
    following = [*(note.start for note in ordered[1:]), shown.range.duration]
    lines = (
        Caption(TimeRange(note.start, note.end if note.end is not None else after), plain(note.parts))
        for note, after in zip(ordered, following, strict=False)
    )
    return replace(shown, lines=tuple(lines))


def _annotations(items: tuple[Item, ...], shown: Shown, desk: Desk) -> tuple[Annotation, ...]:
    if not isinstance(shown, Clip | Sound) or not isinstance(shown.source, Source):
        return ()
    found = [note for item in items if (note := _annotation(item, shown, desk))]
    for (earlier, _), (later, item) in pairwise(found):
        both_free = earlier.region == later.region
        if earlier.end and later.start < earlier.end and both_free:
            desk.report("E233", "two annotations overlap at the same place", item.span)
    return tuple(note for note, _ in found)


def _annotation(item: Item, shown: Clip | Sound, desk: Desk) -> tuple[Annotation, Item] | None:
    first = item.parts[0] if item.parts else None
    times = _TIMES.match(first.text) if isinstance(first, Text) else None
    if not times or not isinstance(first, Text):
        desk.report("E115", "this line does not start with a time", item.span, "write: - 00:12 What happens")
        return None
    if item.more:
        desk.report("E115", "only the first paragraph of this line is shown", item.span, "make it a line of its own")
    start = _seconds(times[1], item, shown, desk)
    end = _seconds(times[2], item, shown, desk) if times[2] else None
    if start is None or (times[2] and end is None):
        return None
    words = Text(first.text[times.end() :])
    _check_readable(item, words.text, start, end, desk)
    offset = shown.range.start
    note = Annotation(
        start - offset,
        end - offset if end is not None else None,
        desk.parts((words, *item.parts[1:])),
        _region(item, shown, desk),
    )
    return note, item


def _seconds(text: str, item: Item, shown: Clip | Sound, desk: Desk) -> Fraction | None:
    """The time in the clock of the source, checked to lie inside the clip."""
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


def _check_readable(item: Item, words: str, start: Fraction, end: Fraction | None, desk: Desk) -> None:
    if len(words) > _LINE:
        desk.report("E234", f"the line has {len(words)} characters, {_LINE} can be read", item.span)
    if end is not None and end - start < _SHORTEST:
        desk.report("E234", f"the line is shown for {decimal(end - start)} s, too short to be read", item.span)


def _region(item: Item, shown: Clip | Sound, desk: Desk) -> Crop | None:
    entry = item.attributes.table.get("xywh")
    for other in item.attributes.table.entries:
        if other.key != "xywh":
            desk.report("E301", f"an annotation has no attribute '{other.key}'", other.span, "known: xywh")
    if not entry or not isinstance(entry.value, Scalar) or not isinstance(shown.source, Source):
        return None
    region, problems = parse_region(entry.value.text, entry.value.span)
    for found in problems:
        desk.add(found)
    return crop_of(region, shown.source.facts, desk.report) if region else None


CLIP = Directive("clip", "A clip with lines of text at its times.", Options, build)
