"""What an audience must not learn: words, file names and digests of all that is withheld from it.

The site is resolved once more, as its audience would see it if withheld things were stamped and not left out.
Whatever lies in something stamped is secret, unless the same words stand in something that is shown. Pages are
made another way, from a site in which withheld things never were: so neither can hide a slip of the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any, Final

from btspress.digest import Digest
from btspress.model import Person, Rights, Site, Source, Withheld
from btspress.session import Options, Session
from btspress.tree import File
from btspress.unchanging import unchanging
from btspress.web.theme import Theme, load_theme

RUN: Final = 5
"""Words in a row by which a longer text is known again."""
_NAMING = frozenset({"title", "name", "file", "slug", "address", "aliases", "legend"})
"""Fields of which a single word is worth finding."""
_NO_TEXT = frozenset({"span", "withheld", "reason", "levels", "limits", "digest", "facts", "treatment"})
"""Fields of which no word is an author's."""
_SHORTEST: Final = 4
"""Letters of a single word that is looked for."""
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^>]*>")

Phrase = tuple[str, ...]


@unchanging
class Secrets:
    """What must be in no file of an output."""

    phrases: Mapping[Phrase, str]
    """Runs of words, as `words_of` gives them, and the file of the site that each comes from."""
    digests: Mapping[Digest, str]
    """Of withheld media files, and the name of each."""
    hidden: tuple[tuple[Source, File], ...] = ()
    """Withheld media whose pictures can be known again."""
    shown: tuple[tuple[Source, File], ...] = ()
    """Media that is shown."""
    places: tuple[str, ...] = ()
    """Folders of this machine, which are nobody's business."""


def words_of(text: str) -> Phrase:
    """Words without case and accents, signs between them dropped: `Die_Brücke.mov` is `die brucke mov`."""
    plain = unicodedata.normalize("NFKD", text)
    return tuple(_WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()))


def secrets_of(site: Path, options: Options) -> Secrets:
    """All that is withheld from the audience of `options` in the site that lies in the folder `site`."""
    session = Session(site, options=replace(options, stamped=True))
    told, _, _ = session.understand()
    library = session.recall.last.ground.library if session.recall.last else None
    shelves = library.shelves if library else {}
    sources = {path: shelf.source for path, shelf in shelves.items()}
    files = library.tree.files if library else {}
    people = library.names.people if library else ()
    theme = load_theme(told.config.theme, site).theme
    found = gathered(told, tuple(sources.values()), people, _theme_texts(theme), files)
    # A folder right below the root may be a word of any page: `/films`.
    places = (place for place in (site.absolute(), session.cache.absolute()) if len(place.parts) > 2)
    return replace(found, places=tuple(map(str, places)))


def gathered(
    told: Site,
    sources: tuple[Source, ...],
    people: tuple[Person, ...],
    open_texts: Iterable[str],
    files: Mapping[str, File],
) -> Secrets:
    """The secrets of a site that was told with stamps; `open_texts` are words that every output may hold."""
    secret: dict[Phrase, str] = {}
    free: set[Phrase] = set()
    for text in open_texts:
        free.update(_runs(words_of(text)))
    pages = (told.films, told.people, told.terms, told.home, told.home_notes, told.translations, told.editions)
    parts = (told.config, *pages)
    hidden = tuple(source for source in sources if source.withheld)
    for text, naming, where in _texts((parts, hidden), "", set(), secret=False):
        words = words_of(text)
        if where:
            secret.update(dict.fromkeys(_sought(words, naming=naming), where))
        else:
            free.update(_runs(words))
    kept = {phrase: where for phrase, where in secret.items() if phrase not in free}
    for person in people:
        if person.withheld:
            kept.update({words_of(name): f"people/{person.slug}.md" for name in person.names})
    shown = tuple(source for source in sources if not source.withheld)
    open_digests = {source.digest for source in shown}
    return Secrets(
        phrases=kept,
        digests={source.digest: source.name for source in hidden if source.digest not in open_digests},
        hidden=tuple((source, files[source.name]) for source in hidden if source.name in files),
        shown=tuple((source, files[source.name]) for source in shown if source.name in files),
    )


def _theme_texts(theme: Theme | None) -> Iterator[str]:
    """Words that pages have from their theme."""
    if theme:
        yield from (text for labels in theme.labels.values() for text in labels.values())
        yield from (template.text for template in theme.templates.values())
        yield from (asset.body.decode("utf-8", "replace") for asset in theme.assets.values())
        yield from theme.assets


def _sought(words: Phrase, *, naming: bool) -> Iterator[Phrase]:
    """What of a withheld text is looked for: a short one whole, a long one as all its runs."""
    if len(words) >= RUN:
        yield from (words[at : at + RUN] for at in range(len(words) - RUN + 1))
    elif len(words) > 1 or (naming and words and len(words[0]) >= _SHORTEST):
        yield words


def _runs(words: Phrase) -> Iterator[Phrase]:
    """All runs of an open text that a withheld one may share."""
    for size in range(1, RUN + 1):
        yield from (words[at : at + size] for at in range(len(words) - size + 1))


def _texts(
    value: Any, where: str, seen: set[tuple[int, bool]], *, secret: bool, naming: bool = False
) -> Iterator[tuple[str, bool, str]]:
    """Every text in `value`: the text, whether it names something, and the file it comes from where it is secret.

    Sources are shown in many places: `seen` tells which were gone through.
    """
    if isinstance(value, str):
        yield unescape(_TAG.sub(" ", value)), naming, where if secret else ""
    elif isinstance(value, Mapping):
        for each in (*value, *value.values()):
            yield from _texts(each, where, seen, secret=secret)
    elif isinstance(value, tuple | frozenset):
        for each in value:
            yield from _texts(each, where, seen, secret=secret, naming=naming)
    elif is_dataclass(value):
        secret = secret or bool(getattr(value, "withheld", "")) or isinstance(value, Withheld)
        known = (id(value), secret)
        if isinstance(value, Source) and known in seen:
            return
        seen.add(known)
        yield from _texts_of(value, _place(value) or where or "the site", seen, secret=secret)


def _texts_of(value: Any, where: str, seen: set[tuple[int, bool]], *, secret: bool) -> Iterator[tuple[str, bool, str]]:
    """Those in the fields of a value."""
    if isinstance(value, Rights):
        yield value.contact, False, where  # which is never published
    for each in fields(value):
        if each.name in _NO_TEXT or not each.compare:
            continue
        inner = getattr(value, each.name)
        if each.name == "file" or (each.name == "name" and isinstance(value, Source)):
            inner = PurePosixPath(str(inner)).stem
        yield from _texts(inner, where, seen, secret=secret, naming=each.name in _NAMING)


def _place(value: Any) -> str:
    """The file of the site that tells a thing; empty where it is part of another."""
    if isinstance(value, Source):
        return value.name
    if isinstance(value, Person):
        return f"people/{value.slug}.md"
    return str(getattr(value, "file", ""))


def first_words(phrases: Iterable[Phrase]) -> Mapping[str, tuple[Phrase, ...]]:
    """Phrases by their first word, so that a long text is gone through once."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return {word: tuple(each) for word, each in found.items()}


def found_in(words: Phrase, index: Mapping[str, tuple[Phrase, ...]]) -> Iterator[tuple[int, Phrase]]:
    """Each phrase of `index` that stands in `words`, with its place among them."""
    for at, word in enumerate(words):
        for phrase in index.get(word, ()):
            if words[at : at + len(phrase)] == phrase:
                yield at, phrase
