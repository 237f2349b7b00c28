"""A film: its pitch, its chapters by phase, who made it, and the way to all its collections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from btspress.model import Film, Person, Press, Role, Site
from btspress.pages.cards import chapter_cards, film_card, rail, site_card
from btspress.pages.collection import doors_of
from btspress.pages.embed import embeds_of
from btspress.pages.head import head
from btspress.pages.linked_data import Desk, film_data
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import Plan
from btspress.telling.motifs import shown
from btspress.unchanging import unchanging


@unchanging
class Credit:
    """One line of the film's credits."""

    name: str
    person: str
    """Slug."""
    role: str


@unchanging
class Department:
    """People who worked together; `name` is empty for those without one."""

    name: str
    credits: tuple[Credit, ...]


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/tears-of-steel/`."""
    for film in site.films:
        crew = crew_of(site, film)
        cards = chapter_cards(film)
        phases = rail(film, cards)
        placed = {card.address for phase in phases for card in phase.chapters}
        values = frozen(
            site=site_card(site),
            card=film_card(film),
            film=replace(film, chapters=(), blocks=(), notes=(), press=Press()),
            body=film.blocks,
            notes=film.notes,
            rail=phases,
            loose=tuple(card for card in cards if card.address not in placed),
            first=cards[0] if cards else None,
            departments=departments(crew),
            doors=doors_of(film),
            embeds=embeds_of(site, film),
            followed=shown(film),
        )
        yield PageSpec(
            path=file_of(film.address),
            template="film.html",
            head=head(
                site,
                plan,
                film.title,
                film.address,
                film.logline or film.synopsis,
                kind="video.movie",
                data=film_data(Desk(site, plan), film, crew),
                hidden=bool(film.withheld),
            ),
            values=values,
            media=media_of(values, plan),
            language=site.config.language,
            rights=film.rights,
        )


def crew_of(site: Site, film: Film) -> tuple[tuple[Person, Role], ...]:
    """Everybody with a role on the film, in the order of the people's files."""
    return tuple((person, role) for person in site.people for role in person.roles if role.film == film.slug)


def departments(crew: tuple[tuple[Person, Role], ...]) -> tuple[Department, ...]:
    """The crew by department, in the order in which departments first appear."""
    names = dict.fromkeys(role.department for _, role in crew)
    return tuple(
        Department(
            name,
            tuple(
                Credit(role.credited_as or person.name, person.slug, role.role)
                for person, role in crew
                if role.department == name
            ),
        )
        for name in names
    )
