"""Names become things: documents, media facts and captions become a `Site`.

Pure: nothing here touches a disk. What is missing or wrong becomes a value that a page can show and
a diagnostic at the place that asked for it; what this audience must not see is left out here, so
that no later stage can leak it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType

from btspress.diagnostics import Diagnostic, Span, ordered, problem
from btspress.directives.desk import DocumentDesk
from btspress.model import Block, Config, Film, Footnote, Frame, Person, Rights, Site, SoundSettings, Term
from btspress.schema import missing
from btspress.story.heads import FilmHead, GlossaryHead, PersonHead, SiteHead, SourceHead
from btspress.story.layout import Layout, is_language, slug_of, slugify, split_language
from btspress.story.library import Library, Shelf
from btspress.story.looks import ReadLook
from btspress.story.names import REFUSED, Names
from btspress.story.rights import Audience, Gate, inherit
from btspress.story.settings import levels_in, limits_in, publish_settings, video_settings
from btspress.story.shelves import Beginnings, Probed, read_log, shelve
from btspress.story.timed import TimedText
from btspress.telling.credits import credited, listed_only, with_roles
from btspress.telling.editions import editions_of
from btspress.telling.films import film_of
from btspress.telling.people import check_people, cited_in, cited_of, head_of, person_of, terms_of
from btspress.telling.recall import Given, Recall
from btspress.telling.threads import page_of
from btspress.telling.withheld import Folders, hidden, told_open
from btspress.tree import Tree
from btspress.written import Block as WrittenBlock
from btspress.written import Document, Table

_WEB = re.compile(r"https?://[^\s/]+(?:/\S*)?")


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the stages before have read."""

    tree: Tree
    layout: Layout
    documents: Mapping[str, Document]
    probed: Mapping[str, Probed] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    """Why a media file cannot be read, by path; empty where that has been told."""
    timed: Mapping[str, TimedText] = field(default_factory=dict)
    logs: Mapping[str, bytes] = field(default_factory=dict)
    looks: Mapping[str, ReadLook] = field(default_factory=dict)
    """Looks that sidecars name, by path."""
    lists: Mapping[str, bytes] = field(default_factory=dict)
    """Tables and bibliographies, by path."""


@dataclass(frozen=True, slots=True)
class Ground:
    """All of a site but its films, and what they are told with."""

    library: Library
    people: tuple[Person, ...]
    terms: tuple[Term, ...]
    home: tuple[Block, ...]
    home_notes: tuple[Footnote, ...]
    problems: tuple[Diagnostic, ...]


def resolve(material: Material, gate: Gate, recall: Recall[Ground] | None = None) -> Site:
    """The site as `gate` lets this audience see it, with all findings of the whole folder.

    What `recall` has of the last time is not told again.
    """
    documents, layout = material.documents, material.layout
    recall = recall if recall is not None else Recall()
    found: list[Diagnostic] = []
    site = documents.get(layout.site)
    config = config_of(site, found)
    gate = replace(gate, release=gate.release or config.release, territory=gate.territory or config.territory)
    found.extend(_unpassed(site, gate) if site else ())
    addresses = _addresses(layout, documents, gate, config.language, found)
    footing = recall.footing(_given(material, addresses, gate), partial(_ground, material, config, addresses))
    ground, library, told_by = footing.ground, footing.ground.library, recall.tell
    films = [film_of(each, documents, library, config.rights, ground.people, told_by) for each in layout.films]
    if footing.astray(gate.as_of):
        return resolve(material, gate, recall)
    found.extend(finding for told in films for finding in told.problems)
    for turn in tuple(footing.turns):
        gate.turn(turn)
    made = Site(
        config=config,
        films=tuple(sorted((told.film for told in films if told.film), key=partial(_rank, config.films))),
        people=ground.people,
        terms=ground.terms,
        home=ground.home,
        home_notes=ground.home_notes,
        translations=tuple(chapter for told in films for chapter in told.translations),
        problems=ordered((*material.tree.problems, *ground.problems, *found)),
        as_of=gate.as_of,
        public=gate.audience in {Audience.PUBLIC, Audience.PREVIEW},
    )
    if not layout.editions:
        return made
    editions, problems = editions_of(made, layout, documents, library)
    return replace(made, editions=editions, problems=ordered((*made.problems, *problems)))


def _given(material: Material, addresses: Mapping[str, str], gate: Gate) -> Given:
    """All that decides the ground."""
    layout, tree = material.layout, material.tree
    chapters = {path for film in layout.films for path in (*film.chapters, *film.translations)}
    others = {path: document for path, document in material.documents.items() if path not in chapters}
    known = (material.probed, material.broken, material.logs, material.looks, material.lists)
    facts = (layout, tuple(tree.files), tree.problems, addresses, *known)
    return Given(others, material.timed, facts, gate)


def _ground(material: Material, config: Config, addresses: Mapping[str, str], gate: Gate) -> Ground:
    documents, layout = material.documents, material.layout
    found: list[Diagnostic] = []
    if gate.release:
        found.extend(_left_out(layout, documents))
    heads = {path: person_of(documents[path], found, gate) for path in layout.people}
    people = {path: person for path, (person, _) in heads.items()}
    found.extend(check_people(people, {path: documents[path].head.span for path in people}))
    glossary = documents.get(layout.glossary)
    words = terms_of(glossary) if glossary else ()
    if glossary:
        head_of(glossary, GlossaryHead, found)
    cited = cited_in(material.lists, (cited_of(documents[path], found) for path in layout.sources), found)
    folders = Folders(layout, documents, config.rights, gate)
    kept = {
        slugify(film.folder.rsplit("/", 1)[-1] or "film"): folders.kept_back(f"{film.folder}/") for film in layout.films
    }
    closed = {film for film, why in kept.items() if why and not gate.sees_all}
    roles = credited(material.lists, people, found)
    listed = tuple(_listed(person, kept) for person in listed_only(roles, people.values()))
    signing = (*people.values(), *(person for person in listed if not person.withheld))
    names = Names.of((_unlinked(person) for person in signing), [Term(slug, word, ()) for slug, word, _ in words])
    bare = Library(
        material.tree, gate, names=names, addresses=addresses, language=config.language, languages=config.languages
    )
    shelves = _shelves(material, bare, config, folders, found)
    library = replace(bare, shelves=shelves, broken=material.broken, cited=cited, lists=material.lists)
    told = (_person(documents[path], *heads[path], library, found) for path in layout.people)
    every = (*(with_roles(person, roles) for person in told), *listed)
    everybody = tuple(_without(closed, person) for person in every if _shown(person, gate))
    terms = _terms(glossary, words, library, found)
    home, home_notes = _page(documents.get(layout.site), library, found)
    for path in (*layout.sidecars, *layout.sources, layout.glossary):
        found.extend(documents[path].problems if path in documents else ())
    return Ground(library, everybody, terms, home, home_notes, tuple(found))


def _unlinked(person: Person) -> Person:
    """The person, whose name is no link when they are not shown."""
    return replace(person, autolink=False) if person.consent in REFUSED or person.withheld else person


def _shown(person: Person, gate: Gate) -> bool:
    """Whether the person has a page."""
    return person.consent not in REFUSED and (gate.sees_all or not person.withheld)


def _listed(person: Person, kept: Mapping[str, str]) -> Person:
    """Somebody whom only credits name; `kept` says of each film why it is withheld, and they are with it."""
    why = [kept.get(role.film, "") for role in person.roles]
    return replace(person, withheld=why[0]) if all(why) else person


def _left_out(layout: Layout, documents: Mapping[str, Document]) -> Iterator[Diagnostic]:
    """Required keys that are missing; a release needs them."""
    kinds = (
        ((layout.site,), SiteHead),
        (layout.people, PersonHead),
        (layout.sources, SourceHead),
        (tuple(film.head for film in layout.films), FilmHead),
    )
    for paths, schema in kinds:
        for path in paths:
            if path in documents:
                yield from missing(documents[path].head, schema)


def _unpassed(site: Document, gate: Gate) -> Iterator[Diagnostic]:
    """Checkpoints of the whole site that are open: nothing of it may be published."""
    if not gate.sees_all:
        checkpoints = head_of(site, SiteHead, []).checkpoints
        yield from told_open(checkpoints, site, replace(gate, release=True))


def _rank(order: tuple[str, ...], film: Film) -> tuple[int, str]:
    return (order.index(film.slug) if film.slug in order else len(order), film.slug)


def config_of(document: Document | None, found: list[Diagnostic]) -> Config:
    """What site.md says; defaults where there is none."""
    if document is None:
        return Config()
    head = head_of(document, SiteHead, found)
    if not is_language(head.lang):
        found.append(problem("E624", f"'{head.lang}' is no language tag", _span(document, "lang")))
    review = "" if head.review in {"yes", "no"} else head.review
    web = {"base_url": head.base_url, "review": review, "publish": head.publish.media_url}
    for name, address in web.items():
        if address and not _WEB.fullmatch(address):
            what = "neither yes nor a web address" if name == "review" else "no web address"
            found.append(problem("E625", f"'{address}' is {what}", _span(document, name)))
    return Config(
        title=head.title,
        base_url=head.base_url.rstrip("/"),
        language=head.lang,
        theme=head.theme,
        description=head.description,
        films=head.films,
        languages=head.languages,
        release=head.release,
        territory=head.territory,
        labels=MappingProxyType(dict(head.labels)),
        levels=levels_in(head.lint),
        limits=limits_in(head.lint),
        media_roots=head.media.roots,
        theme_settings=MappingProxyType(dict(head.theme_settings)),
        rights=inherit(Rights(), head.rights),
        video=video_settings(head.video),
        look=head.look,
        sound=SoundSettings(head.sound.loudness, head.sound.peak),
        publish=publish_settings(head.publish),
        theme_at=_span(document, "theme"),
        review="" if head.review == "no" else head.review,
    )


def _addresses(
    layout: Layout, documents: Mapping[str, Document], gate: Gate, language: str, found: list[Diagnostic]
) -> dict[str, str]:
    """Address of every page by its file; two files with one address are told; a withheld page has none."""
    addresses: dict[str, str] = {layout.site: "/"} if layout.site else {}
    addresses.update({path: f"/people/{slug_of(path)}/" for path in layout.people})
    if layout.glossary:
        addresses[layout.glossary] = "/glossary/"
    for film in layout.films:
        slug = slugify(film.folder.rsplit("/", 1)[-1] or "film")
        if film.head:
            addresses[film.head] = f"/{slug}/"
            addresses.update({told: f"/{other}/{slug}/" for told, other in layout.heads(film) if other != language})
        for path in (*film.chapters, *film.translations):
            _, other = split_language(path.removesuffix(".md"))
            prefix = f"/{other}" if path in film.translations and other != language else ""
            addresses[path] = f"{prefix}/{slug}/{slug_of(path)}/"
    first: dict[str, str] = {}
    for path, address in addresses.items():
        if first.setdefault(address, path) != path:
            span = documents[path].head.span
            found.append(problem("E413", f"'{first[address]}' has the address {address} too", span))
    if not gate.sees_all:
        closed = {path for film in layout.films for path in hidden(film, documents, gate)}
        addresses = {path: "" if path in closed else address for path, address in addresses.items()}
    return addresses


def _shelves(
    material: Material, library: Library, config: Config, folders: Folders, found: list[Diagnostic]
) -> dict[str, Shelf]:
    """Every probed media file with what lies beside it."""
    logged: dict[str, Table] = {}
    for path, data in material.logs.items():
        rows, problems = read_log(path, data, material.tree)
        logged.update(rows)
        found.extend(problems)
    start = Beginnings(
        tree=material.tree,
        gate=library.gate,
        documents=material.documents,
        probed=material.probed,
        timed=material.timed,
        looks=material.looks,
        kept_back=folders.kept_back,
        names=library.names,
        rights=folders.of,
        describe=partial(_described, library, found),
        language=config.language,
    )
    shelves = {}
    for path in material.probed:
        shelves[path], problems = shelve(path, logged, start)
        found.extend(problems)
    return shelves


def _described(library: Library, found: list[Diagnostic], document: Document) -> tuple[Block, ...]:
    """Nodes of the body of a sidecar or transcript."""
    desk = DocumentDesk(document, library)
    blocks = desk.blocks(document.blocks)
    found.extend(desk.problems)
    return blocks


def _person(document: Document, person: Person, head: PersonHead, library: Library, found: list[Diagnostic]) -> Person:
    """The person with portrait and biography."""
    desk = DocumentDesk(document, library)
    entry = document.head.get("portrait")
    shown = desk.shown_at(head.portrait, entry.value.span) if head.portrait and entry else None
    body = desk.blocks(document.blocks)
    found.extend(desk.problems)
    consents = person.consent not in REFUSED
    if shown and not consents:
        found.append(problem("E403", f"{person.name} does not agree to be shown", _span(document, "portrait")))
    return replace(person, portrait=shown if isinstance(shown, Frame) and consents else None, body=body)


def _without(films: set[str], person: Person) -> Person:
    """The person without their roles in films that this audience must not know of."""
    return replace(person, roles=tuple(role for role in person.roles if role.film not in films))


def _span(document: Document, name: str) -> Span:
    entry = document.head.get(name)
    return entry.value.span if entry else document.head.span


def _terms(
    glossary: Document | None,
    words: tuple[tuple[str, str, tuple[WrittenBlock, ...]], ...],
    library: Library,
    found: list[Diagnostic],
) -> tuple[Term, ...]:
    """Glossary words with their explanations."""
    if glossary is None:
        return ()
    desk = DocumentDesk(glossary, library)
    terms = tuple(Term(slug, word, desk.blocks(blocks)) for slug, word, blocks in words)
    found.extend(desk.problems)
    return terms


def _page(
    document: Document | None, library: Library, found: list[Diagnostic]
) -> tuple[tuple[Block, ...], tuple[Footnote, ...]]:
    """Body and notes of the home page."""
    if document is None:
        return (), ()
    desk = DocumentDesk(document, library)
    page = page_of(desk)
    found.extend(desk.problems)
    return page
