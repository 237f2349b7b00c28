"""S901: suffering as entertainment."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.lint.words import found_in


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each paragraph with a word of exhaustion or humiliation and neither a lesson nor a fix near it."""
    learned = [piece.top for piece in read.of("lesson", "fix", "takeaways", "wrap")]
    for piece in read.of("prose") if read.english else ():
        words = found_in("fatigue", piece.words)
        if words and not any(abs(top - piece.top) <= limits["blocks"] for top in learned):
            words_ = f"'{words[0]}': does this show learning, or only fatigue?"
            yield Finding(read.place(piece, words[0]), words_)


RULE = Rule(
    code="S901",
    name="fatigue-show",
    level="note",
    meaning="Exhaustion, anger or humiliation is told, and nothing near it says what was learned.",
    why="Stories of sleepless crews are told with pride and read as instructions. Hardship belongs in the story where "
    "somebody changed something because of it.",
    remedy="Say what was done about it in a [!fix] or a [!lesson], or leave it out.",
    limits=(limit("blocks", 3, "blocks away that a lesson or fix may stand"),),
    chapter=find,
)
