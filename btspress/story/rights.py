"""Who may see what: rights are inherited, and what is not cleared, expired or embargoed is withheld."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Gate:
    """The conditions under which this build decides what may be shown."""

    as_of: datetime
    """The instant that embargoes and expiry are judged by."""
    audience: Audience = Audience.PUBLIC
    release: bool = False

    def embargoed(self, until: datetime | None) -> bool:
        """Whether something with this embargo is still to be left out."""
        return until is not None and self.as_of < until

    def verdict(self, rights: Rights, what: str, span: Span | None, report: Report) -> str:
        """Why material with these rights is withheld; empty when it may be shown."""
        if rights.clearance == "denied":
            report("E502", f"clearance of {what} is denied", span)
            return "denied"
        if rights.until and rights.until < self.as_of.date():
            report("E503", f"the rights of {what} ended on {rights.until}", span)
            return "expired"
        if rights.clearance in {"pending", "restricted"}:
            severity = Severity.ERROR if self.release else None
            report("E501", f"{what} is {rights.clearance}", span, "it is left out", severity)
            return rights.clearance
        return ""


def inherit(above: Rights, own: RightsHead) -> Rights:
    """`own`, with what it leaves out taken from `above`."""
    values = {}
    for field in fields(RightsHead):
        value = getattr(own, field.name)
        values[field.name] = value if value else getattr(above, field.name)
    return Rights(**values)
