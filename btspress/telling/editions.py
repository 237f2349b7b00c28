"""Translations of everything that is no chapter: `site.nl.md`, `film.nl.md`, `people/ada.nl.md`, `glossary.nl.md`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from btspress.diagnostics import Diagnostic, problem
from btspress.directives.desk import DocumentDesk
from btspress.model import Edition, Film, HomeEdition, Milestone, Motif, Person, Phase, Site, Term
from btspress.story.heads import FilmHead, MotifHead, PersonHead, SiteHead
from btspress.story.layout import Layout, slug_of
from btspress.story.library import Library
from btspress.story.names import REFUSED
from btspress.telling.people import head_of, terms_of
from btspress.telling.threads import page_of
from btspress.telling.translation import compare, guarded
from btspress.telling.withheld import film_kept
from btspress.written import Document


@dataclass(slots=True)
class _Language:
    """One language while it is told."""

    site: Site
    """The original."""
    library: Library
    documents: Mapping[str, Document]
    found: list[Diagnostic] = field(default_factory=list)

    def told(self, language: str, pairs: Mapping[str, Document]) -> Edition:
        """All that is translated into `language`; `pairs` are translations by the path of their original."""
        originals = {path: self.documents[path] for path in pairs if path != "glossary.md" and path in self.documents}
        self.found.extend(found for path, original in originals.items() for found in compare(original, pairs[path]))
        pairs = {**pairs, **{path: guarded(original, pairs[path]) for path, original in originals.items()}}
        people = {f"people/{person.slug}": person for person in self.site.people}
        home = pairs.get("site.md")
        films = {film.slug: self._film(film, pairs[film.file]) for film in self.site.films if film.file in pairs}
        persons = (
            self._person(people[key], document)
            for path, document in pairs.items()
            if path.startswith("people/") and (key := f"people/{slug_of(path)}") in people
        )
        return Edition(
            language,
            home=self._home(home) if home else None,
            films=tuple(filter(None, films.values())),
            people=tuple(filter(None, persons)),
            terms=self._terms(pairs["glossary.md"]) if "glossary.md" in pairs else (),
            kept=tuple(slug for slug, film in films.items() if film is None),
        )

    def _home(self, document: Document) -> HomeEdition | None:
        head = head_of(document, SiteHead, self.found)
        if self.library.gate.open(head.checkpoints) and not self.library.gate.sees_all:
            return None
        desk = DocumentDesk(document, self.library)
        body, notes = page_of(desk)
        self.found.extend(desk.problems)
        config = self.site.config
        title = head.title if document.head.get("title") else config.title
        return HomeEdition(title, head.description or config.description, body, notes)

    def _film(self, film: Film, document: Document) -> Film | None:
        """The film in this language; None where its translation has a reason of its own to be withheld."""
        head = head_of(document, FilmHead, self.found)
        why = film_kept(head, self.library.gate)
        if why and not self.library.gate.sees_all:
            return None
        desk = DocumentDesk(document, self.library, film)
        blocks, notes = page_of(desk)
        self.found.extend(desk.problems)
        return replace(
            film,
            title=head.title or film.title,
            runtime=head.runtime or film.runtime,
            logline=head.logline or film.logline,
            synopsis=head.synopsis or film.synopsis,
            theme=head.theme or film.theme,
            country=head.country or film.country,
            motifs=tuple(_motif(motif, head.motifs.get(motif.id)) for motif in film.motifs),
            phases=tuple(_phase(phase, head) for phase in film.phases),
            milestones=tuple(_milestone(each, head, self.site.config.language) for each in film.milestones),
            blocks=blocks,
            notes=notes,
            withheld=film.withheld or why,
        )

    def _person(self, person: Person, document: Document) -> Person | None:
        """The person in this language; None where their translation has a reason of its own to be withheld."""
        head = head_of(document, PersonHead, self.found)
        why = "consent" if head.consent in REFUSED else self.library.gate.kept_back(head)
        if why and not self.library.gate.sees_all:
            return None
        desk = DocumentDesk(document, self.library)
        body = desk.blocks(document.blocks)
        self.found.extend(desk.problems)
        words = {(role.film, at): role for at, role in enumerate(head.roles)}
        roles = tuple(
            replace(role, role=mine.role or role.role, department=mine.department or role.department)
            if (mine := words.get((role.film, at)))
            else role
            for at, role in enumerate(person.roles)
        )
        pronouns = head.pronouns or person.pronouns
        return replace(person, body=body, roles=roles, pronouns=pronouns, withheld=person.withheld or why)

    def _terms(self, document: Document) -> tuple[Term, ...]:
        """The glossary with the words that are translated; they are known by the id of their original."""
        desk = DocumentDesk(document, self.library)
        mine = {slug: Term(slug, word, desk.blocks(blocks)) for slug, word, blocks in terms_of(document)}
        self.found.extend(desk.problems)
        known = {term.slug for term in self.site.terms}
        for slug in sorted(mine.keys() - known):
            words = f"glossary.md has no word '{slug}'; write the id of the original behind the word: {{#clean-plate}}"
            self.found.append(problem("E701", words, document.head.span))
        return tuple(mine.get(term.slug, term) for term in self.site.terms)


def editions_of(
    site: Site, layout: Layout, documents: Mapping[str, Document], library: Library
) -> tuple[tuple[Edition, ...], tuple[Diagnostic, ...]]:
    """The editions of a site, language by language, and what is wrong with them; of what is withheld there is none."""
    told = _Language(site, library, documents)
    by_language: dict[str, dict[str, Document]] = {}
    for each in layout.editions:
        by_language.setdefault(each.language, {})[each.original] = documents[each.path]
    made = tuple(told.told(language, by_language[language]) for language in sorted(by_language))
    return made, tuple(told.found)


def _motif(motif: Motif, words: MotifHead | str | None) -> Motif:
    if words is None or isinstance(words, str):
        return replace(motif, name=words or motif.name)
    return replace(motif, name=words.name or motif.name, look_for=words.look_for or motif.look_for)


def _phase(phase: Phase, head: FilmHead) -> Phase:
    name = next((each.name for each in head.phases if each.id == phase.id), "")
    return replace(phase, name=name or phase.name)


def _milestone(stone: Milestone, head: FilmHead, language: str) -> Milestone:
    """The step of that day as it is told there, else in the `language` of the original."""
    what = next((each.what for each in head.milestones if each.on == stone.on and each.what), "")
    return replace(stone, what=what) if what else replace(stone, language=language)
