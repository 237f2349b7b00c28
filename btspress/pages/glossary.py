"""The glossary: words of the trade, with the chapters that use them."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.model import Site
from btspress.pages.appearances import places_of_terms
from btspress.pages.cards import site_card
from btspress.pages.head import head
from btspress.pages.linked_data import Desk, glossary_data
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import Plan


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/glossary/`, where there are terms."""
    if not site.terms:
        return
    terms = tuple(sorted(site.terms, key=lambda term: term.name.casefold()))
    places = places_of_terms(site)
    entries = tuple((term, places.get(term.slug, ())) for term in terms)
    address = site.at("/glossary/")
    values = frozen(site=site_card(site), entries=entries)
    yield PageSpec(
        path=file_of(address),
        template="glossary.html",
        head=head(
            site,
            plan,
            site.config.labels.get("glossary", "Glossary"),
            address,
            ", ".join(term.name for term in terms),
            data=glossary_data(Desk(site, plan), terms),
        ),
        values=values,
        media=media_of(values, plan),
        language=site.config.language,
        rights=site.config.rights,
    )
