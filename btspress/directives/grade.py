"""`[!grade]`: one moment as its camera recorded it, and as its look shows it, with what instruments say of both."""

from __future__ import annotations

from dataclasses import replace

from btspress.directives.directive import Common, Desk, Directive, pictures, without_pictures
from btspress.directives.figure import check_picture, poster_asked
from btspress.directives.in_step import in_step
from btspress.directives.posed import moment_of
from btspress.model import Block, Clip, Comparison, Frame, Grade, Side, Source
from btspress.schema import key
from btspress.story.media import missing
from btspress.unchanging import unchanging
from btspress.written import Call

_LABELS = "Raw|Graded"
_MODES = ("slider", "fade", "blink", "difference", "side")


@unchanging
class Options(Common):
    """Attributes of `[!grade]`."""

    labels: str = key(default=_LABELS, about="Names of the two states: Raw|Graded")


def build(call: Call, options: Options, desk: Desk) -> Block:
    """The comparison of the picture as delivered with the same picture through the look of its sidecar."""
    chosen = pictures(call.body)
    if len(chosen) != 1:
        desk.report("E112", "'[!grade]' needs exactly one clip or still of a clip", call.span)
    shown = desk.shown(chosen[0]) if chosen else missing("grade", call.span)
    if chosen:
        check_picture(chosen[0], shown, desk)
    if not isinstance(shown, Clip | Frame):
        desk.report("E225", "a sound has no look", chosen[0].span)
        shown = missing(chosen[0].path, chosen[0].span)
    source = shown.source
    if isinstance(source, Source) and not source.treatment.picture.look:
        hint = "name a .cube in its sidecar: picture: {look: night.cube}"
        desk.report("E242", f"{source.name.rsplit('/', 1)[-1]} has no look", chosen[0].span, hint)
    first, _, second = (options.labels if "|" in options.labels else _LABELS).partition("|")
    alt = chosen[0].words if chosen else ""
    poster = poster_asked(chosen[0], shown, desk) if chosen else None
    if poster and poster.source != source:
        hint = "name a moment of the clip: scopes need a frame of it"
        desk.report("E302", "poster= of a grade is a time", chosen[0].span, hint)
        poster = None
    comparison = Comparison(
        id=desk.id(call, "grade"),
        title=call.title_text,
        sides=in_step(
            (
                Side(_posed(replace(shown, untouched=True), poster), first.strip(), alt),
                Side(_posed(shown, poster), second.strip(), alt, finished=True),
            )
        ),
        mode="slider",
        modes=_MODES,
        body=desk.blocks(without_pictures(call.body)),
        motif=options.motif,
    )
    return Grade(comparison)


def _posed(shown: Clip | Frame, poster: Frame | None) -> Clip | Frame:
    """A clip shows one frame in both states until it plays: what its author says, else the middle of its range."""
    if not isinstance(shown, Clip):
        return shown
    own = poster or moment_of(shown, shown.range.duration / 2)
    return replace(shown, poster=replace(own, untouched=shown.untouched)) if own else shown


GRADE = Directive("grade", "One moment without and with the look of its sidecar, with scopes.", Options, build)
