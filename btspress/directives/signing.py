"""Who signs a block or is named by it: somebody with a file, or a name that stands for itself."""

from __future__ import annotations

from datetime import date

from btspress.diagnostics import Span
from btspress.model import Film, Person, Signed
from btspress.story.layout import slugify
from btspress.story.media import Report
from btspress.story.names import REFUSED, Names
from btspress.written import Signature


def signed_by(signature: Signature, film: Film | None, names: Names, report: Report) -> Signed:
    """Who signs; a name without a file stands for itself unless it is nearly that of somebody."""
    on = _day(signature, report)
    person = _person(signature.name, signature.name_span, names, report)
    if person is None:
        return Signed("", signature.name, signature.roles, on)
    known = [role.role.casefold() for role in person.roles if film and role.film == film.slug]
    told = [role.casefold() for role in signature.roles]
    if known and told and not set(known) & set(told):
        words = f"{person.name} is '{known[0]}' in their file"
        report("E402", words, signature.role_span or signature.span)
    return Signed(person.slug, person.name, signature.roles, on)


def named_by(name: str, span: Span, names: Names, report: Report) -> Signed:
    """Somebody whom an attribute names."""
    person = _person(name, span, names, report)
    return Signed(person.slug, person.name) if person else Signed("", name)


def refuse(people: tuple[str, ...], span: Span, names: Names, report: Report) -> None:
    """Tell of everybody among `people` who does not agree to be shown."""
    for name in people:
        person = names.person(name)
        if person and person.consent in REFUSED:
            report("E403", f"{person.name} does not agree to be shown", span)


def _person(name: str, span: Span, names: Names, report: Report) -> Person | None:
    """The person of this name; one who must not be shown is told, and so is a near miss."""
    person = names.person(name)
    if person is None:
        near = names.nearly(name)
        if near:
            hint = f"did you mean '{near}'? or create people/{slugify(name)}.md"
            report("E401", f"nobody is called '{name}'", span, hint)
        return None
    refuse((name,), span, names, report)
    return None if person.consent in REFUSED else person


def _day(signature: Signature, report: Report) -> date | None:
    try:
        return date.fromisoformat(signature.on) if signature.on else None
    except ValueError:
        report("E623", f"'{signature.on}' is no date", signature.span, "write 2012-04-19")
        return None
