"""Pages for machines: sitemap.xml with its videos, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from btspress.model import Chapter, Film, Site
from btspress.pages.embed import embeds_of
from btspress.pages.head import absolute
from btspress.pages.spec import Head, PageSpec
from btspress.pages.tellings import chapters_told, tellings
from btspress.pages.video_data import captioned
from btspress.pages.xml_text import escape
from btspress.planned import Plan

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_VIDEO = "http://www.google.com/schemas/sitemap-video/1.1"


def sitemap(site: Site, plan: Plan, specs: Iterable[PageSpec]) -> Iterator[PageSpec]:
    """`/sitemap.xml` of all pages that may be found; it needs the site's own address."""
    base = site.config.base_url
    if not base:
        return
    told = ((film, each) for one in tellings(site) for film in one.films for _, each in chapters_told(one, film))
    chapters = {chapter.address: (film, chapter) for film, chapter in told}
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}" xmlns:video="{_VIDEO}">']
    for spec in specs:
        if spec.template and not spec.head.hidden:
            found = chapters.get(spec.head.address)
            videos = "".join(_videos(site, plan, *found)) if found else ""
            lines.append(f"<url><loc>{escape(spec.head.canonical)}</loc>{videos}</url>")
    lines.append("</urlset>\n")
    yield _text("sitemap.xml", "\n".join(lines))


def robots(site: Site) -> Iterator[PageSpec]:
    """`/robots.txt`."""
    base = site.config.base_url
    last = f"Sitemap: {absolute(base, '/sitemap.xml')}\n" if base and site.public else ""
    yield _text("robots.txt", f"User-agent: *\n{'Allow' if site.public else 'Disallow'}: /\n{last}")


def _videos(site: Site, plan: Plan, film: Film, chapter: Chapter) -> Iterator[str]:
    """Clips of a chapter that have all that a video sitemap asks for."""
    played = [(each, player) for each in captioned(chapter) if (player := plan.players.get(each.shown))]
    base, embeds = site.config.base_url, embeds_of(site, chapter) if played else {}
    day = chapter.published or film.released
    for screened, player in played:
        if not player.poster or not player.files:
            continue
        embed = embeds.get(screened.anchor)
        fields = (
            ("thumbnail_loc", absolute(base, player.poster.fallback.url)),
            ("title", screened.name),
            ("description", screened.description or f"{chapter.title} · {film.title}"),
            ("content_loc", absolute(base, player.files[-1].url)),
            ("player_loc", embed.url if embed else ""),
            ("duration", str(max(1, round(player.duration)))),
            ("publication_date", day.isoformat() if day else ""),
        )
        inner = "".join(f"<video:{name}>{escape(value)}</video:{name}>" for name, value in fields if value)
        yield f"<video:video>{inner}</video:video>"


def _text(path: str, text: str) -> PageSpec:
    return PageSpec(path=path, template="", head=Head("", address=f"/{path}", hidden=True), text=text)
