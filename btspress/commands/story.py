"""`btspress story`: the paper cut."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from btspress.commands import shared


@click.command()
@shared.source
@click.option("--film", "slug", default="", metavar="NAME", help="One film only, by the name of its folder.")
@click.option("--report", "page", type=click.Path(path_type=Path), metavar="HTML", help="Write a page with plots.")
@click.option("--look/--no-look", default=True, help="Look into clips for their cuts; kept, so once for each clip.")
@shared.ffmpeg
@shared.quiet
@shared.output_form
def story(source: Path, slug: str, page: Path | None, look: bool, ffmpeg: str, quiet: bool, form: str) -> None:
    """Lay the story in SRC out on one sheet: a line for each chapter, and what only all of them together tell.

    For each chapter its phase, tempo, minutes to read and to watch, middle shot in seconds, decisions, challenges
    and fixes, pairs, voices and motifs; for the film its cuts beside those of the finished film, and who is missing.
    """
    from btspress.papercut.laying import lay
    from btspress.papercut.page import report_page
    from btspress.papercut.told import sheet_row, sheet_text
    from btspress.session import Options, Session, well
    from btspress.story.rights import Audience

    report = shared.report_to(form, quiet)
    laid = lay(Session(source, options=Options(audience=Audience.PREVIEW, ffmpeg=ffmpeg)), slug, look=look)
    if slug and not laid.sheets:
        raise click.UsageError(f"there is no film '{slug}'")
    shared.show(
        laid.sheets if form == "text" else tuple(sheet_row(sheet) for sheet in laid.sheets),
        lambda sheets: (line for sheet in sheets for line in (*sheet_text(sheet), "")),
        form,
    )
    if page:
        page.write_text(report_page(laid.sheets, laid.picture), encoding="utf-8")
        report.say(f"report: {page}")
    report.problems(laid.problems, shared.lines_of(source))
    sys.exit(shared.FINE if well(laid.problems) else shared.PROBLEMS)
