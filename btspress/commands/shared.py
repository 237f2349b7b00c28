"""What several commands have in common: their options, who prints, and the lines of an author's files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from btspress.report import Lines, Report

FINE: Final = 0
PROBLEMS: Final = 1
USAGE: Final = 2
BUG: Final = 3
STOPPED: Final = 130
"""Exit codes; the last one is that of Ctrl-C."""

_EXCERPT = 8 << 20

source = click.argument(
    "source", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".", metavar="[SRC]"
)
output_form = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is printed."
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
verbose = click.option("-v", "--verbose", is_flag=True, help="Print notes and every piece of work.")
ffmpeg = click.option("--ffmpeg", default="", metavar="PATH", help="The ffmpeg to use.")
audience = click.option(
    "--audience",
    type=click.Choice(["public", "press", "crew", "client", "teaching"]),
    default="public",
    show_default=True,
    help="For whom: what they may not see is absent.",
)
territory = click.option(
    "--territory", default="", metavar="CODES", help="Where the site is served, such as DE,AT; else as site.md says."
)
release = click.option("--release", is_flag=True, help="Refuse what is not cleared, credited and captioned.")
jobs = click.option("-j", "--jobs", type=click.IntRange(0, 64), default=0, help="Processors to keep busy; 0 for all.")
farm = click.option(
    "--farm", default="", metavar="ADDRESS", help="The dask scheduler whose workers do the work: tcp://HOST:8786."
)
published = click.option("--out", type=click.Path(path_type=Path), default="_site", help="The published site.")


def countries(text: str) -> tuple[str, ...]:
    """`DE, AT` as a list."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def cache() -> Path:
    """The folder of finished jobs."""
    from btspress.engine.clean import CACHE

    return Path(os.environ.get(CACHE) or ".btspress")


def needs_site(source: Path) -> None:
    """Raises `UsageError` where `source` holds no site: a leak test would compare with nothing, and find nothing."""
    from btspress.stages.discover import discover

    missing = next((found for found in discover(source).problems if found.code == "E901"), None)
    if missing:
        raise click.UsageError(f"{missing.message}: name the folder that the site was built from")


def report_to(form: str = "text", quiet: bool = False, verbose: bool = False) -> Report:
    """What prints: in colour where the terminal has it and NO_COLOR is not set."""
    from btspress.report import Report, wants_color

    level = "quiet" if quiet else "verbose" if verbose else "normal"
    return Report(sys.stdout, form, level, wants_color(sys.stdout, os.environ))


@contextmanager
def progress(report: Report) -> Iterator[Callable[[Any], None]]:
    """Bars where they can be drawn, a line for each finished job elsewhere."""
    drawn = report.form == "text" and report.level != "quiet" and sys.stderr.isatty()
    if not drawn:
        yield report.news
        return
    from btspress.progress import bars

    with bars(sys.stderr) as news:
        yield news


def show(rows: tuple[Any, ...], text: Callable[[tuple[Any, ...]], Iterable[str]], form: str) -> None:
    """Rows as text for people, or one JSON record a line for programs."""
    import json

    if form != "text":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    from btspress.report import plain

    for line in text(rows):
        click.echo("\n".join(map(plain, line.split("\n"))))


def lines_of(source: Path) -> Lines:
    """Lines of an author's file, for the excerpt below a problem."""
    from btspress.beneath import open_beneath
    from btspress.tree import TEXTS

    def lines(path: str) -> list[str]:
        if Path(path).suffix.lower() not in TEXTS:
            return []
        try:
            with open_beneath(source, path) as file:
                return file.read(_EXCERPT).decode("utf-8", "replace").splitlines()
        except OSError:
            return []

    return lines
