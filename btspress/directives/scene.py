"""`[!scene]`: a clip or still that stays in place while the words about it pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from btspress.directives.at_times import region_of, seconds_in, times_of
from btspress.directives.directive import Common, Desk, Directive, Need
from btspress.model import Block, Clip, Crop, Figure, Frame, Held, Scene, Shown, Source, Step
from btspress.unchanging import unchanging
from btspress.written import Block as WrittenBlock
from btspress.written import Call, Embed, Item, Listing, Text

_ASK = "write the picture, then a list of what is said beside it"


@unchanging
class Options(Common):
    """Attributes of `[!scene]`."""


def build(call: Call, options: Options, desk: Desk) -> Block:
    """Each picture with the list below it; what stands before the first picture introduces the scene."""
    name = desk.id(call, "scene")
    told = tuple(_told(call.body))
    held = tuple(
        Held(replace(figure, id=f"{name}-{number}-held", motif=figure.motif or motif), _steps(items, figure, desk))
        for number, (figure, items, motif) in enumerate(_shown(told, options.motif, desk), 1)
    )
    for embed, items in told:
        if not items:
            desk.report("E350", "nothing is said beside this picture", embed.span, _ASK)
    if not held:
        desk.report("E350", "this scene shows no picture", call.span, _ASK)
    before = _before(call.body)
    return Scene(name, call.title_text, held, desk.blocks(before))


def _shown(
    told: tuple[tuple[Embed, tuple[Item, ...]], ...], motif: str, desk: Desk
) -> Iterator[tuple[Figure, tuple[Item, ...], str]]:
    """Each picture as a figure, with its lines; the first stands for the scene where its motif is looked for."""
    for place, (embed, items) in enumerate(told):
        yield _figure(embed, desk), items, "" if place else motif


def _told(body: tuple[WrittenBlock, ...]) -> Iterator[tuple[Embed, tuple[Item, ...]]]:
    """Each picture of the body, and the lines that follow it."""
    places = [place for place, block in enumerate(body) if isinstance(block, Embed)]
    for place, following in pairwise((*places, len(body))):
        embed = body[place]
        if isinstance(embed, Embed):
            lists = (block for block in body[place + 1 : following] if isinstance(block, Listing))
            yield embed, tuple(item for listing in lists for item in listing.items)


def _before(body: tuple[WrittenBlock, ...]) -> tuple[WrittenBlock, ...]:
    """All that is neither picture nor step: a list is steps only behind a picture."""
    first = next((place for place, block in enumerate(body) if isinstance(block, Embed)), len(body))
    after = (block for block in body[first:] if not isinstance(block, Embed | Listing))
    return (*body[:first], *after)


def _figure(embed: Embed, desk: Desk) -> Figure:
    figure = desk.figure(embed.reference)
    if not isinstance(figure.shown, Clip | Frame):
        desk.report("E225", "a sound cannot stay in view", embed.span)
    return figure


def _steps(items: tuple[Item, ...], figure: Figure, desk: Desk) -> tuple[Step, ...]:
    return tuple(_step(item, figure.shown, desk) for item in items)


def _step(item: Item, shown: Shown, desk: Desk) -> Step:
    if item.more:
        desk.report("E115", "only the first paragraph of this line is shown", item.span, "make it a line of its own")
    region = region_of(item, shown, "a step", desk)
    times = times_of(item)
    if times is None or not isinstance(shown, Clip) or not isinstance(shown.source, Source):
        if times and isinstance(shown, Frame):
            desk.report("E218", "a picture has no time", item.span, "begin the line with its words")
        return Step(desk.parts(item.parts), region=region, frame=_frame(shown, None, region))
    first, last, words = times
    start, end = seconds_in(first, item, shown, desk), seconds_in(last, item, shown, desk) if last else None
    if start is not None and end is not None and end <= start:
        desk.report("E216", "the step ends before it starts", item.span, "swap the times")
        end = None
    return Step(
        parts=desk.parts((Text(words), *item.parts[1:])),
        start=None if start is None else start - shown.range.start,
        end=None if start is None or end is None else end - shown.range.start,
        region=region,
        frame=_frame(shown, start, region),
    )


def _frame(shown: Shown, at: Fraction | None, region: Crop | None) -> Frame | None:
    """What the step means, as a still; None where that is the whole picture, or there is none."""
    if not isinstance(shown, Clip | Frame) or not isinstance(shown.source, Source) or (at is None and region is None):
        return None
    crop = region or shown.crop
    if isinstance(shown, Frame):
        return replace(shown, crop=crop)
    poster, video = shown.poster, shown.source.facts.video
    if at is None:
        own = poster if poster and poster.source == shown.source else None
        return replace(own, crop=crop) if own else Frame(shown.source, None, crop, shown.range)
    last = shown.range.end - (1 / video.rate.fps if video else 0)
    return Frame(shown.source, max(shown.range.start, min(at, last)), crop, untouched=shown.untouched)


SCENE = Directive(
    "scene", "A clip or still that stays while words pass, and shows what they mean.", Options, build, Need.OPTIONAL
)
