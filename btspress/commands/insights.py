"""`btspress insights`: what a trial audience said."""

from __future__ import annotations

from pathlib import Path

import click

from btspress.commands import shared


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--report", "page", type=click.Path(path_type=Path), metavar="HTML", help="Write a page with plots.")
@shared.output_form
def insights(files: tuple[Path, ...], page: Path | None, form: str) -> None:
    """Merge what readers exported from review forms, FILES, with logs of what was watched.

    A log is a table with the columns page, moment, second and viewers. Each reader counts once for a moment,
    with the last answer.
    """
    from btspress.insights.gathering import UnreadableError, merged, read, row_of, text_of
    from btspress.insights.page import report_page

    try:
        read_all = [read(file.name, file.read_bytes()) for file in files]
    except UnreadableError as error:
        raise click.UsageError(str(error)) from error
    answers = [answer for found, _ in read_all for answer in found]
    verdicts = merged(answers, [seen for _, found in read_all for seen in found])
    rows = verdicts if form == "text" else tuple(row_of(verdict) for verdict in verdicts)
    shared.show(rows, text_of, form)
    if page:
        page.write_text(report_page(verdicts, len({answer.reader for answer in answers})), encoding="utf-8")
        click.echo(f"report: {page}", err=True)
