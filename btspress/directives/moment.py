"""Moments: what was decided, what went wrong, what was mended, what remains."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Literal

from btspress.directives.directive import Common, Desk, Directive, Need, named_in
from btspress.model import Block, Moment
from btspress.schema import key
from btspress.unchanging import unchanging
from btspress.written import Call

_SHARED = frozenset(field.name for field in fields(Common))


@unchanging
class Decision(Common):
    """Attributes of `[!decision]`."""

    instead_of: str = key("instead-of", default="", about="The choice that was not made.")


@unchanging
class Challenge(Common):
    """Attributes of `[!challenge]`."""

    cost: str = key(default="", about="What it cost, or would have cost.")


@unchanging
class Fix(Common):
    """Attributes of `[!fix]`."""

    fixes: str = key(default="", about="Id of its challenge, when that is not the nearest above.")


@unchanging
class Accident(Common):
    """Attributes of `[!accident]`."""

    kept: bool = key(default=False, about="Whether it stayed in the film.")


@unchanging
class Clash(Common):
    """Attributes of `[!clash]`."""

    outcome: str = key(default="", about="How it ended.")


@unchanging
class Deleted(Common):
    """Attributes of `[!deleted]`."""

    reason: str = key(default="", about="Why it was cut.")


@unchanging
class Location(Common):
    """Attributes of `[!location]`."""

    truth: Literal["", "real", "built", "doubled", "digital"] = key("is", default="", about="What the place really is.")
    plays: str = key("as", default="", about="What it is in the film.")
    geo: str = key(default="", about="Latitude and longitude: 52.3743,4.8981")


def build(call: Call, options: Common, desk: Desk) -> Block:
    """The moment that the block tells of; attributes beyond the common ones become its details."""
    signed = desk.signed(call.signature) if call.signature else None
    return Moment(
        id=desk.id(call, call.name),
        kind=call.name,
        title=call.title_text,
        body=desk.blocks(call.body),
        signed=signed,
        by=tuple(desk.named(name, call) for name in named_in(options)),
        on=options.on or (signed.on if signed else None),
        phase=options.phase,
        motif=options.motif,
        scene=options.scene,
        details=_details(options),
        language=options.lang,
        span=call.span,
    )


def _details(options: Common) -> tuple[tuple[str, str], ...]:
    """What is set beyond the common attributes, under the names that the author wrote."""
    own = [field for field in fields(options) if field.name not in _SHARED]
    named = [(field.metadata.get("key") or field.name, getattr(options, field.name)) for field in own]
    return tuple((name, _words(value)) for name, value in named if value)


def _words(value: str | bool | date) -> str:
    return "yes" if value is True else str(value)


def _moment(name: str, summary: str, options: type = Common, title: Need = Need.OPTIONAL) -> Directive:
    return Directive(name, summary, options, build, title=title)


SETUP = _moment("setup", "What the chapter starts from: scope and constraints.")
DECISION = _moment("decision", "A choice, the reason for it, and who made it.", Decision, Need.REQUIRED)
CHALLENGE = _moment("challenge", "What stood in the way.", Challenge, Need.REQUIRED)
FIX = _moment("fix", "What was done about the nearest challenge above.", Fix, Need.REQUIRED)
ACCIDENT = _moment("accident", "Something that nobody planned.", Accident, Need.REQUIRED)
CLASH = _moment("clash", "Two good reasons against each other.", Clash, Need.REQUIRED)
DELETED = _moment("deleted", "What was planned or shot and is not in the film.", Deleted, Need.REQUIRED)
LOCATION = _moment("location", "A place: what it is, and what it plays.", Location, Need.REQUIRED)
LESSON = _moment("lesson", "What can be learned from it.")
TAKEAWAYS = _moment("takeaways", "The lessons of the chapter, as a list.")
WRAP = _moment("wrap", "How the chapter ends: one a chapter.")
EPILOGUE = _moment("epilogue", "How the story ends: one a film.")
NOTE = _moment("note", "An aside.")
TIP = _moment("tip", "An aside with advice.")
IMPORTANT = _moment("important", "An aside that should not be missed.")
WARNING = _moment("warning", "An aside that warns.")
CAUTION = _moment("caution", "An aside about a risk.")
