"""What a server shows for an address that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.model import Site
from btspress.pages.cards import site_card
from btspress.pages.head import head
from btspress.pages.spec import PageSpec, frozen, media_of
from btspress.planned import Plan


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/404.html`; its links work under any address."""
    values = frozen(site=site_card(site))
    yield PageSpec(
        path="404.html",
        template="404.html",
        head=head(site, plan, site.config.title, "/404.html", hidden=True),
        values=values,
        media=media_of(values, plan),
        language=site.config.language,
        rights=site.config.rights,
        anywhere=True,
    )
