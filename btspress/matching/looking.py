"""Finding a frame by its look: who gets the votes of its details is a suspect, and geometry is the judge."""

from __future__ import annotations

import math
from fractions import Fraction
from heapq import nsmallest

from btspress.matching.albums import Album
from btspress.matching.archive import Archive
from btspress.matching.sampling import FLOW
from btspress.unchanging import unchanging
from btspress.vision.bag import mirrored, votes
from btspress.vision.features import Features
from btspress.vision.moving import Lag, lag
from btspress.vision.relation import Relation, related

_SUSPECTS = 12
"""Frames that are compared for certain; more would cost time and hardly find more."""
_ENOUGH = 4
"""Suspects after which no more are compared, once one is sure."""
_SURE = 30
"""Details alike from which it is."""
_HALF, _STEEP = 12.5, 0.62
"""Inliers beyond chance at which it is right every second time, and how quickly that becomes certain."""
_MOVES_ALIKE, _STEEP_MOVE = 0.33, 40.0


@unchanging
class Sight:
    """Where something was seen."""

    album: int
    """Number of the album."""
    leaf: int
    relation: Relation
    flipped: bool

    @property
    def confidence(self) -> float:
        """How often such a sight is right, 0 to 1."""
        return sure_of(self.relation)


@unchanging
class Course:
    """Where the movement of a clip was found in a film."""

    later: Fraction
    """Seconds of the film at which the clip starts."""
    overlap: Fraction
    """Seconds that both have."""
    confidence: float


def sure_of(relation: Relation) -> float:
    """How often a picture that lies so in another is the same view: fitted to `bench/matching.py`.

    Of many details that look alike some lie on a plane by chance; these count against it.
    """
    beyond = relation.inliers - 0.08 * (relation.matches - relation.inliers)
    return 1 / (1 + math.exp(-_STEEP * (beyond - _HALF)))


def sights(asked: Features, archive: Archive) -> tuple[Sight, ...]:
    """Where a frame is seen, also in a mirror, surest first; once for each shot."""
    found: list[Sight] = []
    for number, (place, flipped) in enumerate(_suspects(asked, archive), 1):
        relation = related(asked, archive.leaf(place).features, flipped=flipped)
        if relation:
            found.append(Sight(*place, relation, flipped))
        if number >= _ENOUGH and any(sight.relation.inliers >= _SURE for sight in found):
            break
    best: dict[tuple[int, int], Sight] = {}
    for sight in sorted(found, key=_rank):
        best.setdefault((sight.album, archive.leaf((sight.album, sight.leaf)).shot), sight)
    return tuple(best.values())


def _suspects(asked: Features, archive: Archive) -> list[tuple[tuple[int, int], bool]]:
    """Which frames to compare, and whether with their mirror image; those with most votes first."""
    both = [
        (-score, flipped, number)
        for flipped, query in ((False, asked), (True, mirrored(asked)))
        for number, score in enumerate(votes(archive.bag, query))
        if score > 0
    ]
    return [(archive.places[number], flipped) for _, flipped, number in nsmallest(_SUSPECTS, both)]


def _rank(sight: Sight) -> tuple[float, int, int]:
    return -sight.confidence, -sight.relation.inliers, sight.leaf


def course(clip: Album, film: Album) -> Course | None:
    """Where the movement of a clip is found in a film, whatever both look like; None where it is not."""
    if not clip.flow or not film.flow:
        return None
    found = lag(clip.flow, clip.rate, film.flow, film.rate, FLOW)
    if found is None:
        return None
    return Course(found.pictures / film.rate, found.overlap / film.rate, sure_of_move(found))


def sure_of_move(found: Lag) -> float:
    """How often such a likeness of movements is no chance: it must be high, and stand out from all others."""
    margin = min(found.alike - _MOVES_ALIKE, 0.7 * found.alike - found.second + 0.02)
    return 1 / (1 + math.exp(-_STEEP_MOVE * margin))
