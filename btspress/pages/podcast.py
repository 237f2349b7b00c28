"""The clips of a film as a podcast: RSS with what players of podcasts ask for, in the order of the story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from btspress.model import Film, Site
from btspress.pages.episodes import Episode, size_of, type_of
from btspress.pages.head import absolute, planned_picture
from btspress.pages.xml_text import escape, quoted
from btspress.planned import Picture, Plan
from btspress.timecode import decimal

PODCAST = "application/rss+xml"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_PODCAST = "https://podcastindex.org/namespace/1.0"


def podcast(site: Site, plan: Plan, film: Film, episodes: tuple[Episode, ...]) -> str:
    """The feed of the `episodes` of a film; the site knows its own address."""
    base = site.config.base_url
    there = absolute(base, film.address)
    words = film.logline or film.synopsis or film.title
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="{_ITUNES}"'
        f' xmlns:podcast="{_PODCAST}"><channel>',
        f"<title>{escape(film.title)}</title><link>{escape(there)}</link><description>{escape(words)}</description>",
        f"<language>{escape(site.config.language)}</language><itunes:type>serial</itunes:type>",
        "<itunes:explicit>false</itunes:explicit>",
        '<itunes:category text="TV &amp; Film"/>',
        f"<itunes:author>{escape(film.studio or site.config.title)}</itunes:author>",
        f'<atom:link rel="self" type="{PODCAST}" href={quoted(f"{there}podcast.xml")}/>',
    ]
    lines += _pictured(base, planned_picture(plan, film.poster))
    for number, episode in enumerate(episodes, 1):
        lines += _told(base, episode, number)
    return "\n".join([*lines, "</channel></rss>", ""])


def _told(base: str, episode: Episode, number: int) -> Iterator[str]:
    chapter, screened, player = episode.item.chapter, episode.screened, episode.player
    address = absolute(base, chapter.address) + (f"#{screened.anchor}" if screened.anchor else "")
    file = player.files[-1]
    url = absolute(base, file.url)
    yield f"<item><title>{escape(screened.name)}</title><link>{escape(address)}</link>"
    yield f'<guid isPermaLink="false">{escape(f"{absolute(base, chapter.address)}#{episode.id}")}</guid>'
    yield f"<description>{escape(f'{episode.words} — {chapter.title}')}</description>"
    yield f"<pubDate>{_noon(episode.item.day)}</pubDate>"
    yield f'<enclosure url={quoted(url)} length="{size_of(file.url)}" type={quoted(type_of(episode))}/>'
    yield f"<itunes:duration>{max(1, round(player.duration))}</itunes:duration>"
    yield f"<itunes:episode>{number}</itunes:episode>"
    yield from _pictured(base, player.poster)
    for track in player.tracks:
        if track.kind in {"captions", "subtitles"}:
            where = f"url={quoted(absolute(base, track.url))} language={quoted(track.language)}"
            yield f'<podcast:transcript {where} type="text/vtt"/>'
    for part in screened.parts:
        started = f'startTime="{decimal(part.start)}" duration="{decimal(part.end - part.start)}"'
        yield f"<podcast:soundbite {started}>{escape(part.name)}</podcast:soundbite>"
    yield "</item>"


def _noon(day: date) -> str:
    """Noon of a day, as mail writes it in all languages."""
    return f"{_DAYS[day.weekday()]}, {day.day:02} {_MONTHS[day.month - 1]} {day.year:04} 12:00:00 GMT"


def _pictured(base: str, picture: Picture | None) -> Iterator[str]:
    if picture:
        yield f"<itunes:image href={quoted(absolute(base, picture.fallback.url))}/>"
