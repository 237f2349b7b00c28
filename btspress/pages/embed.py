"""A comparison or a clip on a page of its own, which other sites can show in a frame; and how they are told of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from types import MappingProxyType
from typing import TypeAlias

from btspress.model import Chapter, Clip, Comparison, Figure, Film, Sequence, Shown, Site, Source, Withheld
from btspress.pages.appearances import chapters_of
from btspress.pages.head import absolute, head, planned_picture
from btspress.pages.spec import Head, PageSpec, file_of, frozen, media_of
from btspress.planned import Plan
from btspress.unchanging import unchanging
from btspress.walk import walk

_WIDTH = 960
_AROUND = 240
"""Pixels that title, controls and credits take above and below the picture."""
_LINE = 32
"""Pixels that a numbered note takes."""
_TRANSPORT = 52
"""Pixels that a row of controls takes."""

Piece: TypeAlias = Comparison | Figure | Sequence
"""What can stand alone."""


@unchanging
class Embed:
    """Where a piece stands alone, and how large a frame it needs."""

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
    """`/tears-of-steel/the-bridge/embed/from-set-to-screen/`, and beside it what oEmbed asks for."""
    for film in site.films:
        yield from _of(site, plan, film)
    for _, chapter in chapters_of(site):
        yield from _of(site, plan, chapter)


def embeds_of(site: Site, page: Film | Chapter) -> Mapping[str, Embed]:
    """The pieces of a page that other sites may show, by id; none while the page itself is withheld."""
    return MappingProxyType({each.id: _embed(site, page, each) for each in _public(page)})


def oembed_of(embeds: Mapping[str, Embed]) -> str:
    """Full address of what oEmbed says of a page with these pieces: its first. Empty where there is none."""
    first = next(iter(embeds.values()), None)
    return _told_at(first) if first and first.url else ""


def _told_at(embed: Embed) -> str:
    return f"{embed.url}oembed.json"


def _of(site: Site, plan: Plan, page: Film | Chapter) -> Iterator[PageSpec]:
    language = page.language if isinstance(page, Chapter) else site.config.language
    for piece in _public(page):
        embed = _embed(site, page, piece)
        story = f"{page.address}#{piece.id}"
        values = frozen(piece=piece, title=embed.title, story=story, story_title=page.title)
        told = _told_at(embed) if embed.url else ""
        yield PageSpec(
            path=file_of(embed.address),
            template="embed.html",
            head=head(site, plan, f"{embed.title} · {page.title}", page.address, hidden=True, oembed=told),
            values=values,
            media=media_of(values, plan),
            language=language,
            rights=page.rights,
        )
        if told:
            yield _oembed(site, plan, embed, piece)


def _oembed(site: Site, plan: Plan, embed: Embed, piece: Piece) -> PageSpec:
    """The answer that a server of oEmbed would give, as a file."""
    picture = planned_picture(plan, piece.outcome.shown if isinstance(piece, Comparison) else _shown(piece))
    name, size = escape(embed.title), f'width="{embed.width}" height="{embed.height}"'
    told = {
        "version": "1.0",
        "type": "rich" if isinstance(piece, Comparison) else "video",
        "title": embed.title,
        "provider_name": site.config.title,
        "provider_url": absolute(site.config.base_url, "/"),
        "html": f'<iframe src="{escape(embed.url)}" title="{name}" {size} loading="lazy" allowfullscreen></iframe>',
        "width": embed.width,
        "height": embed.height,
    }
    if picture:
        told["thumbnail_url"] = absolute(site.config.base_url, picture.fallback.url)
        told |= {"thumbnail_width": picture.fallback.width, "thumbnail_height": picture.fallback.height}
    address = f"{embed.address}oembed.json"
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return PageSpec(path=address.lstrip("/"), template="", head=Head("", address=address, hidden=True), text=text)


def _public(page: Film | Chapter) -> Iterator[Piece]:
    """The comparisons of a page that have an id, and what of it can be played, but what only a preview shows."""
    if page.withheld:
        return
    hidden: set[str] = set()
    found: Iterator[Piece | Withheld] = walk(page.blocks, Comparison, Figure, Sequence, Withheld)
    for each in found:
        if isinstance(each, Withheld):
            hidden |= {piece.id for piece in _pieces(each)}
        elif each.id and each.id not in hidden and _stands(each):
            yield each


def _pieces(value: object) -> Iterator[Piece]:
    return walk(value, Comparison, Figure, Sequence)


def _stands(piece: Piece) -> bool:
    """Whether a piece is worth a page: any comparison, and clips that are there and may be shown."""
    if isinstance(piece, Comparison):
        return True
    clips = [shot.clip for shot in piece.shots] if isinstance(piece, Sequence) else [piece.shown]
    sources = [each.source for each in clips if isinstance(each, Clip)]
    return len(sources) == len(clips) and all(isinstance(each, Source) and not each.withheld for each in sources)


def _shown(piece: Figure | Sequence) -> Shown | Sequence:
    return piece.shown if isinstance(piece, Figure) else piece


def _embed(site: Site, page: Film | Chapter, piece: Piece) -> Embed:
    address = f"{page.address}embed/{piece.id}/"
    base = site.config.base_url
    wide, high, around = _room(piece)
    return Embed(
        address,
        absolute(base, address) if base else "",
        _title(piece),
        _WIDTH,
        round(_WIDTH * high / wide) + around,
    )


def _title(piece: Piece) -> str:
    if isinstance(piece, Comparison):
        return piece.title or " / ".join(side.label or side.alt for side in piece.sides)
    if isinstance(piece, Figure):
        return piece.title or piece.legend or piece.alt
    return piece.title or piece.shots[0].alt


def _room(piece: Piece) -> tuple[int, int, int]:
    """Width and height of the picture, and the pixels that go around it."""
    if isinstance(piece, Comparison):
        moving = any(side.moving for side in piece.sides)
        return (*piece.outcome.shown.size, _AROUND + _LINE * len(piece.hotspots) + (_TRANSPORT if moving else 0))
    if isinstance(piece, Sequence):
        return (*piece.shots[0].clip.size, _AROUND + _LINE * len(piece.shots))
    size = piece.shown.size if isinstance(piece.shown, Clip) else (_WIDTH, 0)
    return (*size, _AROUND + _LINE * len(piece.annotations))
