"""Credits as a production keeps them: `credits.csv` beside film.md, one line for each role of each person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from btspress.diagnostics import Diagnostic, Span, problem, suggest
from btspress.model import Person, Role
from btspress.story.layout import slugify
from btspress.story.names import spoken

NAME = "credits.csv"
_COLUMNS = ("name", "role", "department", "credited_as")


def credited(
    lists: Mapping[str, bytes], people: Mapping[str, Person], found: list[Diagnostic]
) -> dict[str, tuple[Role, ...]]:
    """The roles that all `credits.csv` among `lists` give, by name; findings are added to `found`.

    `people` are those who have a file, by its path: a line finds them by any of their names, however it is spelled.
    """
    by_name = {spoken(name): person for person in people.values() for name in person.names}
    roles: dict[str, list[Role]] = {}
    for path, data in lists.items():
        folder, _, name = path.rpartition("/")
        if name != NAME:
            continue
        film = slugify(folder.rsplit("/", 1)[-1] or "film")
        for written, role in _read(path, data, film, found):
            known = by_name.get(spoken(written))
            roles.setdefault(known.name if known else written, []).append(role)
    return {name: tuple(dict.fromkeys(each)) for name, each in roles.items()}


def with_roles(person: Person, roles: Mapping[str, Sequence[Role]]) -> Person:
    """The person with the roles of the lists; what their own file says of a role on a film wins."""
    own = {(role.film, role.role.casefold()) for role in person.roles}
    more = tuple(role for role in roles.get(person.name, ()) if (role.film, role.role.casefold()) not in own)
    return replace(person, roles=(*person.roles, *more)) if more else person


def listed_only(roles: Mapping[str, tuple[Role, ...]], people: Iterable[Person]) -> tuple[Person, ...]:
    """People whom only the lists name, in the order of the lists; they are not made links in the text.

    Whose file says that they do not agree to be shown is not among them.
    """
    known = {person.name for person in people}
    taken = {person.slug for person in people}
    made: dict[str, Person] = {}
    for name, each in roles.items():
        slug = slugify(name)
        if name not in known and slug not in taken:
            made.setdefault(slug, Person(slug=slug, name=name, roles=each, autolink=False))
    return tuple(made.values())


def _read(path: str, data: bytes, film: str, found: list[Diagnostic]) -> Iterator[tuple[str, Role]]:
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        found.append(problem("E101", f"the credits cannot be read: {error}", Span(path, 1, 1, 2)))
        return
    heads = [cell.strip().casefold().replace(" ", "_") for cell in rows[0]] if rows else []
    strange = [head for head in heads if head not in _COLUMNS]
    if heads[:1] != ["name"] or strange:
        words = f"there is no column '{strange[0]}' in credits" if strange else "the first column of credits is 'name'"
        hint = (suggest(strange[0], _COLUMNS) if strange else "") or f"the columns are {', '.join(_COLUMNS)}"
        found.append(problem("E604", words, Span(path, 1, 1, 2), hint))
        return
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        if not cells.get("name") or not cells.get("role"):
            missing = "role" if cells.get("name") else "name"
            found.append(problem("E604", f"this line has no {missing}", Span(path, number, 1, 2)))
            continue
        role = Role(film, cells["role"], cells.get("department", ""), cells.get("credited_as", ""))
        yield cells["name"], role
