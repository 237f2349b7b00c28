"""Who may see what: rights are inherited, and what is not cleared, expired or embargoed is withheld."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from btspress.diagnostics import Severity, Span
from btspress.model import Rights
from btspress.story.heads import RightsHead
from btspress.story.media import Report


class Audience(StrEnum):
    """For whom a site is made."""

    PUBLIC = "public"
    """Withheld material is absent."""
    PREVIEW = "preview"
    """Withheld material is shown with a stamp that says why."""


def _unheard(_turn: datetime) -> None:
    return


@dataclass(frozen=True, slots=True)
class Gate:
    """The conditions under which this build decides what may be shown."""

    as_of: datetime
    """The instant that embargoes and expiry are judged by."""
    audience: Audience = Audience.PUBLIC
    release: bool = False
    turn: Callable[[datetime], None] = field(default=_unheard, compare=False, repr=False)
    """Told each instant at which an answer of this gate was or will be another one."""

    def embargoed(self, until: datetime | None) -> bool:
        """Whether something with this embargo is still to be left out."""
        if until is not None:
            self.turn(until)
        return until is not None and self.as_of < until

    def embargo(self, until: datetime | None) -> str:
        """Why something with this embargo is withheld, `embargo 2026-03-01T09:00:00+01:00`; empty once it is over."""
        return f"embargo {until.isoformat()}" if until is not None and self.embargoed(until) else ""

    def verdict(self, rights: Rights, what: str, span: Span | None, report: Report) -> str:
        """Why such material is withheld, as `pending` or `expired 2025-12-31`; empty when it may be shown."""
        if rights.clearance == "denied":
            report("E502", f"clearance of {what} is denied", span)
            return "denied"
        if rights.until and rights.until < date.max:
            self.turn(datetime.combine(rights.until, time(), self.as_of.tzinfo or UTC) + timedelta(days=1))
        if rights.until and rights.until < self.as_of.date():
            report("E503", f"the rights of {what} ended on {rights.until}", span)
            return f"expired {rights.until}"
        if rights.clearance in {"pending", "restricted"}:
            severity = Severity.ERROR if self.release else None
            report("E501", f"{what} is {rights.clearance}", span, "it is left out", severity)
            return rights.clearance
        return ""


def inherit(above: Rights, own: RightsHead) -> Rights:
    """`own`, with what it leaves out taken from `above`."""
    values = {}
    for each in fields(RightsHead):
        value = getattr(own, each.name)
        values[each.name] = value if value else getattr(above, each.name)
    return Rights(**values)
