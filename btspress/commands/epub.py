"""`btspress epub`: a film's chapters as a book."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from btspress.commands import shared


@click.command()
@shared.source
@click.option("--film", "slug", default="", help="Folder of the film, where the site tells of several.")
@click.option("--to", "file", type=click.Path(path_type=Path), default=None, help="The file: FILM.epub.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day of the edition; today.")
@click.option("--key", is_flag=True, help="With the answers, and the notes for whoever teaches.")
@shared.published
@shared.ffmpeg
@shared.jobs
def epub(
    source: Path, slug: str, file: Path | None, day: datetime | None, key: bool, out: Path, ffmpeg: str, jobs: int
) -> None:
    """Make an EPUB of a film of the site in SRC, with frames, timecodes, and QR codes that lead to the clips.

    The site is brought up to date in its folder first, as by build.
    """
    from btspress.bookbinding import bound
    from btspress.delivery.epub import packed
    from btspress.session import Options, Session
    from btspress.web.environment import make_environment
    from btspress.web.theme import load_theme

    report = shared.report_to(quiet=True)
    built = Session(source, out, Options(ffmpeg=ffmpeg, workers=jobs)).build()
    report.problems(built.problems, shared.lines_of(source))
    theme = load_theme(built.site.config.theme, source).theme
    if not built.ok or theme is None:
        sys.exit(shared.PROBLEMS)
    films = {film.slug: film for film in built.site.films}
    if not (slug in films or (not slug and len(films) == 1)):
        raise click.UsageError(f"say which film with --film: {', '.join(films)}")
    film = films[slug or next(iter(films))]
    on = day.date() if day else datetime.now().astimezone().date()
    book, problems = bound(built.site, built.plan, film, make_environment(theme), out, on, key=key)
    report.problems(problems, shared.lines_of(source))
    if problems:
        sys.exit(shared.PROBLEMS)
    target = file or Path(f"{film.slug}.epub")
    target.write_bytes(packed(book))
    click.echo(target)
