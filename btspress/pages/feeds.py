"""Feeds: the newest chapters as Atom and as JSON Feed, and the clips of each film as a podcast.

What a clip weighs is known when it is made, after its page: `size_of` stands in its place until then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date

from btspress.model import Chapter, Film, Site, Soundbite
from btspress.pages.episodes import SIZE, Episode, Item, episodes, items_of, size_of, type_of
from btspress.pages.head import absolute, planned_picture
from btspress.pages.plain import opening_words
from btspress.pages.podcast import podcast
from btspress.pages.spec import Head, PageSpec
from btspress.pages.xml_text import escape, quoted
from btspress.planned import Plan
from btspress.walk import walk

ATOM, JSON = "application/atom+xml", "application/feed+json"
_NEWEST = 50
"""Chapters in a feed."""
_QUOTED_SIZE = re.compile(rf'"({SIZE}[^"]*)"')


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/feed.xml`, `/feed.json` and `/tears-of-steel/podcast.xml`; they need the site's own address, and days."""
    items = items_of(site)
    if plan.hasty or not items:
        return
    newest = items[:_NEWEST]
    yield _text(site.at("/feed.xml"), _atom(site, plan, newest))
    yield _text(site.at("/feed.json"), _json(site, plan, newest))
    for film in site.films:
        played = tuple(episodes(plan, _of(film, items[::-1])))
        if played:
            yield _text(f"{film.address}podcast.xml", podcast(site, plan, film, played))


def feeds_of(site: Site) -> tuple[tuple[str, str], ...]:
    """Type and address of the feeds of the whole site."""
    return ((ATOM, site.at("/feed.xml")), (JSON, site.at("/feed.json"))) if items_of(site) else ()


def subscriptions(site: Site, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Name and address of each feed of the site."""
    items = items_of(site)
    if not items:
        return ()
    played = (film for film in site.films if next(episodes(plan, _of(film, items)), None))
    podcasts = ((f"Podcast: {film.title}", f"{film.address}podcast.xml") for film in played)
    return (("Atom", site.at("/feed.xml")), ("JSON Feed", site.at("/feed.json")), *podcasts)


def _of(film: Film, items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item.film is film]


# ---- Atom ----


def _atom(site: Site, plan: Plan, items: tuple[Item, ...]) -> str:
    config = site.config
    home = absolute(config.base_url, site.at("/"))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoted(config.language)}>',
        f"<id>{escape(home)}</id><title>{escape(config.title)}</title><updated>{_instant(items[0].day)}</updated>",
        f'<link rel="self" type="{ATOM}" href={quoted(absolute(config.base_url, site.at("/feed.xml")))}/>',
        f'<link rel="alternate" type="text/html" href={quoted(home)}/>',
        f"<author><name>{escape(config.rights.holder or config.title)}</name></author>",
    ]
    if config.description:
        lines.append(f"<subtitle>{escape(config.description)}</subtitle>")
    for item in items:
        lines += _entry(config.base_url, plan, item)
    return "\n".join([*lines, "</feed>", ""])


def _entry(base: str, plan: Plan, item: Item) -> Iterator[str]:
    chapter, address = item.chapter, absolute(base, item.chapter.address)
    yield f"<entry xml:lang={quoted(chapter.language)}><id>{escape(address)}</id>"
    yield f"<title>{escape(chapter.title)}</title><updated>{_instant(item.day)}</updated>"
    yield f'<link rel="alternate" type="text/html" href={quoted(address)}/>'
    yield f"<summary>{escape(_summary(chapter))}</summary><category term={quoted(item.film.title)}/>"
    yield from (f"<author><name>{escape(name)}</name></author>" for name in _heard(chapter))
    for episode in episodes(plan, [item]):
        file = episode.player.files[-1]
        told = f"type={quoted(type_of(episode))} title={quoted(episode.screened.name)}"
        yield f'<link rel="enclosure" {told} length="{size_of(file.url)}" href={quoted(absolute(base, file.url))}/>'
    yield "</entry>"


# ---- JSON Feed ----


def _json(site: Site, plan: Plan, items: tuple[Item, ...]) -> str:
    config = site.config
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": config.title,
        "home_page_url": absolute(config.base_url, site.at("/")),
        "feed_url": absolute(config.base_url, site.at("/feed.json")),
        "description": config.description,
        "language": config.language,
        "items": [_item(config.base_url, plan, item) for item in items],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return _QUOTED_SIZE.sub(r"\1", text)


def _item(base: str, plan: Plan, item: Item) -> dict[str, object]:
    chapter, address = item.chapter, absolute(base, item.chapter.address)
    told: dict[str, object] = {
        "id": address,
        "url": address,
        "title": chapter.title,
        "content_text": _summary(chapter),
        "date_published": _instant(item.day),
        "language": chapter.language,
        "tags": [item.film.title],
    }
    if names := _heard(chapter):
        told["authors"] = [{"name": name} for name in names]
    if picture := planned_picture(plan, chapter.opening):
        told["image"] = absolute(base, picture.fallback.url)
    attached = [_attachment(base, episode) for episode in episodes(plan, [item])]
    return {**told, "attachments": attached} if attached else told


def _attachment(base: str, episode: Episode) -> dict[str, object]:
    file = episode.player.files[-1]
    return {
        "url": absolute(base, file.url),
        "mime_type": type_of(episode),
        "title": episode.screened.name,
        "size_in_bytes": size_of(file.url),
        "duration_in_seconds": round(episode.player.duration),
    }


def _summary(chapter: Chapter) -> str:
    return chapter.summary or opening_words(chapter.blocks) or chapter.title


def _heard(chapter: Chapter) -> tuple[str, ...]:
    """Nobody signs a chapter; those who are heard in it speak for it."""
    return tuple(dict.fromkeys(bite.signed.name for bite in walk(chapter.blocks, Soundbite)))


def _instant(day: date) -> str:
    return f"{day.isoformat()}T12:00:00Z"


def _text(address: str, text: str) -> PageSpec:
    return PageSpec(path=address.lstrip("/"), template="", head=Head("", address=address, hidden=True), text=text)
