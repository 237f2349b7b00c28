"""`[!sequence]`: shots built into one file."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from btspress.directives.directive import Common, Desk, Directive, first_list
from btspress.directives.figure import check_picture
from btspress.model import Block, Clip, MissingSource, Sequence, Shot
from btspress.schema import Duration, key
from btspress.story.media import missing
from btspress.timecode import decimal
from btspress.unchanging import unchanging
from btspress.written import Call, Item, Reference

_DEFAULT = Duration(Fraction(6, 10))


@unchanging
class Options(Common):
    """Attributes of `[!sequence]`."""

    transition: Literal["cut", "crossfade", "dip"] = key(default="cut", about="How one shot follows another.")
    dur: Duration = key(default=_DEFAULT, about="How long a transition takes.")
    tempo: Literal["", "slow", "steady", "fast"] = key(default="", about="How it feels.")


def build(call: Call, options: Options, desk: Desk) -> Block:
    """The shots in order; a crossfade overlaps two of them."""
    listing = first_list(call.body)
    items = listing.items if listing else ()
    shots = [found for item in items if (found := _shot(item, desk))]
    if len(shots) < 2:
        desk.report("E308", f"a sequence needs at least two shots; this one has {len(shots)}", call.span)
    overlap = Fraction(0) if options.transition == "cut" else Fraction(options.dur)
    _check(call, options, tuple(clip for clip, _, _ in shots), overlap, desk)
    made, starts = [], Fraction(0)
    for clip, reference, item in shots:
        words = tuple(part for part in item.parts if part is not reference)
        made.append(Shot(clip, reference.words, desk.parts(words), starts))
        starts += clip.range.duration - overlap
    if not made:
        made = [Shot(missing("sequence", call.span), "", (), Fraction(0))]
    rest = tuple(block for block in call.body if block is not listing)
    return Sequence(
        id=desk.id(call, "sequence"),
        title=call.title_text,
        shots=tuple(made),
        transition=options.transition,
        overlap=overlap,
        tempo=options.tempo,
        body=desk.blocks(rest),
    )


def _shot(item: Item, desk: Desk) -> tuple[Clip, Reference, Item] | None:
    reference = next((part for part in item.parts if isinstance(part, Reference)), None)
    if reference is None:
        desk.report("E308", "this line of the sequence shows no clip", item.span)
        return None
    if item.more:
        desk.report("E115", "only the first paragraph of this line is shown", item.span, "make it a line of its own")
    shown = desk.shown(reference)
    check_picture(reference, shown, desk)
    for entry in item.attributes.table.entries:
        desk.report("E301", f"a shot has no attribute '{entry.key}'", entry.span, "put it behind the block's title")
    if not isinstance(shown, Clip):
        desk.report("E308", "a shot of a sequence is a clip, neither a still nor a sound", reference.span)
        return None
    return shown, reference, item


def _check(call: Call, options: Options, clips: tuple[Clip, ...], overlap: Fraction, desk: Desk) -> None:
    present = [clip for clip in clips if not isinstance(clip.source, MissingSource)]
    shortest = min((clip.range.duration for clip in present), default=None)
    if shortest is not None and overlap > shortest / 2:
        entry = call.attributes.table.get("dur")
        words = f"a transition of {decimal(overlap)} s is longer than half of the {decimal(shortest)} s shot"
        desk.report("E309", words, entry.value.span if entry else call.span)
    if len({clip.sound for clip in present}) > 1:
        desk.report("E310", "some shots have sound and some have not", call.span)


SEQUENCE = Directive("sequence", "Shots built into one file, with cuts or crossfades.", Options, build)
