"""`[!timeline]` and `[!credits]`: filled by btspress from what the film and the chapter say."""

from __future__ import annotations

from btspress.directives.directive import Common, Desk, Directive, Need
from btspress.model import Block, CreditList, Event, Timeline
from btspress.unchanging import unchanging
from btspress.written import Call


@unchanging
class Options(Common):
    """Attributes of `[!timeline]` and `[!credits]`."""


def timeline(call: Call, options: Options, desk: Desk) -> Block:
    """The film's milestones, of one phase where `phase=` names it. Moments are added when all are known."""
    film = desk.film
    phases = {phase.id: phase for phase in film.phases} if film else {}
    asked = phases.get(options.phase)
    events = []
    for milestone in film.milestones if film else ():
        holding = [
            phase.id
            for phase in phases.values()
            if phase.start and phase.end and phase.start <= milestone.on <= phase.end
        ]
        if asked is None or asked.id in holding:
            events.append(Event(milestone.on, milestone.what, holding[0] if holding else "", milestone.chapter))
    ordered = tuple(sorted(events, key=lambda event: event.on))
    return Timeline(desk.id(call, "timeline"), call.title_text, ordered, options.phase)


def credit_list(call: Call, options: Options, desk: Desk) -> Block:
    """An empty list; it is filled when everybody who appears in the chapter is known."""
    return CreditList(desk.id(call, "credits"), call.title_text, ())


TIMELINE = Directive("timeline", "What happened when.", Options, timeline, content=Need.NONE)
CREDITS = Directive("credits", "Everybody who appears in the chapter.", Options, credit_list, content=Need.NONE)
