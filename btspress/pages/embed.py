"""A comparison on a page of its own, which other sites can show in a frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from btspress.model import Block, Chapter, Comparison, Film, Site, Withheld
from btspress.pages.appearances import chapters_of
from btspress.pages.head import absolute, head
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import Plan
from btspress.walk import walk

_WIDTH = 960
_AROUND = 240
"""Pixels that title, controls and credits take above and below the picture."""
_LINE = 32
"""Pixels that a numbered note takes."""
_TRANSPORT = 52
"""Pixels that a row of controls takes."""


@dataclass(frozen=True, slots=True)
class Embed:
    """Where a comparison stands alone, and how large a frame it needs."""

    address: str
    """Site-absolute."""
    url: str
    """Full web address; empty when the site does not know its own."""
    title: str
    width: int
    """Pixels."""
    height: int
    """Pixels."""


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/tears-of-steel/the-bridge/embed/from-set-to-screen/`."""
    for film in site.films:
        yield from _of(site, plan, film)
    for _, chapter in chapters_of(site):
        yield from _of(site, plan, chapter)


def embeds_of(site: Site, page: Film | Chapter) -> Mapping[str, Embed]:
    """The comparisons of a page that other sites may show, by id; none while the page itself is withheld."""
    found = (each for each in _public(page.blocks) if each.id) if not page.withheld else ()
    return MappingProxyType({each.id: _embed(site, page, each) for each in found})


def _of(site: Site, plan: Plan, page: Film | Chapter) -> Iterator[PageSpec]:
    language = page.language if isinstance(page, Chapter) else site.config.language
    embeds = embeds_of(site, page)
    for comparison in _public(page.blocks):
        if comparison.id not in embeds:
            continue
        embed = embeds[comparison.id]
        story = f"{page.address}#{comparison.id}"
        values = frozen(comparison=comparison, title=embed.title, story=story, story_title=page.title)
        yield PageSpec(
            path=file_of(embed.address),
            template="embed.html",
            head=head(site, plan, f"{embed.title} · {page.title}", page.address, hidden=True),
            values=values,
            media=media_of(values, plan),
            language=language,
            rights=page.rights,
        )


def _public(blocks: Iterable[Block]) -> Iterator[Comparison]:
    """The comparisons in `blocks`, but those that only a preview shows."""
    blocks = tuple(blocks)
    hidden = {each.id for withheld in walk(blocks, Withheld) for each in walk(withheld, Comparison)}
    return (each for each in walk(blocks, Comparison) if each.id not in hidden)


def _embed(site: Site, page: Film | Chapter, comparison: Comparison) -> Embed:
    address = f"{page.address}embed/{comparison.id}/"
    base = site.config.base_url
    wide, high = comparison.outcome.shown.size
    moving = any(side.moving for side in comparison.sides)
    around = _AROUND + _LINE * len(comparison.hotspots) + (_TRANSPORT if moving else 0)
    return Embed(
        address,
        absolute(base, address) if base else "",
        comparison.title or " / ".join(side.label or side.alt for side in comparison.sides),
        _WIDTH,
        round(_WIDTH * high / wide) + around,
    )
