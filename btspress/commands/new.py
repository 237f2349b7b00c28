"""`btspress new`: the first files of a site, film, chapter, person or theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click


@click.group()
def new() -> None:
    """Start a site, film, chapter, case study, person or theme."""


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


@new.command("case-study")
@click.argument("title")
@click.option("--in", "film", type=click.Path(path_type=Path), default=".", help="Folder of the film.")
def new_case_study(title: str, film: Path) -> None:
    """Make the next chapter, called TITLE, as a case study for a class."""
    _made("case-study", film, title)


@new.command("person")
@click.argument("name")
@click.option("--in", "site", type=click.Path(path_type=Path), default=".", help="Folder of the site.")
def new_person(name: str, site: Path) -> None:
    """Make the file of a person called NAME."""
    _made("person", site, name)


@new.command("theme")
@click.argument("name")
@click.option("--in", "site", type=click.Path(path_type=Path), default=".", help="Folder of the site.")
@click.option("--extends", default="documentary", show_default=True, help="The theme that it starts from.")
def new_theme(name: str, site: Path, extends: str) -> None:
    """Make a theme called NAME that changes one token of another."""
    from btspress.starting.scaffold import scaffold_theme

    _told(lambda: scaffold_theme(site, name, extends))


def _made(kind: str, place: Path, words: str) -> None:
    from btspress.starting.scaffold import scaffold

    _told(lambda: scaffold(kind, place, words))


def _told(make: Callable[[], Iterable[Path]]) -> None:
    """Makes files and says which, or why not."""
    from btspress.starting.scaffold import ScaffoldError

    try:
        for path in make():
            click.echo(path)
    except ScaffoldError as error:
        raise click.UsageError(str(error)) from error
