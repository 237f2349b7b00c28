"""S701: somebody who is shown and not credited."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: FilmRead, _: Limits) -> Iterator[Finding]:
    """The first signature of each person who has no role on this film and stands in no list of credits."""
    if any(True for _ in read.of("credits")):
        return
    told: set[str] = set()
    for chapter, signature in read.signatures:
        name = signature.name.casefold()
        person = chapter.people.get(name)
        credited = person and any(role.film in {"", read.film.slug} for role in person.roles)
        if not credited and name not in told:
            yield Finding(signature.name_span, f"{signature.name} is shown but never credited")
        told.add(name)


RULE = Rule(
    code="S701",
    name="crew-never-credited",
    level="warning",
    meaning="A person signs something and is credited nowhere.",
    why="A credit is the only pay that lasts, and making-of pages are where forgotten crew can get it back. Whoever is "
    "good enough to be quoted is good enough to be listed.",
    remedy="Give the person a file under people/ with a role on this film, or add [!credits] to a chapter.",
    film=find,
)
