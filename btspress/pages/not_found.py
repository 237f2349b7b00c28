"""What a server shows for an address that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.model import Site
from btspress.pages.cards import site_card
from btspress.pages.head import head
from btspress.pages.spec import PageSpec, frozen, media_of
from btspress.pages.tellings import languages_of
from btspress.planned import Plan
from btspress.unchanging import unchanging


@unchanging
class Lost:
    """What the page says in one more language: a host has one such page for readers of all."""

    language: str
    direction: str
    title: str
    words: str
    back: str
    home: str


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/404.html`; its links work under any address."""
    values = frozen(
        site=site_card(site), others=tuple(_lost(site, each) for each in languages_of(site) if each in site.words)
    )
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


def _lost(site: Site, language: str) -> Lost:
    words = site.words[language]
    return Lost(
        language=language,
        direction=words["direction"],
        title=words["lost-title"],
        words=words["lost-words"],
        back=words["lost-back"],
        home=f"/{language}/",
    )
