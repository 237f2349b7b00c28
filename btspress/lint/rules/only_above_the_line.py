"""S702: credits for those who are always credited."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.lint.words import found_in
from btspress.model import Role


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """The film, when the people with a role on it all direct, produce, write or act."""
    roles = [role for person in read.people.values() for role in person.roles if role.film == read.film.slug]
    if len(roles) < limits["people"]:
        return
    below = {role.department or role.role for role in roles if not found_in("above-the-line", _words(role))}
    if len(below) < limits["departments"]:
        yield Finding(read.title_span, "who lit, cut, built, kept continuity? only those above the line are named")


def _words(role: Role) -> str:
    return f"{role.department} {role.role}"


RULE = Rule(
    code="S702",
    name="only-above-the-line",
    level="note",
    meaning="Everybody who is credited directs, produces, writes or acts.",
    why="The people whose names stand on the poster have told their story elsewhere. A page about the making is the "
    "place for those who held the light, and their knowledge is the harder to find.",
    remedy="Add people/ files with a department for those who were there.",
    limits=(
        limit("departments", 1, "departments below the line at least"),
        limit("people", 2, "people with a role from which a film is asked"),
    ),
    film=find,
)
