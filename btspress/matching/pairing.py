"""Proposals for every item: names first, slates and timecode next, then the look and the movement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from btspress.matching.albums import Album
from btspress.matching.archive import Archive
from btspress.matching.clocks import same_clock, slate_words
from btspress.matching.footage import Item
from btspress.matching.looking import Course, Sight, course, sights
from btspress.matching.names import Said, alike, paired, rarity, said
from btspress.matching.proposals import LOOKS, Candidate, Proposal, Reason, ranked
from btspress.timecode import TimeRange, clock
from btspress.unchanging import unchanging

_ASKED = 6
"""Frames of a clip that are looked for."""
_SEEN = 0.5
"""Confidence from which a sight says where in a film something is."""
_TOGETHER = Fraction(2, 5)
"""Seconds by which two sights of one clip may disagree about where it starts."""
NOWHERE: Final = "by its look it was found nowhere"
"""What is noted of an item that was looked for in vain."""
_PAIR = 0.97
_SLATE = 0.92


@unchanging
class Films:
    """What may be proposed."""

    items: tuple[Item, ...]
    archive: Archive | None
    """Their albums in the same order; None where nothing can be looked at."""


def propose(item: Item, others: Sequence[Item], films: Films, own: Album | None) -> Proposal:
    """What `item` may have become. `others` are all items asked about, and `own` is its album, if it can be seen."""
    named = dict(_named(item, others, films.items))
    seen = list(_looked(own, films)) if own and films.archive else []
    moved = dict(_moving(own, films)) if own and films.archive else {}
    candidates = ranked(_joined(item, films, named, seen, moved))
    return Proposal(item, candidates, tuple(_notes(item, own, films, candidates)))


# ---- names, slates, timecode ----


def _named(item: Item, others: Sequence[Item], films: Sequence[Item]) -> Iterator[tuple[int, tuple[Reason, ...]]]:
    """Reasons by number of the finished item."""
    own, finished = _said(item), [_said(film) for film in films]
    counts = rarity([*finished, *map(_said, others)])
    agreed = [_reasons(item, own, film, words, counts) for film, words in zip(films, finished, strict=True)]
    # Where several files say the same, only one of them can be meant.
    rivals = Counter(reason.words for reasons in agreed for reason in reasons)
    for number, reasons in enumerate(agreed):
        if reasons:
            yield number, tuple(_shared(reason, rivals[reason.words]) for reason in reasons)


def _reasons(item: Item, own: Said, film: Item, other: Said, counts: Counter[str]) -> tuple[Reason, ...]:
    if item.digest == film.digest:
        return ()
    if paired(own, other):
        return (Reason("name", _PAIR, f"name: {own.pair} with {own.side} and {other.side}"),)
    if item.pair and item.pair == film.pair:
        return (Reason("name", _PAIR, f"both text files say pair: {item.pair}"),)
    sure, word = alike(own, other, counts)
    board, other_board = (said("", slate_words(each)) for each in (item, film))
    read, number = alike(board, other_board if other_board.shots else other, counts) if board.shots else (0.0, "")
    if read >= max(sure, _SEEN):  # a number that is on the slate and in the name too is one reason, not two
        return (Reason("slate", min(read + 0.02, _SLATE), f"slate: {number}"),)
    return (Reason("name", sure, f"name: both say {word}"),) if sure else ()


def _said(item: Item) -> Said:
    return said(item.name)


def _shared(reason: Reason, rivals: int) -> Reason:
    return replace(reason, confidence=reason.confidence / rivals**0.5) if rivals > 1 else reason


# ---- look and movement ----


def _looked(own: Album, films: Films) -> Iterator[tuple[Fraction, Sight]]:
    """Sights, with the time in the item at which they were seen."""
    if films.archive is None:
        return
    step = max(-(-len(own.leaves) // _ASKED), 1)
    for leaf in own.leaves[step // 2 :: step] or own.leaves[:1]:
        for sight in sights(leaf.features, films.archive):
            yield leaf.at, sight


def _moving(own: Album, films: Films) -> Iterator[tuple[int, Course]]:
    if films.archive is None:
        return
    for number, film in enumerate(films.archive.albums):
        found = course(own, film)
        if found:
            yield number, found


# ---- together ----


def _joined(
    item: Item,
    films: Films,
    named: dict[int, tuple[Reason, ...]],
    seen: list[tuple[Fraction, Sight]],
    moved: dict[int, Course],
) -> Iterator[Candidate]:
    for number, film in enumerate(films.items):
        if film.digest == item.digest:
            continue
        reasons = named.get(number, ())
        clocks = same_clock(item, film)
        placed = list(_placed(item, films, number, [pair for pair in seen if pair[1].album == number]))
        if clocks:
            yield _run(film, item, (*reasons, clocks[0]), (clocks[1], clocks[2]))
        elif number in moved and moved[number].confidence >= _SEEN:
            both = _ranges(item, film, moved[number].later)
            best = max((each.reasons[0] for each in placed), key=lambda reason: reason.confidence, default=None)
            words = f"movement: it runs alike for {float(moved[number].overlap):.1f} s"
            moves = Reason("movement", moved[number].confidence, words)
            yield _run(film, item, (*reasons, *([best] if best else []), moves), both)
        elif placed:
            for candidate in placed:
                yield replace(candidate, reasons=(*reasons, *candidate.reasons))
        if reasons and not clocks and not placed and number not in moved:
            yield _guessed(item, film, reasons)
            yield from _onward(item, number, films, reasons)


def _onward(item: Item, number: int, films: Films, reasons: tuple[Reason, ...]) -> Iterator[Candidate]:
    """Where the finished shot that a name leads to runs in longer films: the movement of one finds it in the other."""
    shot = films.items[number]
    if films.archive is None or number >= len(films.archive.albums):
        return
    album = films.archive.albums[number]
    for other, longer in enumerate(films.archive.albums):
        film = films.items[other]
        found = course(album, longer) if film.facts.duration > shot.facts.duration else None
        if found and found.confidence >= _SEEN:
            at = found.later + shot.facts.duration / 2
            best = max(reason.confidence for reason in reasons)
            words = f"{reasons[0].words} of {shot.name}, which runs there from {float(found.later):.2f} s"
            onward = Reason(reasons[0].kind, best * found.confidence, words)
            yield Candidate(film, (onward,), at, _middle(item), guessed=True)


def _placed(item: Item, films: Films, number: int, seen: list[tuple[Fraction, Sight]]) -> Iterator[Candidate]:
    """A candidate for each shot of one film in which something was seen."""
    if films.archive is None:
        return
    film, album = films.items[number], films.archive.albums[number]
    best: dict[int, tuple[Fraction, Sight]] = {}
    for own_at, sight in seen:
        shot = album.leaves[sight.leaf].shot
        if shot not in best or sight.confidence > best[shot][1].confidence:
            best[shot] = (own_at, sight)
    for own_at, sight in best.values():
        at = album.leaves[sight.leaf].at
        words = f"look: {sight.relation.inliers} details lie alike" + (", mirrored" if sight.flipped else "")
        starts = [album.leaves[other.leaf].at - when for when, other in seen if other.confidence >= _SEEN]
        close = [start for start in starts if abs(start - (at - own_at)) <= _TOGETHER]
        both = _ranges(item, film, at - own_at) if item.moving and film.moving and len(close) > 1 else None
        yield Candidate(
            finished=film,
            reasons=(Reason("look", sight.confidence, words),),
            at=at if film.moving else None,
            own_at=own_at if item.moving else None,
            both=both,
            flipped=sight.flipped,
        )


def _ranges(item: Item, film: Item, later: Fraction) -> tuple[TimeRange, TimeRange]:
    """What both show when the item starts at `later` seconds of the film."""
    start = max(-later, Fraction(0))
    end = min(item.facts.duration, film.facts.duration - later)
    return TimeRange(start, end), TimeRange(start + later, end + later)


def _run(film: Item, item: Item, reasons: tuple[Reason, ...], both: tuple[TimeRange, TimeRange]) -> Candidate:
    middle = both[0].duration / 2
    return Candidate(film, reasons, both[1].start + middle, both[0].start + middle, both)


def _guessed(item: Item, film: Item, reasons: tuple[Reason, ...]) -> Candidate:
    """The middle of a video, where only its shot is known."""
    at = film.facts.duration / 2 if film.moving else None
    return Candidate(film, reasons, at, _middle(item), guessed=film.moving or item.moving)


def _middle(item: Item) -> Fraction | None:
    return item.facts.duration / 2 if item.moving else None


def _notes(item: Item, own: Album | None, films: Films, found: Sequence[Candidate]) -> Iterator[str]:
    kinds = {reason.kind for each in found for reason in each.reasons if reason.confidence >= _SEEN}
    if films.archive and own and not kinds & LOOKS:
        yield NOWHERE
    surest = found[0] if found else None
    if surest and any(reason.kind == "look" for reason in surest.reasons) and surest.at is not None:
        others = [each for each in found[1:] if any(reason.kind in {"name", "slate"} for reason in each.reasons)]
        if others and not any(reason.kind in {"name", "slate"} for reason in surest.reasons):
            yield f"its name says {others[0].finished.name}, its look says {surest.finished.name} at {clock(surest.at)}"
