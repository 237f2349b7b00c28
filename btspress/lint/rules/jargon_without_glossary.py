"""S801: a craft word that nobody explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, sentences
from btspress.lint.rule import Finding, Limits, Rule
from btspress.lint.words import found_in

_EXPLAINS = ("(", "—", " means ", " called ", " that is", " known as ", ": ")


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """The first use of each craft word that neither the glossary nor its sentence explains."""
    told: set[str] = set()
    for piece in read.of("prose") if read.english else ():
        for sentence in sentences(piece.words):
            for word in found_in("jargon", sentence):
                if word in told or {word, word.removesuffix("s")} & read.terms:
                    continue
                told.add(word)
                if not _explained(sentence, word):
                    yield Finding(read.place(piece, word), f"'{word}' needs a line in the glossary")


def _explained(sentence: str, word: str) -> bool:
    """Whether a sentence says what a word in it means: `a squib, a small charge that …`, `squibs (charges)`."""
    apposed = re.search(rf"{re.escape(word)}, (?:or|an?|the) ", sentence, re.IGNORECASE)
    return bool(apposed) or any(sign in sentence for sign in _EXPLAINS)


RULE = Rule(
    code="S801",
    name="jargon-without-glossary",
    level="note",
    meaning="A craft word is used that neither the glossary nor its sentence explains.",
    why="Words of the trade are a pleasure once one knows them and a locked door until then. One line in the glossary "
    "opens it for every chapter at once.",
    remedy="Add '## word' and its meaning to glossary.md, or explain it where it stands.",
    chapter=find,
)
