"""People, glossary words and cited sources: the things that texts name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.model import CitedSource, Person, Role
from btspress.schema import read
from btspress.story.bibliography import read_bibliography
from btspress.story.heads import PersonHead, SourceHead
from btspress.story.layout import slug_of, slugify
from btspress.story.rights import Gate
from btspress.written import Block as WrittenBlock
from btspress.written import Definition, Document, Heading

H = TypeVar("H")


def head_of(document: Document, schema: type[H], found: list[Diagnostic]) -> H:
    """The front matter of a document, typed; findings are added to `found`."""
    head, problems = read(document.head, schema, unknown="E620", wrong="E621")
    found.extend(problems)
    return head


def person_of(document: Document, found: list[Diagnostic], gate: Gate) -> tuple[Person, PersonHead]:
    """A person without portrait and biography, and the rest of their file's head."""
    head = head_of(document, PersonHead, found)
    slug = slug_of(document.path)
    name = head.name or slug.replace("-", " ").title()
    roles = tuple(Role(role.film, role.role, role.department, role.credited_as) for role in head.roles)
    person = Person(
        slug=slug,
        name=name,
        roles=roles,
        pronouns=head.pronouns,
        links=head.links,
        aliases=head.aliases,
        consent=head.consent,
        autolink=head.autolink,
        withheld=gate.kept_back(head),
    )
    return person, head


def check_people(people: Mapping[str, Person], spans: Mapping[str, Span]) -> list[Diagnostic]:
    """Two files that give one name."""
    first: dict[str, str] = {}
    found = []
    for path, person in people.items():
        for name in person.names:
            other = first.setdefault(name.casefold(), path)
            if other != path:
                found.append(problem("E408", f"'{name}' is also the name in {other}", spans.get(path)))
    return found


def cited_of(document: Document, found: list[Diagnostic]) -> CitedSource:
    """A source that notes may name."""
    head = head_of(document, SourceHead, found)
    slug = document.path.rsplit("/", 1)[-1].removesuffix(".md")
    return CitedSource(slug, head.title or slug, head.by, head.on, head.url, head.accessed, head.kind)


def cited_in(
    lists: Mapping[str, bytes], files: Iterable[CitedSource], found: list[Diagnostic]
) -> Mapping[str, CitedSource]:
    """All sources by name: those of bibliographies, and those that have `files` of their own, which win."""
    listed: dict[str, CitedSource] = {}
    for path, data in lists.items():
        if not path.endswith(".csv"):
            sources, problems = read_bibliography(path, data)
            listed |= {source.slug: source for source in sources}
            found.extend(problems)
    return {**listed, **{source.slug: source for source in files}}


def terms_of(glossary: Document) -> tuple[tuple[str, str, tuple[WrittenBlock, ...]], ...]:
    """Slug, word and explanation of each term: `## word` sections, or a definition list."""
    made: list[tuple[str, str, list[WrittenBlock]]] = []
    for block in glossary.blocks:
        if isinstance(block, Heading) and block.level > 1:
            made.append((block.attributes.id or slugify(block.text), block.text, []))
        elif isinstance(block, Definition):
            made.append((slugify(block.term), block.term, [block]))
        elif made and not isinstance(block, Heading):
            made[-1][2].append(block)
    return tuple((slug, word, tuple(blocks)) for slug, word, blocks in made)
