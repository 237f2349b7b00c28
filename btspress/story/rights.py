"""Who may see what: rights are inherited, and what is not cleared, expired or embargoed is withheld.

A site is built for one audience and one territory. What these may not see is absent from it: there is no other
way to withhold something here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from btspress.diagnostics import Severity, Span
from btspress.model import Rights
from btspress.story.heads import UNREAD, CheckpointHead, RightsHead
from btspress.story.media import Report
from btspress.unchanging import unchanging

_WORLD = frozenset({"world", "worldwide", "everywhere"})
"""Territories that are all of them."""
_NOTHING = RightsHead()


class Audience(StrEnum):
    """For whom a site is made. What it may not see is absent; a preview shows all, with a stamp that says why."""

    PUBLIC = "public"
    PRESS = "press"
    CREW = "crew"
    CLIENT = "client"
    TEACHING = "teaching"
    PREVIEW = "preview"
    """The author: withheld material is shown with a stamp that says why the public does not see it."""


READERS = tuple(audience for audience in Audience if audience is not Audience.PREVIEW)
"""Audiences that a site can be published for."""


class Kept(Protocol):
    """The part of a head, or of a block's attributes, that says who may see it and from when."""

    @property
    def embargo(self) -> datetime | None:
        """Before this instant it is left out."""

    @property
    def early(self) -> tuple[str, ...]:
        """Audiences that its embargo does not bind."""

    @property
    def audience(self) -> tuple[str, ...]:
        """Who may see it; everybody, when empty."""


def _unheard(_turn: datetime) -> None:
    return


@unchanging
class Gate:
    """The conditions under which this build decides what may be shown."""

    as_of: datetime
    """The instant that embargoes and expiry are judged by."""
    audience: Audience = Audience.PUBLIC
    release: bool = False
    turn: Callable[[datetime], None] = field(default=_unheard, compare=False, repr=False)
    """Told each instant at which an answer of this gate was or will be another one."""
    territory: tuple[str, ...] = ()
    """Countries in which the site will be seen; everywhere, when empty."""
    stamped: bool = False
    """Whether this audience sees withheld material after all, stamped: to know what is withheld from it."""

    @property
    def sees_all(self) -> bool:
        """Whether withheld material is shown, stamped, and not left out."""
        return self.stamped or self.audience is Audience.PREVIEW

    def admits(self, audiences: Iterable[str]) -> bool:
        """Whether what is for these is for the audience of this build; a preview is judged as the public site."""
        named = tuple(audiences)
        return not named or self._among(named)

    def embargoed(self, until: datetime | None) -> bool:
        """Whether something with this embargo is still to be left out."""
        if until is not None:
            self.turn(until)
        return until is not None and self.as_of < until

    def embargo(self, until: datetime | None) -> str:
        """Why something with this embargo is withheld, `embargo 2026-03-01T09:00:00+01:00`; empty once it is over."""
        return f"embargo {until.isoformat()}" if until is not None and self.embargoed(until) else ""

    def kept_back(self, head: Kept) -> str:
        """Why a thing with this head is withheld: `audience press, crew`, or its embargo; empty when it is not."""
        if not self.admits(head.audience):
            return f"audience {', '.join(head.audience)}"
        return "" if self._among(head.early) else self.embargo(head.embargo)

    def open(self, checkpoints: Iterable[CheckpointHead]) -> tuple[CheckpointHead, ...]:
        """The checkpoints that this audience still waits for."""
        today = self.as_of.date()
        for each in checkpoints:
            if each.passed and each.passed > today:
                self.turn(_midnight(each.passed, self.as_of))
        return tuple(
            each for each in checkpoints if self.admits(each.audience) and (not each.passed or each.passed > today)
        )

    def verdict(self, rights: Rights, what: str, span: Span | None, report: Report) -> str:
        """Why such material is withheld, as `pending` or `expired 2025-12-31`; empty when it may be shown."""
        if rights.clearance == "denied":
            report("E502", f"clearance of {what} is denied", span)
        if rights.clearance in {"denied", UNREAD}:
            return "denied"
        if rights.until and rights.until < date.max:
            self.turn(_midnight(rights.until + timedelta(days=1), self.as_of))
        if rights.until and rights.until < self.as_of.date():
            report("E503", f"the rights of {what} ended on {rights.until}", span)
            return f"expired {rights.until}"
        restricted = rights.clearance == "restricted" and not self._among(rights.audience)
        if rights.clearance == "pending" or (restricted and not rights.audience):
            severity = Severity.ERROR if self.release else None
            report("E501", f"{what} is {rights.clearance}", span, "it is left out", severity)
            return rights.clearance
        return self._limits(rights, what, span, report)

    def _limits(self, rights: Rights, what: str, span: Span | None, report: Report) -> str:
        """Why cleared material is not cleared for this audience or territory."""
        if not self.admits(rights.audience):
            named = ", ".join(rights.audience)
            report("E506", f"{what} is cleared for {named} only", span)
            return f"audience {named}"
        missing = self._uncovered(rights.territory)
        if missing:
            named = ", ".join(rights.territory)
            severity = Severity.ERROR if self.release else None
            report("E507", f"{what} is cleared for {named}, the site is served in {missing}", span, "", severity)
            return f"territory {named}"
        return ""

    def _among(self, audiences: Iterable[str]) -> bool:
        return (Audience.PUBLIC if self.audience is Audience.PREVIEW else self.audience) in audiences

    def _uncovered(self, cleared: Iterable[str]) -> str:
        """Where this site is served and material with such a territory must not be seen; empty when nowhere."""
        known = {each.strip().casefold() for each in cleared} - {""}
        if not known or known & _WORLD:
            return ""
        if not self.territory:
            return "the whole world"
        return ", ".join(each for each in self.territory if each.strip().casefold() not in known)


def _midnight(day: date, zone: datetime) -> datetime:
    return datetime.combine(day, time(), zone.tzinfo or UTC)


def inherit(above: Rights, own: RightsHead) -> Rights:
    """`own`, with what it leaves out taken from `above`."""
    if own == _NOTHING:
        return above
    values = {}
    for each in fields(RightsHead):
        value = getattr(own, each.name)
        values[each.name] = value if value else getattr(above, each.name)
    return Rights(**values)
