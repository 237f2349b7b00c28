"""`btspress pair`: which finished frame became of what was shot."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from btspress.commands import shared

if TYPE_CHECKING:
    from btspress.diagnostics import Diagnostic


@click.command()
@shared.source
@click.option("--film", "films", multiple=True, metavar="PATH", help="Finished film, shots or frames; else film.md's.")
@click.option("--from", "items", multiple=True, required=True, metavar="PATH", help="Stills, plates, clips from set.")
@click.option("--write", "place", default="", metavar="CHAPTER[#HEADING]", help="Add what is found to a chapter.")
@click.option("--report", "page", type=click.Path(path_type=Path), metavar="HTML", help="Write a contact sheet.")
@click.option("--min", "least", type=click.FloatRange(0, 1), default=0.8, help="Confidence from which it counts.")
@shared.ffmpeg
@shared.quiet
@shared.output_form
def pair(
    source: Path,
    films: tuple[str, ...],
    items: tuple[str, ...],
    place: str,
    page: Path | None,
    least: float,
    ffmpeg: str,
    quiet: bool,
    form: str,
) -> None:
    """Propose the finished frame for each picture and clip from the set, and the Markdown that shows both.

    PATH is a file or a folder, on the disk or in the site SRC; it may be given several times. Names, slates and
    timecodes are read first; then the pictures are looked at, which needs btspress[match].
    """
    from btspress.matching.contact import contact_sheet
    from btspress.matching.finding import Finder
    from btspress.matching.placing import add
    from btspress.matching.told import row, rows_text
    from btspress.session import Options, Session, well
    from btspress.vision.features import MISSING

    report = shared.report_to(form, quiet)
    finder = Finder(Session(source, options=Options(ffmpeg=ffmpeg)), lambda words: click.echo(words, err=True))
    found = finder.find(films, items)
    folder = place.partition("#")[0].rpartition("/")[0] if place else None
    shared.show(tuple(row(each, folder, least) for each in found.proposals), rows_text, form)
    problems: list[Diagnostic] = list(found.problems)
    if not found.looked:
        click.echo(MISSING, err=True)
    if page:
        sheet = contact_sheet(found.proposals, folder, least, finder.picture)
        page.write_text(sheet, encoding="utf-8")
        report.say(f"contact sheet: {page}")
    if place:
        blocks = [text for each in found.proposals if (text := row(each, folder, least)["markdown"])]
        added = add(source, place, blocks)
        if isinstance(added, int):
            report.say(f"{added} added to {place}" if added else f"nothing to add to {place}")
        else:
            problems.append(added)
    report.problems(problems, shared.lines_of(source))
    sys.exit(shared.FINE if well(problems) else shared.PROBLEMS)
