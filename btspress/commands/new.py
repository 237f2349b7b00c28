"""`btspress new`: the first files of a site, film, chapter or person."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def new() -> None:
    """Start a site, film, chapter or person."""


@new.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="", help="Name of the site.")
def new_site(folder: Path, title: str) -> None:
    """Make FOLDER with a film and a first chapter that builds."""
    _made("site", folder, title)


@new.command("film")
@click.argument("title")
@click.option("--in", "site", type=click.Path(path_type=Path), default=".", help="Folder of the site.")
def new_film(title: str, site: Path) -> None:
    """Make a film folder called TITLE."""
    _made("film", site, title)


@new.command("chapter")
@click.argument("title")
@click.option("--in", "film", type=click.Path(path_type=Path), default=".", help="Folder of the film.")
def new_chapter(title: str, film: Path) -> None:
    """Make the next chapter, called TITLE."""
    _made("chapter", film, title)


@new.command("person")
@click.argument("name")
@click.option("--in", "site", type=click.Path(path_type=Path), default=".", help="Folder of the site.")
def new_person(name: str, site: Path) -> None:
    """Make the file of a person called NAME."""
    _made("person", site, name)


def _made(kind: str, place: Path, words: str) -> None:
    from btspress.scaffold import ScaffoldError, scaffold

    try:
        for path in scaffold(kind, place, words):
            click.echo(path)
    except ScaffoldError as error:
        raise click.UsageError(str(error)) from error
