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
@click.option("--language", default="", help="Tag of the language, where the story has several: de.")
@click.option("--to", "file", type=click.Path(path_type=Path), default=None, help="The file: FILM.epub, FILM.de.epub.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day of the edition; today.")
@click.option("--key", is_flag=True, help="With the answers, and the notes for whoever teaches.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Build the site there, not in the cache.")
@shared.ffmpeg
@shared.jobs
@shared.quiet
@shared.verbose
def epub(
    source: Path,
    slug: str,
    language: str,
    file: Path | None,
    day: datetime | None,
    key: bool,
    out: Path | None,
    ffmpeg: str,
    jobs: int,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make an EPUB of a film of the site in SRC, with frames, timecodes, and QR codes that lead to the clips.

    Its pictures are made as by build, in a folder of the cache; the published site stays as it is.
    """
    from btspress.amounts import many, size
    from btspress.bookbinding import bound, told_in
    from btspress.delivery.epub import packed
    from btspress.session import Options, Session
    from btspress.web.environment import make_environment
    from btspress.web.theme import load_theme

    report = shared.report_to(quiet=quiet, verbose=verbose)
    out = out or shared.cache() / "epub"
    report.say(f"Building the site for the book in {out} …")
    with shared.progress(report) as news:
        built = Session(source, out, Options(ffmpeg=ffmpeg, workers=jobs, news=news)).build()
    report.problems(built.problems, shared.lines_of(source))
    theme = load_theme(built.site.config.theme, source).theme
    if not built.ok or theme is None:
        sys.exit(shared.PROBLEMS)
    try:
        site = told_in(built.site, theme, language)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    films = {film.slug: film for film in site.films}
    if not (slug in films or (not slug and len(films) == 1)):
        raise click.UsageError(f"say which film with --film: {', '.join(films)}")
    film = films[slug or next(iter(films))]
    on = day.date() if day else datetime.now().astimezone().date()
    book, problems = bound(site, built.plan, film, make_environment(theme), out, on, key=key)
    report.problems(problems, shared.lines_of(source))
    if problems:
        sys.exit(shared.PROBLEMS)
    target, packing = file or Path(f"{film.slug}{site.root.replace('/', '.')}.epub"), packed(book)
    target.write_bytes(packing)
    report.say(f"{many(len(film.chapters), 'chapter')}, {many(len(book.pictures), 'picture')}, {size(len(packing))}:")
    click.echo(target)
