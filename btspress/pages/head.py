"""Heads of pages: title, description, canonical address, what a shared link shows."""

from __future__ import annotations

from btspress.model import Clip, Frame, Sequence, Site, Sound
from btspress.pages.plain import shortened
from btspress.pages.spec import Head
from btspress.planned import Picture, Plan

_DESCRIPTION = 200
"""Characters that search engines and link previews show at most."""


def head(
    site: Site,
    plan: Plan,
    title: str,
    address: str,
    description: str = "",
    *,
    kind: str = "website",
    shown: object = None,
    alt: str = "",
    alternates: tuple[tuple[str, str], ...] = (),
    data: str = "",
    hidden: bool = False,
    oembed: str = "",
    feeds: tuple[tuple[str, str], ...] = (),
) -> Head:
    """The head of one page. `shown` is the picture or clip that stands for it where it has no card."""
    base = site.config.base_url
    name = site.config.title
    picture, card = planned_picture(plan, shown), plan.cards.get(address)
    file = card.file if card else picture.fallback if picture else None
    return Head(
        title=title if title == name else f"{title} — {name}",
        description=shortened(description or site.config.description, _DESCRIPTION),
        address=address,
        canonical=absolute(base, address) if base else "",
        kind=kind,
        image=absolute(base, file.url) if base and file else "",
        image_alt=card.alt if card else alt if picture else "",
        image_size=(file.width, file.height) if file else (0, 0),
        alternates=tuple((language, absolute(base, there)) for language, there in alternates),
        data=data,
        hidden=hidden or not site.public,
        oembed=oembed,
        feeds=() if plan.hasty else feeds,
    )


def absolute(base_url: str, address: str) -> str:
    """The site-absolute address with the site's own in front, where it is known."""
    return base_url.rstrip("/") + address if address.startswith("/") else address


def planned_picture(plan: Plan, shown: object) -> Picture | None:
    """The planned picture of a frame, or the poster of what is played."""
    if isinstance(shown, Frame):
        return plan.pictures.get(shown)
    player = plan.players.get(shown) if isinstance(shown, Clip | Sound | Sequence) else None
    return player.poster if player else None
