"""`[!clip]`: a clip with lines of text at times of its source."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from btspress.directives.at_times import region_of, seconds_in, times_of
from btspress.directives.directive import Common, Desk, Directive, first_list, pictures, without_pictures
from btspress.model import Annotation, Block, Caption, Clip, Figure, Shown, Sound, Source
from btspress.model.words import plain
from btspress.story.media import missing
from btspress.timecode import TimeRange, decimal
from btspress.unchanging import unchanging
from btspress.written import Call, Item, Text

_LINE = 84
_SHORTEST = Fraction(5, 6)


@unchanging
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
    times = times_of(item)
    if times is None:
        desk.report("E115", "this line does not start with a time", item.span, "write: - 00:12 What happens")
        return None
    if item.more:
        desk.report("E115", "only the first paragraph of this line is shown", item.span, "make it a line of its own")
    first, last, words = times
    start = seconds_in(first, item, shown, desk)
    end = seconds_in(last, item, shown, desk) if last else None
    if start is None or (last and end is None):
        return None
    _check_readable(item, words, start, end, desk)
    offset = shown.range.start
    note = Annotation(
        start - offset,
        end - offset if end is not None else None,
        desk.parts((Text(words), *item.parts[1:])),
        region_of(item, shown, "an annotation", desk),
    )
    return note, item


def _check_readable(item: Item, words: str, start: Fraction, end: Fraction | None, desk: Desk) -> None:
    if len(words) > _LINE:
        desk.report("E234", f"the line has {len(words)} characters, {_LINE} can be read", item.span)
    if end is not None and end - start < _SHORTEST:
        desk.report("E234", f"the line is shown for {decimal(end - start)} s, too short to be read", item.span)


CLIP = Directive("clip", "A clip with lines of text at its times.", Options, build)
