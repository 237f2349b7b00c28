"""S206: more telling than showing."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """The chapter, when it has many more words than its clips have minutes."""
    watch = read.chapter.watch
    words = sum(len(piece.words.split()) for piece in read.of("prose"))
    if watch < limits["seconds"] or words * 60 <= limits["words"] * watch:
        return
    told = f"{words * 60 // watch} words for each minute of clips: the text explains more than the footage shows"
    yield Finding(read.title_span, told)


RULE = Rule(
    code="S206",
    name="narration-heavy",
    level="note",
    meaning="A chapter has many more words than its clips have minutes.",
    why="What a picture shows need not be said as well. Words that only repeat make readers stop looking; words that "
    "say what cannot be seen (why, instead of what, at which price) make them look again.",
    remedy="Cut sentences that describe a clip, or show more of it.",
    limits=(
        limit("words", 400, "words for each minute of clips"),
        limit("seconds", 60, "seconds of clips from which a chapter is asked"),
    ),
    chapter=find,
)
