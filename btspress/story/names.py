"""People and glossary words in the text: the first exact mention in a chapter becomes a link."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import field
from difflib import get_close_matches
from functools import lru_cache

from btspress.model import Mention, Part, Person, Term, TermMention
from btspress.unchanging import unchanging
from btspress.written import Text

REFUSED = frozenset({"withdrawn", "no"})
"""What `consent` says of people who must not be shown."""
_WORD = re.compile(r"\w+")
_ACCENT = re.compile("[\u0300-\u036f'’]")
_NEAR = 0.86
"""How alike two names must be for one to be a slip of the pen."""


@lru_cache(maxsize=8192)
def spoken(name: str) -> str:
    """A name as it is compared: case, spaces, signs and accents make no other person of somebody."""
    plain = unicodedata.normalize("NFKC", _ACCENT.sub("", unicodedata.normalize("NFKD", name.casefold())))
    return " ".join(_WORD.findall(plain)) or plain.strip()


@unchanging
class Names:
    """All names that a text may hold, and what they stand for."""

    people: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()
    pattern: re.Pattern[str] | None = field(default=None, compare=False)
    person_of: dict[str, str] = field(default_factory=dict, compare=False)
    term_of: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, people: Iterable[Person], terms: Iterable[Term]) -> Names:
        """Names made ready for searching; the longest one wins where two begin alike."""
        everybody, words = tuple(people), tuple(terms)
        linked = [person for person in everybody if person.autolink]
        person_of = {name: person.slug for person in linked for name in person.names}
        term_of = {term.name.lower(): term.slug for term in words}
        choices = sorted((*person_of, *term_of), key=len, reverse=True)
        joined = "|".join(re.escape(choice) for choice in choices)
        pattern = re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE) if choices else None
        return cls(everybody, words, pattern, person_of, term_of)

    def person(self, words: str) -> Person | None:
        """The person of this name, alias or slug."""
        wanted, heard = words.casefold(), spoken(words)
        exact = (p for p in self.people if wanted == p.slug or wanted in {name.casefold() for name in p.names})
        alike = (p for p in self.people if heard in {spoken(name) for name in p.names})
        return next(exact, None) or next(alike, None)

    def nearly(self, words: str) -> str:
        """The name that `words`, which are nobody's, are a slip of the pen for; empty when they are none."""
        if not self.people:
            return ""
        known = {spoken(name): name for person in self.people for name in person.names}
        return next((known[near] for near in get_close_matches(spoken(words), known, n=1, cutoff=_NEAR)), "")

    def consent(self, people: Iterable[str]) -> str:
        """Why what shows these people is withheld: somebody does not agree, or is withheld; empty when it is not."""
        known = (person for name in people if (person := self.person(name) or self.person(self.nearly(name))))
        return next((why for each in known if (why := "consent" if each.consent in REFUSED else each.withheld)), "")

    def link(self, text: str, seen: set[str]) -> tuple[Part, ...]:
        """`text` cut where a name stands that is not in `seen`; each name found is added to `seen`."""
        if not self.pattern:
            return (Text(text),)
        parts: list[Part] = []
        last = 0
        for found in self.pattern.finditer(text):
            words = found[0]
            person, term = self.person_of.get(words), self.term_of.get(words.lower())
            mark = f"person {person}" if person else f"term {term}" if term else ""
            if not mark or mark in seen:
                continue
            seen.add(mark)
            parts.append(Text(text[last : found.start()]))
            parts.append(Mention(person, words) if person else TermMention(term or "", words))
            last = found.end()
        parts.append(Text(text[last:]))
        return tuple(part for part in parts if not isinstance(part, Text) or part.text)
