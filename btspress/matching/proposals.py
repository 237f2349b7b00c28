"""What is proposed for an item: finished frames, each with its reasons; how reasons add up."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from btspress.matching.footage import Item
from btspress.timecode import TimeRange
from btspress.unchanging import unchanging

MOST: Final = 3
"""Frames that are proposed for one item."""
ACCEPTED: Final = 0.8
"""Confidence from which a proposal is worth pasting, unless the author says otherwise."""
LOOKS: Final = frozenset({"look", "movement"})
"""Kinds of reasons that were seen, and not read."""
_LEAST = 0.2
"""Confidence below which nobody wants to hear of it."""
_HIGHEST = 0.99


@unchanging
class Reason:
    """One thing that speaks for a candidate."""

    kind: str
    """`name`, `slate`, `timecode`, `look` or `movement`, in the order in which they are asked."""
    confidence: float
    words: str


@unchanging
class Candidate:
    """A finished frame, or a piece of the finished film, that an item may have become."""

    finished: Item
    reasons: tuple[Reason, ...]
    at: Fraction | None = None
    """Seconds of the finished video; None for a picture."""
    own_at: Fraction | None = None
    """Seconds of the item, where that is a video; None for a picture."""
    both: tuple[TimeRange, TimeRange] | None = None
    """Where item and film run side by side: seconds of the item, seconds of the film."""
    guessed: bool = False
    """Whether the shot is known, and the frame of it is not."""
    flipped: bool = False
    """Whether it was found in a mirror."""

    @property
    def confidence(self) -> float:
        """How sure it is, 0 to 1: reasons that do not know of each other add up."""
        doubt = 1.0
        for reason in self.reasons:
            doubt *= 1 - reason.confidence
        return min(1 - doubt, _HIGHEST)

    @property
    def why(self) -> str:
        """All reasons in words."""
        said = [reason.words for reason in self.reasons]
        return "; ".join([*said, "which frame of it is a guess"] if self.guessed else said)


@unchanging
class Proposal:
    """The answer for one item."""

    item: Item
    candidates: tuple[Candidate, ...]
    """Surest first, at most three."""
    notes: tuple[str, ...] = ()
    """What else its author should know."""

    def accepted(self, least: float) -> Candidate | None:
        """The best candidate, if it is sure enough."""
        return next((each for each in self.candidates[:1] if each.confidence >= least), None)


def ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The best ones, surest first; among equals that whose frame is known, then by name and time."""
    worth = [each for each in candidates if each.confidence >= _LEAST]
    worth.sort(key=lambda each: (-round(each.confidence, 4), each.guessed, each.finished.path, each.at or 0))
    return tuple(worth[:MOST])
