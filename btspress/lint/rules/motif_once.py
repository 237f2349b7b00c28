"""S502: a motif that does not come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.lint.rules.no_motif import motifs_of


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """Each motif of film.md that too few chapters show; of one that none shows every build tells."""
    if len(read.chapters) < limits["chapters"]:
        return
    shown = Counter(motif for chapter in read.chapters for motif in motifs_of(chapter))
    for motif in read.film.motifs:
        count = shown[motif.id]
        if 0 < count < limits["chapters"]:
            times = "in one chapter only" if count == 1 else f"in {count} chapters only"
            yield Finding(read.head("motifs"), f"'{motif.name}' appears {times}: that is a detail")


RULE = Rule(
    code="S502",
    name="motif-once",
    level="note",
    meaning="A motif appears in fewer chapters than it takes to come back.",
    why="Once is a detail, twice is a pattern. The second appearance is the one that readers notice, because it makes "
    "them remember the first.",
    remedy="Show it in another chapter, or take it out of film.md.",
    limits=(limit("chapters", 2, "chapters in which a motif appears at least"),),
    film=find,
)
