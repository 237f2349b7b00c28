"""Departments of a film, and which of them a moment is owed to: a list of decisions can be read by one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from btspress.model import Film, Moment, Site
from btspress.unchanging import unchanging

_MOST = 12
"""Departments that a page can be read by: as many as its style sheet has rules for."""


@unchanging
class Trades:
    """Who belongs to which departments of a film."""

    departments: Mapping[str, tuple[str, ...]]
    """By the name of a person: one may have worked in several."""
    known: frozenset[str]
    """All of them."""

    def of(self, moment: Moment) -> tuple[str, ...]:
        """Departments of those who sign the moment or are named by it; a name without a file may sign with its own."""
        signers = [each for each in (moment.signed, *moment.by) if each]
        told = [name for each in signers for name in self.departments.get(each.name.casefold(), each.roles)]
        return tuple(dict.fromkeys(name for name in map(str.casefold, told) if name in self.known))

    def among(self, moments: Iterable[Moment]) -> tuple[tuple[str, int], ...]:
        """Each department that one of `moments` is owed to, and to how many; none where there is no choice."""
        counts: dict[str, int] = {}
        for moment in moments:
            for name in self.of(moment):
                counts[name] = counts.get(name, 0) + 1
        return tuple(sorted(counts.items())[:_MOST]) if len(counts) > 1 else ()

    def numbers(self, moment: Moment, names: tuple[tuple[str, int], ...]) -> tuple[int, ...]:
        """The places of its departments in `names`, from 1."""
        own = self.of(moment)
        return tuple(number for number, (name, _) in enumerate(names, 1) if name in own)


def trades_of(site: Site, film: Film) -> Trades:
    """The departments of everybody who is credited on the film and may be named."""
    told = {
        name.casefold(): tuple(role.department.casefold() for role in person.roles if role.film == film.slug)
        for person in site.people
        for name in person.names
    }
    departments = {name: tuple(filter(None, own)) for name, own in told.items() if any(own)}
    return Trades(departments, frozenset(name for names in departments.values() for name in names))
