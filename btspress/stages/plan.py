"""Site × delivery → `Plan`: every job once, and what each shown thing will be. Pure: nothing is opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TypeAlias

from btspress.delivery import players, stills
from btspress.delivery.audience import WEB, Delivery
from btspress.delivery.bench import Bench
from btspress.delivery.cards import cards
from btspress.delivery.hosting import hosted
from btspress.delivery.presskit import kits
from btspress.delivery.scopes import graded
from btspress.delivery.unify import unify
from btspress.diagnostics import Diagnostic, Span, ordered, problem
from btspress.levels import Measured
from btspress.model import Clip, Frame, Sequence, Site, Sound, Source
from btspress.planned import Plan, Player, Reading
from btspress.walk import walk

Shown: TypeAlias = Frame | Clip | Sound | Sequence


def plan(
    site: Site,
    toolchain: str,
    delivery: Delivery = WEB,
    levels: Measured | None = None,
    readings: Mapping[Frame, Reading] | None = None,
) -> Plan:
    """All jobs of `site`, and the addresses of what they will make, as `delivery` wants it.

    `toolchain` names the programs that will do the work, `levels` is what was measured of the sounds,
    `readings` what scopes say of frames.
    What has no source, or a source that does not fit, is not in the plan: templates show that it is missing.
    """
    bench = Bench(toolchain, delivery, site.config.language, levels)
    aimless = unify(site, bench)
    bench.graded, bench.readings = graded(site), readings or {}
    played: dict[Clip | Sound | Sequence, Player] = {}

    def play(shown: Clip | Sound | Sequence) -> None:
        if player := _player(shown, bench):
            played.setdefault(shown, player)

    for shown in _alone(tuple(walk(site, Frame, Clip, Sound, Sequence))):
        match shown:
            case Frame():
                bench.once(shown, partial(stills.picture, bench=bench))
            case Sequence():
                play(shown)
            case _:
                bench.once(shown, play)
    shared, press = cards(site, bench), kits(site, bench)
    made = Plan(
        jobs=bench.jobs,
        pictures=MappingProxyType(bench.pictures),
        players=MappingProxyType(played),
        problems=ordered((*_late_captions(site), *aimless)),
        texts=MappingProxyType(bench.texts),
        cards=shared,
        kits=press,
        direct=MappingProxyType(bench.direct),
        hasty=delivery.hasty,
    )
    return hosted(made, delivery.host) if delivery.host else made


def _player(shown: Clip | Sound | Sequence, bench: Bench) -> Player | None:
    match shown:
        case Clip():
            return players.clip_player(shown, bench)
        case Sound():
            return players.sound_player(shown, bench)
        case _:
            return players.sequence_player(shown, bench)


def _alone(found: tuple[Shown, ...]) -> Iterable[Shown]:
    """What is shown by itself; a shot of a sequence is part of the sequence's file."""
    inside = Counter(shot.clip for sequence in found if isinstance(sequence, Sequence) for shot in sequence.shots)
    for shown in found:
        if isinstance(shown, Clip) and inside[shown] > 0:
            inside[shown] -= 1
        else:
            yield shown


def _late_captions(site: Site) -> Iterable[Diagnostic]:
    """E803, once for each file of captions."""
    for source in dict.fromkeys(walk(site, Source)):
        for given in (each for each in source.captions if not each.embedded):
            late = [cue for cue in given.cues if cue.range.start >= source.facts.duration]
            if late:
                count = "a caption lies" if len(late) == 1 else f"{len(late)} captions lie"
                length = f"{float(source.facts.duration):.1f} s"
                message = f"{count} after the end of {PurePosixPath(source.name).name} ({length})"
                yield problem("E803", message, Span(given.name, 1, 1, 2))
