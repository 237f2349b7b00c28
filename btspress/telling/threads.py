"""What can only be tied when a whole page is known: cues, notes, exercises, challenges and their fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from btspress.diagnostics import Diagnostic, Severity, problem, suggest
from btspress.directives.desk import DocumentDesk
from btspress.model import (
    Block,
    Clip,
    CueLink,
    Figure,
    Footnote,
    Learning,
    Moment,
    NoteMark,
    Sound,
    Soundbite,
    Source,
)
from btspress.timecode import TimeRange, decimal
from btspress.walk import Indexed, rebuild, walk

_LINKED = 20
"""Seconds of a clip that a cue opens when no player of the page has it."""


def page_of(desk: DocumentDesk) -> tuple[tuple[Block, ...], tuple[Footnote, ...]]:
    """Blocks and notes of a whole document, tied together; findings stay with the desk."""
    blocks = Indexed(desk.blocks(desk.document.blocks))
    (blocks, notes), problems = tie((blocks, desk.notes()), desk.ids)
    desk.problems.extend(problems)
    return blocks, notes


def tie(blocks: tuple[Any, ...], ids: frozenset[str] = frozenset()) -> tuple[tuple[Any, ...], list[Diagnostic]]:
    """The blocks of one page with cues, exercises and challenge–fix pairs tied together.

    `ids` are those that the page has given, also to blocks that were left out.
    """
    found: list[Diagnostic] = []
    if next(walk(blocks, CueLink, Moment, Learning), None) is None:
        return _counted(blocks), found
    answers = _answers(tuple(walk(blocks, Moment)), ids, found)
    players = tuple(
        (node.id, node.shown)
        for node in walk(blocks, Figure, Soundbite)
        if isinstance(node.shown, Clip | Sound) and isinstance(node.shown.source, Source)
    )
    order = list(walk(blocks, Figure, Learning))

    def change(node: Any) -> Any:
        if isinstance(node, CueLink):
            return _aimed(node, players, found)
        if isinstance(node, Moment) and node.id in answers:
            return replace(node, answers=answers[node.id])
        if isinstance(node, Learning) and (node.watch or node.pause is not None):
            return _set_to(node, node.target or _nearest_above(node, order), dict(players), found)
        return node

    return rebuild(_counted(blocks), change, CueLink, Moment, Learning), found


def _counted(blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    """The blocks, marks of notes counted anew where something is left out that held the first mention."""
    mentions: Counter[str] = Counter()

    def count(mark: NoteMark) -> NoteMark:
        mentions[mark.label] += 1
        return mark if mark.count == mentions[mark.label] else replace(mark, count=mentions[mark.label])

    if all(count(mark) is mark for mark in walk(blocks, NoteMark)):
        return blocks
    mentions.clear()
    counted: tuple[Any, ...] = rebuild(blocks, count, NoteMark)
    return counted


def _aimed(cue: CueLink, players: tuple[tuple[str, Clip | Sound], ...], found: list[Diagnostic]) -> CueLink:
    """The cue with the player that holds its time; `at` becomes seconds after that player's start."""
    shown = cue.shown
    if not isinstance(shown, Clip | Sound):
        return cue
    same = [(name, played) for name, played in players if played.source == shown.source]
    for name, played in same:
        if played.range.start <= cue.at <= played.range.end:
            return replace(cue, target=name, shown=played, at=cue.at - played.range.start)
    name = shown.source.name.rsplit("/", 1)[-1]
    if same:
        limits = same[0][1].range
        words = f"{decimal(cue.at)} is outside the clip {decimal(limits.start)}–{decimal(limits.end)}"
        found.append(problem("E230", words, shown.span))
    else:
        found.append(problem("E232", f"{name} is not shown on this page", shown.span))
    end = min(shown.range.end, shown.range.start + _LINKED)
    return replace(cue, shown=replace(shown, range=TimeRange(shown.range.start, end)), at=cue.at * 0)


def _set_to(node: Learning, target: str, players: Mapping[str, Clip | Sound], found: list[Diagnostic]) -> Learning:
    """The exercise or question with the player `target`; where that is to stop becomes seconds after its start."""
    if not target:
        verb = "watch" if node.watch else "pause"
        found.append(problem("E311", f"there is no clip to {verb}", node.span))
    played = players.get(target)
    if node.pause is None or played is None:
        return replace(node, target=target, pause=None)
    if not played.range.start < node.pause < played.range.end:
        limits = f"{decimal(played.range.start)}–{decimal(played.range.end)}"
        found.append(problem("E230", f"{decimal(node.pause)} is outside the clip {limits}", node.span))
        return replace(node, target=target, pause=None)
    return replace(node, target=target, pause=node.pause - played.range.start)


def _nearest_above(exercise: Learning, order: list[Figure | Learning]) -> str:
    name = ""
    for node in order:
        if isinstance(node, Learning) and node.id == exercise.id:
            break
        if isinstance(node, Figure) and isinstance(node.shown, Clip | Sound):
            name = node.id
    return name


def _answers(moments: tuple[Moment, ...], ids: frozenset[str], found: list[Diagnostic]) -> dict[str, str]:
    """Ids of challenges by fix, and of fixes by challenge."""
    answers: dict[str, str] = {}
    open_challenges: list[str] = []
    known = [moment.id for moment in moments]
    for moment in moments:
        if moment.kind == "challenge":
            open_challenges.append(moment.id)
        if moment.kind != "fix":
            continue
        named = dict(moment.details).get("fixes", "").lstrip("#")
        if named and named not in known:
            if named not in ids:
                hint = suggest(named, known)
                found.append(problem("E404", f"no challenge '#{named}' on this page", moment.span, hint))
            continue
        target = named or (open_challenges[-1] if open_challenges else "")
        if target:
            answers[moment.id] = target
            answers.setdefault(target, moment.id)
            open_challenges = [each for each in open_challenges if each != target]
    return answers


def speech_without_captions(blocks: tuple[Block, ...], language: str, *, release: bool) -> Iterable[Diagnostic]:
    """A finding for each clip in which people speak and that has no captions.

    Where nobody said whether people speak, a sound track counts as speech in `language`.
    """
    said: set[str] = set()
    for shown in walk(blocks, Clip, Sound):
        source = shown.source
        if not isinstance(source, Source) or source.name in said or shown.span is None:
            continue
        heard = isinstance(shown, Sound) or shown.sound
        written = any(track.kind in {"captions", "subtitles"} for track in source.captions)
        if heard and source.speech != "none" and not written:
            said.add(source.name)
            stem = source.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            hint = f"add {stem}.{source.speech or language}.vtt beside it, or 'speech: none' to {stem}.md"
            severity = Severity.ERROR if release else None
            words = "people speak here" if source.speech else "this has sound"
            yield problem("E810", f"{words} and there are no captions", shown.span, hint, severity)
