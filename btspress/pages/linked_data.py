"""What a page says to machines: schema.org as JSON-LD, built from the same values as the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from btspress.model import (
    Chapter,
    Clip,
    Figure,
    Film,
    Learning,
    Person,
    Rights,
    Role,
    Sequence,
    Shown,
    Site,
    Soundbite,
    Source,
    Term,
)
from btspress.pages.head import absolute, planned_picture
from btspress.pages.plain import items, opening_words, told
from btspress.planned import Plan, Player
from btspress.timecode import iso_duration
from btspress.walk import walk

Thing = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What all parts need: the site and the plan."""

    site: Site
    plan: Plan

    def at(self, address: str) -> str:
        """The full address."""
        return absolute(self.site.config.base_url, address)


def script_text(*things: Thing) -> str:
    """JSON-LD for one `<script type="application/ld+json">`: no `<` survives that could end it."""
    graph = {"@context": "https://schema.org", "@graph": [thing for thing in things if thing]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    escapes = (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    )
    for char, escape in escapes:
        text = text.replace(char, escape)
    return text


def chapter_data(desk: Desk, film: Film, chapter: Chapter) -> str:
    """The page as article and, where it teaches, learning resource; its clips, quotes and place."""
    learning = tuple(walk(chapter.blocks, Learning))
    article = {
        "@type": ["Article", "LearningResource"] if learning else "Article",
        "@id": desk.at(chapter.address) + "#page",
        "headline": chapter.title,
        "description": chapter.summary or opening_words(chapter.blocks),
        "url": desk.at(chapter.address),
        "inLanguage": chapter.language,
        "wordCount": chapter.words or None,
        "about": {"@id": desk.at(film.address) + "#film"},
        "isPartOf": {"@type": "WebSite", "name": desk.site.config.title, "url": desk.at("/")},
        "image": _image(desk, chapter.opening),
        "author": [_name(desk, person, name) for person, name in _signers(chapter)] or None,
        **_teaching(learning, chapter),
        **_rights(chapter.rights),
    }
    trail = ((desk.site.config.title, "/"), (film.title, film.address), (chapter.title, chapter.address))
    return script_text(
        _without_gaps(article),
        *_videos(desk, film, chapter),
        *_quotes(desk, chapter),
        breadcrumbs(desk, *trail),
    )


def film_data(desk: Desk, film: Film, crew: tuple[tuple[Person, Role], ...]) -> str:
    """The film, who made it, and where its page lies."""
    directors = [_name(desk, person.slug, person.name) for person, role in crew if role.role == "director"]
    movie = {
        "@type": "Movie",
        "@id": desk.at(film.address) + "#film",
        "name": film.title,
        "url": desk.at(film.address),
        "description": film.synopsis or film.logline,
        "abstract": film.logline,
        "datePublished": film.released.isoformat() if film.released else film.year,
        "image": _image(desk, film.poster),
        "countryOfOrigin": film.country,
        "director": directors or None,
        "contributor": [
            {"@type": "Role", "roleName": role.role, "contributor": _name(desk, person.slug, person.name)}
            for person, role in crew
        ]
        or None,
        "productionCompany": {"@type": "Organization", "name": film.studio} if film.studio else None,
        "sameAs": [address for address in (_same(name, value) for name, value in film.ids) if address] or None,
        "trailer": _video(desk, film.trailer, film.title, film.logline, film) if film.trailer else None,
        **_rights(film.rights),
    }
    trail = ((desk.site.config.title, "/"), (film.title, film.address))
    return script_text(_without_gaps(movie), breadcrumbs(desk, *trail))


def person_data(desk: Desk, person: Person) -> str:
    """A person and what they did."""
    titles = {film.slug: film for film in desk.site.films}
    made = {
        "@type": "Person",
        "@id": desk.at(f"/people/{person.slug}/") + "#person",
        "name": person.name,
        "url": desk.at(f"/people/{person.slug}/"),
        "alternateName": list(person.aliases) or None,
        "image": _image(desk, person.portrait),
        "jobTitle": [role.role for role in person.roles] or None,
        "sameAs": list(person.links) or None,
        "subjectOf": [
            {"@id": desk.at(titles[role.film].address) + "#film"} for role in person.roles if role.film in titles
        ]
        or None,
    }
    return script_text(_without_gaps(made))


def glossary_data(desk: Desk, terms: tuple[Term, ...]) -> str:
    """The glossary as a set of terms."""
    listed = [
        {
            "@type": "DefinedTerm",
            "@id": desk.at("/glossary/") + f"#{term.slug}",
            "name": term.name,
            "description": told(term.body),
        }
        for term in terms
    ]
    return script_text({"@type": "DefinedTermSet", "url": desk.at("/glossary/"), "hasDefinedTerm": listed})


def site_data(desk: Desk) -> str:
    """The site itself."""
    config = desk.site.config
    made = {"@type": "WebSite", "name": config.title, "url": desk.at("/"), "description": config.description}
    return script_text(_without_gaps({**made, "inLanguage": config.language}))


def breadcrumbs(desk: Desk, *trail: tuple[str, str]) -> Thing:
    """From the home page to this one."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": desk.at(address)}
            for number, (name, address) in enumerate(trail, 1)
        ],
    }


def _videos(desk: Desk, film: Film, chapter: Chapter) -> Iterator[Thing]:
    """Each clip and sequence of the chapter, once, under its caption."""
    names: dict[object, tuple[str, str]] = {}
    nodes: Iterator[Figure | Soundbite | Sequence] = walk(chapter.blocks, Figure, Soundbite, Sequence)
    for node in nodes:
        if isinstance(node, Sequence):
            names.setdefault(node, (node.title, told(node.body)))
        elif isinstance(node, Figure):
            names.setdefault(node.shown, (node.title or node.legend or node.alt, node.alt))
        else:
            names.setdefault(node.shown, (node.signed.name, node.alt))
    played: Iterator[Clip | Sequence] = walk((chapter.opening, chapter.blocks), Clip, Sequence)
    for shown in dict.fromkeys(played):
        name, description = names.get(shown, (chapter.title, chapter.summary))
        video = _video(desk, shown, name or chapter.title, description, film)
        if video:
            yield video


def _video(desk: Desk, shown: Clip | Sequence, name: str, description: str, film: Film) -> Thing | None:
    player = desk.plan.players.get(shown)
    if player is None or not player.files:
        return None
    source = shown.source if isinstance(shown, Clip) else shown.shots[0].clip.source
    rights = source.rights if isinstance(source, Source) else Rights()
    longer = told(source.description) if isinstance(source, Source) else ""
    return _without_gaps(
        {
            "@type": "VideoObject",
            "name": name,
            "description": longer or description or name,
            "duration": iso_duration(player.duration),
            "thumbnailUrl": desk.at(player.poster.fallback.url) if player.poster else None,
            "uploadDate": film.released.isoformat() if film.released else None,
            "contentUrl": desk.at(player.files[-1].url),
            "encodingFormat": player.files[-1].media_type.partition(";")[0],
            "width": player.width or None,
            "height": player.height or None,
            "caption": _captions(desk, player),
            "isBasedOn": {"@id": desk.at(film.address) + "#film"},
            **_rights(rights),
        }
    )


def _captions(desk: Desk, player: Player) -> list[Thing] | None:
    return [
        {"@type": "MediaObject", "contentUrl": desk.at(track.url), "inLanguage": track.language}
        for track in player.tracks
        if track.kind in {"captions", "subtitles"}
    ] or None


def _quotes(desk: Desk, chapter: Chapter) -> Iterator[Thing]:
    for bite in walk(chapter.blocks, Soundbite):
        yield {
            "@type": "Quotation",
            "text": told(bite.body),
            "creator": _name(desk, bite.signed.person, bite.signed.name),
            "isPartOf": {"@id": desk.at(chapter.address) + "#page"},
        }


def _signers(chapter: Chapter) -> tuple[tuple[str, str], ...]:
    """Nobody signs a chapter; those who are heard in it speak for it."""
    heard = ((bite.signed.person, bite.signed.name) for bite in walk(chapter.blocks, Soundbite))
    return tuple(dict.fromkeys(heard))


def _name(desk: Desk, slug: str, name: str) -> Thing:
    made = {"@type": "Person", "name": name}
    return {**made, "@id": desk.at(f"/people/{slug}/") + "#person"} if slug else made


def _teaching(learning: tuple[Learning, ...], chapter: Chapter) -> Thing:
    if not learning:
        return {}
    goals = [goal for block in learning if block.kind == "objectives" for goal in items(block)]
    level = chapter.level or next((block.level for block in learning if block.level), "")
    return {
        "teaches": goals or None,
        "educationalLevel": level,
        "learningResourceType": sorted({block.kind for block in learning}),
    }


def _rights(rights: Rights) -> Thing:
    licence = rights.licence if "://" in rights.licence else ""
    spdx = f"https://spdx.org/licenses/{rights.licence}.html" if rights.licence and not licence else ""
    return {
        "license": licence or spdx or None,
        "creditText": rights.credit or None,
        "copyrightHolder": {"@type": "Organization", "name": rights.holder} if rights.holder else None,
    }


def _image(desk: Desk, shown: Shown | None) -> str | None:
    picture = planned_picture(desk.plan, shown)
    return desk.at(picture.fallback.url) if picture else None


def _same(name: str, value: str) -> str:
    """The address behind an identifier: imdb tt2285752 → https://www.imdb.com/title/tt2285752/."""
    known = {"imdb": "https://www.imdb.com/title/{}/", "wikidata": "https://www.wikidata.org/wiki/{}"}
    return value if "://" in value else known.get(name, "").format(value)


def _without_gaps(thing: Thing) -> Thing:
    return {key: value for key, value in thing.items() if value not in (None, "")}
