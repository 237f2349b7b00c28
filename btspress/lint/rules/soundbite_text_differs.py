"""S202: a quotation that is not what is heard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, Piece
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.model import Clip, Sound, Source

_WORD = re.compile(r"\w+(?:['’]\w+)?")


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each soundbite whose words are mostly not in the captions of its clip."""
    for piece in read.of("soundbite"):
        heard = _heard(read, piece)
        said = _WORD.findall(" ".join(each.words for each in read.within(piece) if each.kind == "prose").casefold())
        if not heard or not said:
            continue
        share = 100 * sum(word in heard for word in said) // len(said)
        if share < limits["percent"]:
            yield Finding(piece.span, f"only {share} % of these words are in the captions of the clip")


def _heard(read: ChapterRead, piece: Piece) -> frozenset[str]:
    """Words of the captions, in the language of the page, while the soundbite plays."""
    found: set[str] = set()
    language = (piece.option("lang") or read.chapter.language).partition("-")[0]
    for shown in read.shown_in(piece):
        if not isinstance(shown, Clip | Sound) or not isinstance(shown.source, Source):
            continue
        for track in shown.source.captions:
            if track.kind == "descriptions" or track.language.partition("-")[0] != language:
                continue
            for cue in track.cues:
                if cue.range.start < shown.range.end and cue.range.end > shown.range.start:
                    found.update(_WORD.findall(cue.text.casefold()))
    return frozenset(found)


RULE = Rule(
    code="S202",
    name="soundbite-text-differs",
    level="note",
    meaning="The words of a soundbite are not those of the captions.",
    why="A quotation is a promise about what somebody said. When text and captions disagree, one of them is wrong, "
    "and the person quoted pays for it.",
    remedy="Correct the words, the captions or the range; mark what was left out with an ellipsis.",
    limits=(limit("percent", 60, "percent of the words that the captions hold at least"),),
    chapter=find,
)
