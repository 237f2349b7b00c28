"""Lines of a transcript, and who says them: captions name whoever is not seen as `Ann Lee: words`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from btspress.unchanging import unchanging

_MOST_NAMES = 4
"""Words of a speaker's name and role; what has more before its colon is a sentence."""


@unchanging
class Line:
    """One line of a transcript: from when to when, in seconds after the start of the clip, what is heard or seen."""

    at: Fraction
    end: Fraction
    text: str
    kind: str
    speaker: str = ""
    """Who says it, where the caption tells."""


def by_speaker(at: Fraction, end: Fraction, text: str, kind: str) -> Iterator[Line]:
    """A caption as lines of one speaker each: two people may share it. What is seen has no speaker."""
    if kind == "descriptions":
        yield Line(at, end, text, kind)
        return
    speaker, said = "", list[str]()
    for line in text.split("\n"):
        name, words = _told_apart(line)
        if name and said:
            yield Line(at, end, "\n".join(said), kind, speaker)
            said.clear()
        speaker = name or speaker
        said.append(words)
    yield Line(at, end, "\n".join(said), kind, speaker)


def _told_apart(line: str) -> tuple[str, str]:
    """The speaker, empty where none is named, and the words."""
    start, colon, words = line.partition(": ")
    names = start.lstrip("-–— ").split()
    named = 0 < len(names) <= _MOST_NAMES and names[0][0].isupper() and names[-1][0].isupper()
    return (" ".join(names), words.strip()) if colon and words.strip() and named else ("", line)
