"""People: each with all that they decided, said and did; and everybody by department."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.model import Frame, Person, Role, Site
from btspress.pages.appearances import places_of_people
from btspress.pages.cards import address_of, site_card
from btspress.pages.head import head
from btspress.pages.linked_data import Desk, person_data
from btspress.pages.plain import opening_words
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import Plan
from btspress.unchanging import unchanging


@unchanging
class FilmRole:
    """A role with the film it was on."""

    film: str
    """Title; the id where the site has no such film."""
    address: str
    role: Role


@unchanging
class PersonCard:
    """A person in a list."""

    name: str
    address: str
    roles: tuple[str, ...]
    portrait: Frame | None
    places: int


@unchanging
class Crew:
    """People of one department."""

    name: str
    people: tuple[PersonCard, ...]

    @property
    def places(self) -> int:
        """How often its people appear in the stories."""
        return sum(card.places for card in self.people)


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/people/ian-hubert/` for everybody."""
    appearances = places_of_people(site) if site.people else {}
    for person in site.people:
        address = address_of(site, person)
        places = appearances.get(person.slug, ())
        values = frozen(
            site=site_card(site),
            person=person,
            roles=_roles(site, person),
            acts=tuple(place for place in places if place.kind != "mention"),
            mentions=tuple(place for place in places if place.kind == "mention"),
        )
        yield PageSpec(
            path=file_of(address),
            template="person.html",
            head=head(
                site,
                plan,
                person.name,
                address,
                opening_words(person.body) or _summary(person),
                kind="profile",
                shown=person.portrait,
                alt=person.name,
                data=person_data(Desk(site, plan), person),
            ),
            values=values,
            media=media_of(values, plan),
            language=site.config.language,
            rights=site.config.rights,
        )


def index(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/people/`: everybody by department."""
    if not site.people:
        return
    address = site.at("/people/")
    crews = _crews(site)
    values = frozen(site=site_card(site), crews=crews, unheard=_unheard(crews))
    yield PageSpec(
        path=file_of(address),
        template="people.html",
        head=head(site, plan, site.config.labels.get("people", "People"), address),
        values=values,
        media=media_of(values, plan),
        language=site.config.language,
        rights=site.config.rights,
    )


def _crews(site: Site) -> tuple[Crew, ...]:
    """Departments in the order in which they first appear; people without one come last."""
    places = places_of_people(site)
    cards = [(_department(person), _card(site, person, len(places.get(person.slug, ())))) for person in site.people]
    names = sorted(dict.fromkeys(name for name, _ in cards), key=lambda name: not name)
    return tuple(Crew(name, tuple(card for there, card in cards if there == name)) for name in names)


def _unheard(crews: tuple[Crew, ...]) -> tuple[Crew, ...]:
    """Who is credited and appears in no story, by department; nobody where no story tells of people at all."""
    if not any(crew.places for crew in crews):
        return ()
    silent = (Crew(crew.name, tuple(card for card in crew.people if not card.places)) for crew in crews)
    return tuple(crew for crew in silent if crew.people)


def _department(person: Person) -> str:
    return next((role.department for role in person.roles if role.department), "")


def _card(site: Site, person: Person, places: int) -> PersonCard:
    roles = tuple(dict.fromkeys(role.role for role in person.roles))
    return PersonCard(person.name, address_of(site, person), roles, person.portrait, places)


def _roles(site: Site, person: Person) -> tuple[FilmRole, ...]:
    films = {film.slug: film for film in site.films}
    return tuple(
        FilmRole(films[role.film].title, films[role.film].address, role)
        if role.film in films
        else FilmRole(role.film, "", role)
        for role in person.roles
    )


def _summary(person: Person) -> str:
    return ", ".join(dict.fromkeys(role.role for role in person.roles))
