"""What the names of files say: pairs, scenes, shots, and words that few files share."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from types import MappingProxyType

from btspress.story.layout import PAIRED
from btspress.unchanging import unchanging

_ROLES = frozenset(
    (
        *(role for pair in PAIRED for role in pair),
        *("set", "on", "finished", "film", "master", "raw", "graded", "ungraded", "grade", "clean", "key", "keyed"),
        *("still", "stills", "frame", "scene", "shot", "take", "plates"),
    )
)
"""Words that say which side of a pair a file is, and not which pair."""
_NOISE = re.compile(r"v\d{1,4}|\d{3,4}p|[248]k|uhd|hd|prores|h26[45]|proxy|img|dsc[nf]?|the|a|of|and|copy|edit")
_PIECE = re.compile(r"[^\W_]+")
_NAMED = re.compile(r"(?:^|[^a-z0-9])(scene|sc|shot|sh|take|tk|t)[ _-]{0,2}0*(\d+[a-z]{0,2})(?![a-z0-9]|_\d)")
_KINDS = MappingProxyType({"sc": "scene", "sh": "shot", "tk": "take", "t": "take"})
_DATE = re.compile(r"(?:19|20)\d\d(?:_\d{1,2}){1,2}")

_HINT, _OTHER_SHOT = 0.6, 0.3
"""What shared words say at most, and what is left of that where both name a shot, and not the same."""


@unchanging
class Said:
    """What one name says."""

    pair: str
    """The name without what says the side: `bridge` of `bridge.onset.jpg`."""
    side: str
    """`onset`, `final` …; empty where nothing says it."""
    shots: frozenset[str]
    """Shot numbers: `07_3f`, `scene 12`, `shot 4`."""
    take: str
    """Number of the take, where it says one."""
    words: frozenset[str]
    """All other words."""


def said(name: str, slate: str = "") -> Said:
    """What the name of a file says; `slate` are the words of its slate, which count as much."""
    stem = _plain(name.rpartition(".")[0] or name)
    pieces = _PIECE.findall(stem)
    side = next((piece for piece in reversed(pieces) if any(piece in pair for pair in PAIRED)), "")
    kinds = [(_KINDS.get(kind, kind), number) for kind, number in _NAMED.findall(f"{stem} {_plain(slate)}")]
    shots = {f"{kind} {number}" for kind, number in kinds if kind != "take"}
    shots |= _numbered(stem) | _numbered(_plain(slate))
    return Said(
        pair="-".join(piece for piece in pieces if piece != side),
        side=side,
        shots=frozenset(shots),
        take=next((number for kind, number in kinds if kind == "take"), ""),
        words=frozenset(piece for piece in pieces if not _dull(piece)),
    )


def paired(one: Said, other: Said) -> bool:
    """Whether two names are those of a pair: alike but for `onset` and `final`, or `plate` and `comp`."""
    before, after = (frozenset(pair[side] for pair in PAIRED) for side in (0, 1))
    return one.pair == other.pair and bool(one.pair) and one.side in before and other.side in after


def rarity(names: Iterable[Said]) -> Counter[str]:
    """In how many names each word stands."""
    return Counter(word for each in names for word in each.words | each.shots)


def alike(one: Said, other: Said, counts: Counter[str]) -> tuple[float, str]:
    """How sure two names are of one shot, 0 to 1, and the words that say so. Rare words weigh more.

    Numbers of a scene alone, or a word, are a hint; a shot number that nobody else has is nearly a proof.
    """
    numbers = _agreed(one, other)
    if numbers:
        most = max(numbers, key=lambda number: (_exact(number), -counts[number], number))
        sure = 0.9 if _exact(most) else 0.55
        return (sure - 0.05 if one.take and other.take and one.take != other.take else sure), most
    shared = sorted(one.words & other.words, key=lambda word: (counts[word], word))
    every = one.words | other.words
    if not shared:
        return 0.0, ""
    weight = sum(1 / counts[word] for word in shared) / sum(1 / counts[word] for word in every)
    return min(_HINT * weight, _HINT) * (_OTHER_SHOT if one.shots and other.shots else 1), shared[0]


def _agreed(one: Said, other: Said) -> frozenset[str]:
    """Numbers that both have; none where they name different scenes or shots."""
    for kind in ("scene", "shot"):
        first, second = ({each for each in said_.shots if each.startswith(kind)} for said_ in (one, other))
        if first and second and not first & second:
            return frozenset()
    shared = one.shots & other.shots
    if {each.split()[0] for each in shared} == {"scene", "shot"}:
        return shared | {f"{' '.join(sorted(shared))}"}
    return shared


def _exact(number: str) -> bool:
    """Whether it names one shot: a compound number, a shot, or a scene with its shot."""
    return not number.startswith("scene ") or " shot " in number


def _numbered(text: str) -> set[str]:
    """Compound numbers: pieces next to each other that have digits, such as `07_3f`, or one such as `d2`."""
    found: set[str] = set()
    run: list[str] = []
    for piece in [*_PIECE.findall(text), ""]:
        numbered = any(character.isdigit() for character in piece)
        if numbered and not _NOISE.fullmatch(piece) and not _NAMED.fullmatch(piece):
            run.append(piece)
            continue
        mixed = len(run) == 1 and any(character.isalpha() for character in run[0])
        joined = "_".join(run)
        if (len(run) > 1 or mixed) and not _DATE.fullmatch(joined):
            found.add(joined)
        run.clear()
    return found


def _dull(piece: str) -> bool:
    return piece in _ROLES or bool(_NOISE.fullmatch(piece)) or not piece.isalpha() or len(piece) < 2


def _plain(text: str) -> str:
    """Lower case, one form of accents, `ShotTwo` in two words."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", text))
    return parted.casefold()
