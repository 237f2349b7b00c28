"""The paper cut in a terminal, and as rows for programs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from btspress.amounts import listed, many
from btspress.papercut.sheet import Line, Sheet
from btspress.timecode import clock

_TITLE = 30
_COLUMNS = f"{'':>2}  {'chapter':<{_TITLE}}  {'phase':<15} {'tempo':<15} {'read':>4} {'watch':>5} {'shot':>5}"
_COUNTS = f"{'dec':>4} {'ch/fix':>6} {'pairs':>5} {'voices':>6}  motifs"


def sheet_text(sheet: Sheet) -> Iterator[str]:
    """The lines of a paper cut, about a hundred and thirty characters wide."""
    yield f"{sheet.title}: {many(len(sheet.lines), 'chapter')}"
    yield ""
    yield f"{_COLUMNS} {_COUNTS}"
    for line in sheet.lines:
        yield _row(line)
    yield _sums(sheet)
    yield ""
    yield from _notes(sheet)


def _row(line: Line) -> str:
    fixes = f"{line.count('challenge')}/{line.count('fix')}"
    motifs = ", ".join(sight.motif for sight in line.sights) or "–"
    title, phase = _cut(line.title, _TITLE), _cut(line.phase or "–", 15)
    return (
        f"{line.number:>2}  {title:<{_TITLE}}  {phase:<15} {tempo_words(line):<15} "
        f"{line.reading:>4} {clock(line.watch):>5} {_seconds(line.middle, estimated=line.estimated):>5} "
        f"{line.count('decision'):>4} {fixes:>6} {line.pairs:>5} {len(line.voices):>6}  {motifs}"
    ).rstrip()


def _sums(sheet: Sheet) -> str:
    lines = sheet.lines
    middle = sorted(sheet.shots)[len(sheet.shots) // 2] if sheet.shots else None
    fixes = f"{sum(each.count('challenge') for each in lines)}/{sum(each.count('fix') for each in lines)}"
    return (
        f"{'':>2}  {'all':<{_TITLE}}  {'':<15} {'':<15} {sum(each.reading for each in lines):>4} "
        f"{clock(sum((each.watch for each in lines), Fraction(0))):>5} {_seconds(middle):>5} "
        f"{sum(each.count('decision') for each in lines):>4} {fixes:>6} {sum(each.pairs for each in lines):>5} "
        f"{len(sheet.voices):>6}"
    ).rstrip()


def _notes(sheet: Sheet) -> Iterator[str]:
    if sheet.finished:
        story, film = rate(sheet.shots), rate(sheet.finished)
        yield f"Cuts a minute: {story:.1f} in the story, {film:.1f} in {sheet.finished_name}."
    empty = [each.phase.name for each in sheet.coverage if not each.chapters]
    if empty:
        yield f"No chapter: {listed(empty)}."
    for words, names in (
        ("In the story, without a role on the film", sheet.crew.uncredited),
        ("Credited, and not in the story", sheet.crew.unseen),
        ("Nobody named from", sheet.crew.missing),
    ):
        if names:
            yield f"{words}: {listed(list(names), len(names))}."
    if any(line.estimated for line in sheet.lines):
        yield "~ some clips count as one shot: nobody could look into them."


def rate(shots: tuple[Fraction, ...]) -> float:
    """Cuts a minute."""
    return 60 * (len(shots) - 1) / float(sum(shots)) if shots else 0.0


def tempo_words(line: Line) -> str:
    """The tempo that was declared, and what its shots say where that differs."""
    shown = line.tempo_shown
    return (line.tempo or "–") + (f" (is {shown})" if line.tempo and shown and shown != line.tempo else "")


def _seconds(length: Fraction | None, *, estimated: bool = False) -> str:
    return "–" if length is None else f"{'~' if estimated else ''}{float(length):.1f}"


def _cut(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1] + "…"


def sheet_row(sheet: Sheet) -> dict[str, Any]:
    """One film as a JSON record; lengths in seconds."""
    return {
        "film": sheet.slug,
        "title": sheet.title,
        "chapters": [_line_row(line) for line in sheet.lines],
        "shots": [_float(shot) for shot in sheet.shots],
        "finished": {"file": sheet.finished_name, "shots": [_float(shot) for shot in sheet.finished]},
        "phases": [
            {
                "phase": each.phase.id,
                "chapters": each.chapters,
                "minutes": _float(each.minutes),
                "decisions": each.decisions,
            }
            for each in sheet.coverage
        ],
        "voices": [
            {"name": each.name, "credited": each.credited, "soundbites": each.bites, "seconds": _float(each.seconds)}
            | {"moments": each.signed}
            for each in sheet.voices
        ],
        "crew": {
            "uncredited": list(sheet.crew.uncredited),
            "unseen": list(sheet.crew.unseen),
            "departments": [
                {"name": name, "people": people, "moments": moments} for name, people, moments in sheet.crew.departments
            ],
            "missing": list(sheet.crew.missing),
        },
    }


def _line_row(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": line.title,
        "file": line.file,
        "phase": line.phase,
        "tempo": line.tempo,
        "tempo_shown": line.tempo_shown,
        "reading_minutes": line.reading,
        "watch": _float(line.watch),
        "clips": line.clips,
        "shots": len(line.shots),
        "median_shot": None if line.middle is None else _float(line.middle),
        "decisions": line.count("decision"),
        "challenges": line.count("challenge"),
        "open_challenges": line.open,
        "fixes": line.count("fix"),
        "pairs": line.pairs,
        "voices": [voice.name for voice in line.voices],
        "motifs": {sight.motif: sight.count for sight in line.sights},
    }


def _float(number: Fraction) -> float:
    return round(float(number), 3)
