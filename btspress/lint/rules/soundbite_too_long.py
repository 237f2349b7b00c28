"""S201: a soundbite that goes on."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, seconds
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.model import Clip, Sound


def find(read: ChapterRead, limits: Limits) -> Iterator[Finding]:
    """Each soundbite whose clip or sound is longer than the limit."""
    for piece in read.of("soundbite"):
        for inner in read.within(piece):
            lengths = [each.range.duration for each in inner.shown if isinstance(each, Clip | Sound)]
            if inner.kind == "picture" and lengths and lengths[0] > limits["seconds"]:
                words = f"{seconds(lengths[0])} s is long for a soundbite: cut to the sentence that lands"
                yield Finding(inner.span, words)


RULE = Rule(
    code="S201",
    name="soundbite-too-long",
    level="warning",
    meaning="A soundbite is longer than one can listen to without a picture changing.",
    why="Interviews are kept for one sentence. What leads up to it is for the editor; the reader gets the sentence, "
    "and remembers it because it stands alone.",
    remedy="Choose the range with #t=start,end so that only the sentence is heard.",
    limits=(limit("seconds", 20, "seconds of one soundbite"),),
    chapter=find,
)
