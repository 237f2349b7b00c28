"""S205: a film told by one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from btspress.lint.reads import BITES, FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """The film, when most of its soundbites are of one person."""
    voices = Counter(piece.signature.name for _, piece in read.of(*BITES) if piece.signature)
    count = sum(voices.values())
    if count < limits["soundbites"]:
        return
    name, most = voices.most_common(1)[0]
    if 100 * most > limits["percent"] * count:
        words = f"{name} speaks {most} of {count} soundbites: who else was there?"
        yield Finding(read.title_span, words)


RULE = Rule(
    code="S205",
    name="one-voice",
    level="note",
    meaning="One person speaks most of the soundbites of a film.",
    why="Whoever tells a production alone tells their own. A second voice that saw the same day differently costs "
    "one question and turns an account into a history.",
    remedy="Ask somebody from another department for one sentence on the same day.",
    limits=(
        limit("percent", 60, "percent of the soundbites that one person may speak"),
        limit("soundbites", 4, "soundbites from which a film is asked"),
    ),
    film=find,
)
