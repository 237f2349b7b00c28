"""S703: a name of which one does not know who that is."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: FilmRead, _: Limits) -> Iterator[Finding]:
    """The first signature of each person when it says no role, and their file has none either."""
    met: set[str] = set()
    for chapter, signature in read.signatures:
        name = signature.name.casefold()
        person = chapter.people.get(name)
        known = person and any(role.role for role in person.roles)
        if name not in met and not signature.roles and not known:
            yield Finding(signature.name_span, f"say what {signature.name} does")
        met.add(name)


RULE = Rule(
    code="S703",
    name="person-without-role",
    level="note",
    meaning="A person appears for the first time and nobody says what they do.",
    why="A sentence weighs as much as the person who says it. 'The gaffer' tells a reader why to believe it; a bare "
    "name tells only that there was somebody.",
    remedy="Write the role behind the name: — Name, gaffer.",
    film=find,
)
