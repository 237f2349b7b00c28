"""S803: a question that ends the talk."""

from __future__ import annotations

import re
from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, sentences, words_in
from btspress.lint.rule import Finding, Limits, Rule
from btspress.lint.words import found_in
from btspress.written import Listing

_YES_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|would|will|should|may|might)(?:n['’]t)?\b", re.IGNORECASE
)


def find(read: ChapterRead, _: Limits) -> Iterator[Finding]:
    """Each line of a discussion whose question can be answered by yes or no, with nothing to follow it up."""
    for piece in read.of("discuss") if read.english else ():
        for block in piece.call.body if piece.call else ():
            items = block.items if isinstance(block, Listing) else ()
            for item in items:
                text = words_in(item.parts)
                asked = [each for each in sentences(text) if each.endswith("?")]
                if asked and all(_YES_NO.match(each) for each in asked) and not found_in("open-questions", text):
                    yield Finding(item.span, "this can be answered by yes or no: ask how or why")


RULE = Rule(
    code="S803",
    name="yes-no-question",
    level="note",
    meaning="A question for discussion can be answered by yes or no.",
    why="A closed question has a right answer, and the class waits for the one who knows it. 'How' and 'why' have to "
    "be answered with what was seen.",
    remedy="Ask how, why or what would change; or add 'why?' behind it.",
    chapter=find,
)
