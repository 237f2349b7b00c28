"""The home page: what site.md says, and the films."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.model import Site
from btspress.pages.cards import film_card, site_card
from btspress.pages.feeds import feeds_of
from btspress.pages.head import head
from btspress.pages.linked_data import Desk, site_data
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import Plan


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/`."""
    films = tuple(film_card(film) for film in site.films)
    address = site.at("/")
    values = frozen(
        site=site_card(site), films=films, body=site.home, notes=site.home_notes, told_in=site.home_language
    )
    yield PageSpec(
        path=file_of(address),
        template="home.html",
        head=head(site, plan, site.config.title, address, data=site_data(Desk(site, plan)), feeds=feeds_of(site)),
        values=values,
        media=media_of(values, plan),
        language=site.config.language,
        rights=site.config.rights,
    )
