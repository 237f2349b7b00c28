"""What a page says to machines: schema.org as JSON-LD, built from the same values as the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from btspress.model import (
    Chapter,
    Film,
    Learning,
    Person,
    Role,
    Shown,
    Soundbite,
    Term,
)
from btspress.pages.cards import address_of
from btspress.pages.embed import Embed
from btspress.pages.head import planned_picture
from btspress.pages.plain import items, opening_words, told
from btspress.pages.things import Desk as Desk
from btspress.pages.things import Thing, rights_data, script_text, without_gaps
from btspress.pages.video_data import trailer, videos
from btspress.walk import walk


def chapter_data(desk: Desk, film: Film, chapter: Chapter, embeds: Mapping[str, Embed]) -> str:
    """The page as article and, where it teaches, learning resource; its clips, quotes and place."""
    learning, said = tuple(walk(chapter.blocks, Learning)), tuple(walk(chapter.blocks, Soundbite))
    # Nobody signs a chapter; those who are heard in it speak for it.
    signers = dict.fromkeys((bite.signed.person, bite.signed.name) for bite in said)
    article = {
        "@type": ["Article", "LearningResource"] if learning else "Article",
        "@id": desk.at(chapter.address) + "#page",
        "headline": chapter.title,
        "description": chapter.summary or opening_words(chapter.blocks),
        "url": desk.at(chapter.address),
        "inLanguage": chapter.language,
        "datePublished": chapter.published.isoformat() if chapter.published else None,
        "wordCount": chapter.words or None,
        "about": {"@id": desk.at(film.address) + "#film"},
        "isPartOf": {"@type": "WebSite", "name": desk.site.config.title, "url": desk.at(desk.site.at("/"))},
        "image": _image(desk, chapter.opening),
        "author": [_name(desk, person, name) for person, name in signers] or None,
        **_teaching(learning, chapter),
        **rights_data(chapter.rights),
    }
    trail = ((desk.site.config.title, desk.site.at("/")), (film.title, film.address), (chapter.title, chapter.address))
    return script_text(
        without_gaps(article),
        *videos(desk, film, chapter, embeds),
        *_quotes(desk, chapter, said),
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
        "trailer": trailer(desk, film),
        **rights_data(film.rights),
    }
    trail = ((desk.site.config.title, desk.site.at("/")), (film.title, film.address))
    return script_text(without_gaps(movie), breadcrumbs(desk, *trail))


def person_data(desk: Desk, person: Person) -> str:
    """A person and what they did."""
    titles = {film.slug: film for film in desk.site.films}
    made = {
        "@type": "Person",
        "@id": desk.at(address_of(desk.site, person)) + "#person",
        "name": person.name,
        "url": desk.at(address_of(desk.site, person)),
        "alternateName": list(person.aliases) or None,
        "image": _image(desk, person.portrait),
        "jobTitle": [role.role for role in person.roles] or None,
        "sameAs": list(person.links) or None,
        "subjectOf": [
            {"@id": desk.at(titles[role.film].address) + "#film"} for role in person.roles if role.film in titles
        ]
        or None,
    }
    trail = _below(desk, "people", "People"), (person.name, address_of(desk.site, person))
    return script_text(without_gaps(made), breadcrumbs(desk, (desk.site.config.title, desk.site.at("/")), *trail))


def glossary_data(desk: Desk, terms: tuple[Term, ...]) -> str:
    """The glossary as a set of terms."""
    listed = [
        {
            "@type": "DefinedTerm",
            "@id": desk.at(desk.site.at("/glossary/")) + f"#{term.slug}",
            "name": term.name,
            "description": told(term.body),
        }
        for term in terms
    ]
    told_of = {"@type": "DefinedTermSet", "url": desk.at(desk.site.at("/glossary/")), "hasDefinedTerm": listed}
    trail = breadcrumbs(desk, (desk.site.config.title, desk.site.at("/")), _below(desk, "glossary", "Glossary"))
    return script_text(told_of, trail)


def site_data(desk: Desk) -> str:
    """The site itself."""
    config = desk.site.config
    made = {
        "@type": "WebSite",
        "name": config.title,
        "url": desk.at(desk.site.at("/")),
        "description": config.description,
    }
    action = {
        "@type": "SearchAction",
        "target": desk.at(desk.site.at("/search/")) + "?q={search_term_string}",
        "query-input": "required name=search_term_string",
    }
    return script_text(without_gaps({**made, "inLanguage": config.language, "potentialAction": action}))


def breadcrumbs(desk: Desk, *trail: tuple[str, str]) -> Thing:
    """From the home page to this one."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": desk.at(address)}
            for number, (name, address) in enumerate(trail, 1)
        ],
    }


def _below(desk: Desk, key: str, name: str) -> tuple[str, str]:
    """Name and address of a page right below the home page."""
    return desk.site.config.labels.get(key, name), desk.site.at(f"/{key}/")


def _quotes(desk: Desk, chapter: Chapter, said: Iterable[Soundbite]) -> Iterator[Thing]:
    for bite in said:
        yield {
            "@type": "Quotation",
            "text": told(bite.body),
            "creator": _name(desk, bite.signed.person, bite.signed.name),
            "isPartOf": {"@id": desk.at(chapter.address) + "#page"},
        }


def _name(desk: Desk, slug: str, name: str) -> Thing:
    made = {"@type": "Person", "name": name}
    return {**made, "@id": desk.at(desk.site.at(f"/people/{slug}/")) + "#person"} if slug else made


def _teaching(learning: tuple[Learning, ...], chapter: Chapter) -> Thing:
    if not learning:
        return {}
    goals = [goal for block in learning if block.kind == "objectives" for goal in items(block)]
    level = chapter.level or next((block.level for block in learning if block.level), "")
    return {
        "teaches": goals or None,
        "educationalLevel": level,
        "learningResourceType": sorted({block.kind for block in learning} - {"answer", "teacher"}),
    }


def _image(desk: Desk, shown: Shown | None) -> str | None:
    picture = planned_picture(desk.plan, shown)
    return desk.at(picture.fallback.url) if picture else None


def _same(name: str, value: str) -> str:
    """The address behind an identifier: imdb tt2285752 → https://www.imdb.com/title/tt2285752/."""
    known = {"imdb": "https://www.imdb.com/title/{}/", "wikidata": "https://www.wikidata.org/wiki/{}"}
    return value if "://" in value else known.get(name, "").format(value)
