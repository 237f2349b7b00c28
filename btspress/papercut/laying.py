"""From a site to its paper cuts: read, looked into, laid out."""

from __future__ import annotations

from collections.abc import Callable

from btspress.diagnostics import Diagnostic, Severity
from btspress.linting import read_over
from btspress.model import Frame
from btspress.papercut.gathering import clips_of, sheet_of
from btspress.papercut.looking import Looker
from btspress.papercut.sheet import Sheet
from btspress.session import Session
from btspress.unchanging import unchanging


@unchanging
class Laid:
    """The paper cuts of a site."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Diagnostic, ...]
    """Errors that keep a story from being told whole, and clips that could not be looked at."""
    picture: Callable[[Frame], bytes]
    """Gives a small JPEG of a frame; empty where there can be none."""


def lay(session: Session, slug: str = "", *, look: bool = True) -> Laid:
    """The paper cuts of all films of the session's site, or of the one called `slug`.

    Unless clips are to be looked into, each counts as one shot.
    """
    _, _, found = session.understand()
    errors = [each for each in found if each.severity is Severity.ERROR]
    held = session.held
    if held is None:
        return Laid((), tuple(errors), lambda _: b"")
    looker = Looker(session, held.material.tree)
    sheets = []
    for read in read_over(held.site, held.material):
        if slug in {"", read.film.slug}:
            cutting = looker.cutting(clips_of(read)) if look else {}
            sheets.append(sheet_of(read, cutting, looker.finished(read.film) if look else ()))
    return Laid(tuple(sheets), (*errors, *looker.problems), looker.picture)
