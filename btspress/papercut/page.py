"""The paper cut as a page of its own: the sheet, its plots with their numbers, and the frames of its motifs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from btspress.amounts import listed, many
from btspress.model import Frame
from btspress.papercut.plots import bars, open_questions, pacing, tension
from btspress.papercut.sheet import Line, Sheet, Sight
from btspress.papercut.told import rate, tempo_words
from btspress.timecode import clock

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.55 system-ui, sans-serif;
  --ink: light-dark(#1c1c1a, #ecebe6); --quiet: light-dark(#5b5a55, #a9a79f); --rule: light-dark(#d9d7cf, #3a3934);
  --paper: light-dark(#fbfaf7, #171715); --story: light-dark(#a33b1f, #ff9d7a); --film: light-dark(#1f5f86, #86c5ee);
  --tempo: light-dark(#e9e4d8, #2b2a26) }
body { margin: 0 auto; padding: 2rem 1.25rem 5rem; max-width: 72rem; color: var(--ink); background: var(--paper) }
h1 { font-size: 2rem; line-height: 1.15; margin: 3rem 0 .25rem }
h2 { font-size: 1.2rem; margin: 3rem 0 .35rem }
p { max-width: 44rem; margin: .35rem 0 1rem }
.lead { color: var(--quiet) }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; font-size: .9rem }
th, td { text-align: left; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--rule); vertical-align: top }
th { font-weight: 600; white-space: nowrap }
.n { text-align: right }
tfoot td { font-weight: 600; border-bottom: 0 }
svg { display: block; width: 100%; min-width: 40rem; height: auto; font: 13px system-ui, sans-serif; fill: var(--ink) }
.axis { fill: var(--quiet) }
.grid, .chapter { stroke: var(--rule) }
.chapter { stroke-dasharray: 2 4 }
.base { stroke: var(--quiet) }
polyline, path { fill: none; stroke-width: 2.5; stroke-linejoin: round }
.story { stroke: var(--story) }
.finished { stroke: var(--film); stroke-dasharray: 7 4 }
.bar { fill: var(--film) }
.tempo { fill: var(--tempo) }
.key { display: inline-block; width: 2rem; margin-right: .4rem; vertical-align: middle;
  border-top: 3px solid var(--story) }
.key.film { border-top: 3px dashed var(--film); margin-left: 1.25rem }
details { margin: .5rem 0 } summary { cursor: pointer; color: var(--quiet) }
.strip td { padding: .3rem .5rem .3rem 0; min-width: 6.5rem; border: 0 }
.strip th { border: 0 }
.strip img { display: block; width: 6.5rem; aspect-ratio: 16 / 9; object-fit: cover }
.strip .whole { outline: 1px dashed var(--quiet); outline-offset: -1px; opacity: .75 }
.strip .none { color: var(--rule) }
@media print { body { max-width: none } h2 { break-after: avoid } svg, table { break-inside: avoid } }
"""

_TENSION = (
    "The blocks are the tempo that each chapter declares. The line rises with each challenge, clash, accident and "
    "deleted scene, and falls with each fix, lesson, wrap and epilogue. A line that never rises has no questions; one "
    "that never falls gives no answers."
)
_MOTIFS = (
    "The first frame of each motif in each chapter. A dashed frame opens a chapter that names the motif and shows it "
    "in no block."
)
_HEADS = ("No.", "Chapter", "Phase", "Tempo", "Read", "Watch", "Middle shot", "Decisions", "Challenges / fixes")

Picture = Callable[[Frame], bytes]


def report_page(sheets: Sequence[Sheet], picture: Picture) -> str:
    """The page of all films, which needs no other file; `picture` gives a JPEG of a frame."""
    films = "".join(part for sheet in sheets for part in _film(sheet, picture))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Paper cut: {escape(listed([sheet.title for sheet in sheets]))}</title>\n<style>{_STYLE}</style>\n"
        f"</head>\n<body>\n<main>\n{films}</main>\n</body>\n</html>\n"
    )


def _film(sheet: Sheet, picture: Picture) -> Iterator[str]:
    lines = sheet.lines
    minutes = float(sum(line.minutes for line in lines))
    yield f"<h1>{escape(sheet.title)}</h1>\n<p class='lead'>{many(len(lines), 'chapter')}, {minutes:.0f} minutes.</p>\n"
    yield _wide("The sheet", _sheet(sheet))
    if len(sheet.shots) > 1:
        yield from _pacing(sheet)
    yield f"<h2>Tempo and tension</h2>\n<p>{_TENSION}</p>\n"
    yield _wide("Tempo and tension", tension(sheet)) + _questions(sheet)
    yield "<h2>Phases of the production</h2>\n"
    rows = [(each.phase.name, float(each.minutes), _coverage(each.chapters, each.decisions)) for each in sheet.coverage]
    yield _wide("Phases", bars("Minutes of the story by phase", rows))
    yield from _voices(sheet)
    yield from _strip(sheet, picture)


def _coverage(chapters: int, decisions: int) -> str:
    return f"{many(chapters, 'chapter')}, {many(decisions, 'decision')}" if chapters else "no chapter"


def _pacing(sheet: Sheet) -> Iterator[str]:
    yield "<h2>Pacing</h2>\n<p>Cuts a minute along all clips of the story, from the first to the last"
    if sheet.finished:
        yield f", and along the finished film ({escape(sheet.finished_name)}), both drawn to one length. "
        yield f"On the whole {rate(sheet.shots):.1f} and {rate(sheet.finished):.1f}"
    yield ". The numbers below are the chapters.</p>\n"
    if sheet.finished:
        yield '<p><span class="key"></span>the story<span class="key film"></span>the finished film</p>\n'
    yield _wide("Pacing", pacing(sheet))
    rows = ((str(n), f"{float(shot):.2f}") for n, shot in enumerate(sheet.shots, 1))
    yield _numbers("Seconds of every shot of the story", ("Shot", "Seconds"), rows)


def _questions(sheet: Sheet) -> str:
    levels = iter(open_questions(sheet))
    turns = ((line, turn) for line in sheet.lines for turn in line.turns)
    rows = ((f"{line.number}", turn.kind, turn.title, str(next(levels)[1])) for line, turn in turns)
    return _numbers("Every turn of the story", ("Chapter", "Turn", "Title", "Open after it"), rows)


def _voices(sheet: Sheet) -> Iterator[str]:
    yield "<h2>Who speaks</h2>\n"
    if not sheet.voices:
        yield "<p>Nobody speaks in this story, and nobody signs anything.</p>\n"
    else:
        rows = [
            (
                each.name,
                float(each.bites + each.signed),
                f"{many(each.bites, 'soundbite')}, {many(each.signed, 'moment')}",
            )
            for each in sheet.voices
        ]
        yield _wide("Voices", bars("Soundbites and moments by voice", rows))
    crew = sheet.crew
    if crew.departments:
        parts = [
            (name, float(seen), f"{many(people, 'person', 'people')}, {many(seen, 'moment')}")
            for name, people, seen in crew.departments
        ]
        yield "<h2>Departments, the least seen first</h2>\n"
        yield _wide("Departments", bars("Appearances in the story by department", parts))
    for words, names in (
        ("In the story, and without a role on the film", crew.uncredited),
        ("Credited, and not in the story", crew.unseen),
        ("Nobody is named from", crew.missing),
    ):
        if names:
            yield f"<p><b>{words}:</b> {escape(listed(list(names), len(names)))}.</p>\n"


def _strip(sheet: Sheet, picture: Picture) -> Iterator[str]:
    if not sheet.motifs:
        return
    yield f"<h2>Motifs</h2>\n<p>{_MOTIFS}</p>\n"
    heads = "".join(f'<th scope="col">{line.number}</th>' for line in sheet.lines)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(_cell(line, motif, picture) for line in sheet.lines)}</tr>\n'
        for motif, name in sheet.motifs
    )
    head = f'<thead><tr><th scope="col">Motif</th>{heads}</tr></thead>'
    yield _wide("Motif strip", f'<table class="strip">{head}<tbody>\n{rows}</tbody></table>')


def _cell(line: Line, motif: str, picture: Picture) -> str:
    sight = next((each for each in line.sights if each.motif == motif), None)
    if sight is None:
        return '<td class="none">–</td>'
    jpeg = picture(sight.frame) if sight.frame else b""
    if not jpeg:
        return f"<td>{_times(sight)}</td>"
    kind = "" if sight.count else ' class="whole"'
    data = b64encode(jpeg).decode()
    return f'<td><img{kind} src="data:image/jpeg;base64,{data}" alt="{escape(line.title)}">{_times(sight)}</td>'


def _times(sight: Sight) -> str:
    return many(sight.count, "block") if sight.count else "the chapter"


def _wide(name: str, inside: str) -> str:
    """Something that may be wider than the window, and can be scrolled by keyboard then."""
    return f'<div class="wide" role="group" tabindex="0" aria-label="{name}">{inside}</div>\n'


def _sheet(sheet: Sheet) -> str:
    names = {phase.id: phase.name for phase in sheet.phases}
    motifs = dict(sheet.motifs)
    rows = "".join(_row(line, names, motifs) for line in sheet.lines)
    head = "".join(f'<th scope="col">{name}</th>' for name in (*_HEADS, "Pairs", "Voices", "Motifs"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>"


def _row(line: Line, phases: dict[str, str], motifs: dict[str, str]) -> str:
    middle = "–" if line.middle is None else f"{'~' if line.estimated else ''}{float(line.middle):.1f} s"
    cells = (
        str(line.number),
        line.title,
        phases.get(line.phase, line.phase),
        tempo_words(line),
        f"{line.reading} min",
        clock(line.watch),
        middle,
        str(line.count("decision")),
        f"{line.count('challenge')} / {line.count('fix')}" + (f" ({line.open} open)" if line.open else ""),
        str(line.pairs),
        ", ".join(voice.name for voice in line.voices) or "–",
        ", ".join(motifs.get(sight.motif, sight.motif) for sight in line.sights) or "–",
    )
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>\n"


def _numbers(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return (
        f"<details><summary>{escape(title)}</summary>\n<table><thead><tr>{head}</tr></thead><tbody>\n{body}"
        "</tbody></table></details>\n"
    )
