"""One function a command. Imports lazily: `--help` needs no parser, no templates and no images."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from btspress import __version__

if TYPE_CHECKING:
    from btspress.report import Lines, Report, Summary
    from btspress.session import Build

FINE, PROBLEMS, USAGE, BUG = 0, 1, 2, 3
"""Exit codes."""
_EXCERPT = 8 << 20

_EXAMPLES = """\b
Examples:
  btspress new site my-film        a folder with a first chapter
  btspress serve my-film           write, and look while you write
  btspress build my-film           the finished site in _site
  btspress check my-film           every problem, nothing written
"""


class _Commands(click.Group):
    """Commands in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names as defined, not sorted."""
        return list(self.commands)


@click.group(cls=_Commands, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="btspress")
def cli() -> None:
    """Compile Markdown chapters and production footage into a documentary-style website."""


_source = click.argument("source", type=click.Path(path_type=Path), default=".", metavar="[SRC]")
_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How problems are printed."
)
_quiet = click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
_verbose = click.option("-v", "--verbose", is_flag=True, help="Print notes and every piece of work.")
_ffmpeg = click.option("--ffmpeg", default="", metavar="PATH", help="The ffmpeg to use.")
_release = click.option("--release", is_flag=True, help="Refuse what is not cleared, credited and captioned.")
_jobs = click.option("-j", "--jobs", type=click.IntRange(0, 64), default=0, help="Pieces of media made at a time.")


@cli.group()
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


@cli.command()
@_source
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Where the preview is built.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@_ffmpeg
@_jobs
@_verbose
def serve(
    source: Path, out: Path | None, host: str, port: int, open_browser: bool, ffmpeg: str, jobs: int, verbose: bool
) -> None:
    """Build SRC, show it in a browser, and build again when a file is saved.

    Clips are small and quick there. Drafts and withheld material are shown, stamped. Only this machine can
    see the preview.
    """
    from btspress.serve.server import serve as run
    from btspress.session import Options, Session
    from btspress.story.rights import Audience

    report = _report(verbose=verbose)
    with _progress(report) as news:
        options = Options(audience=Audience.PREVIEW, keep_going=True, workers=jobs, ffmpeg=ffmpeg, news=news)
        session = Session(source, out or _cache() / "preview", options)

        def ready(address: str) -> None:
            report.say(f"Look at {address}   (Ctrl-C ends it)")
            if open_browser:
                click.launch(address)

        try:
            run(
                session.preview,
                session.reader.watched(),
                report=report,
                lines=_lines(source),
                skip=[session.out, session.cache],
                host=host,
                port=port,
                ready=ready,
            )
        except (ValueError, OSError) as error:
            raise click.UsageError(str(error)) from error


@cli.command()
@_source
@click.argument("out", type=click.Path(path_type=Path), default="_site", metavar="[OUT]")
@_release
@click.option("--keep-going", is_flag=True, help="Publish although there are errors, with placeholders.")
@_ffmpeg
@_jobs
@_format
@_quiet
@_verbose
def build(
    source: Path,
    out: Path,
    release: bool,
    keep_going: bool,
    ffmpeg: str,
    jobs: int,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site in SRC into the folder OUT (_site).

    Nothing is published when there are errors; what was published before stays as it was.
    """
    from btspress.session import Options, Session

    report = _report(form, quiet, verbose)
    with _progress(report) as news:
        options = Options(release=release, keep_going=keep_going, workers=jobs, ffmpeg=ffmpeg, news=news)
        built = Session(source, out, options).build()
    report.problems(built.problems, _lines(source))
    if built.published.manifest.files:
        report.summary(_summary(built, out))
        if verbose:
            report.say("  " + ", ".join(f"{name} {count}" for name, count in sorted(built.counts.items())))
    elif not built.ok:
        report.say("Nothing was published; what was there before is as it was.")
    sys.exit(FINE if built.ok else PROBLEMS)


@cli.command()
@_source
@_release
@_ffmpeg
@_format
@_quiet
@_verbose
def check(source: Path, release: bool, ffmpeg: str, form: str, quiet: bool, verbose: bool) -> None:
    """Find every problem in SRC; nothing is encoded and nothing is published."""
    from btspress.session import Options, Session, well

    report = _report(form, quiet, verbose)
    found = Session(source, options=Options(release=release, ffmpeg=ffmpeg)).check()
    report.problems(found, _lines(source))
    if not found:
        report.say("No problems.")
    sys.exit(FINE if well(found) else PROBLEMS)


@cli.command()
@_source
@_ffmpeg
@_format
def plan(source: Path, ffmpeg: str, form: str) -> None:
    """Show what would be made, from what, and about how long it would take."""
    from btspress.session import Options, Session
    from btspress.tables import planned, planned_text

    session = Session(source, options=Options(ffmpeg=ffmpeg))
    _, media, problems = session.understand()
    _report(form, quiet=True).problems(problems, _lines(source))
    _show(tuple(planned(media.jobs, lambda job: session.store.find(job) is not None)), planned_text, form)


@cli.command()
@click.argument("what", metavar="CODE|FILE")
@click.option("--out", type=click.Path(path_type=Path), default="_site", help="The published site.")
@_format
def explain(what: str, out: Path, form: str) -> None:
    """Explain a problem's CODE, or from what the published FILE was made."""
    from btspress.codes import CODES
    from btspress.engine.manifest import NAME, read
    from btspress.tables import explained, explained_text, origin, origin_text

    code = next((row for row in CODES.values() if what.upper() == row.code or what == row.name), None)
    if code:
        _show((explained(code),), lambda rows: explained_text(rows[0]), form)
        return
    file = out / NAME
    manifest = read(file.read_bytes()) if file.is_file() else None
    row = origin(what, manifest) if manifest else None
    if row is None:
        raise click.UsageError(f"'{what}' is neither a code nor a file of the site in {out}")
    _show((row,), lambda rows: origin_text(rows[0]), form)


@cli.command()
@click.option("--all", "everything", is_flag=True, help="Remove the published site too.")
@click.option("--out", type=click.Path(path_type=Path), default="_site", help="The published site.")
def clean(everything: bool, out: Path) -> None:
    """Remove finished media and scratch files; with --all the published site too.

    Sources are never touched, and a folder that holds anything else is left alone.
    """
    from btspress.engine.clean import clear_cache, withdraw

    click.echo(clear_cache(_cache()))
    if everything:
        click.echo(withdraw(out))


def _cache() -> Path:
    from btspress.session import CACHE

    return Path(os.environ.get(CACHE) or ".btspress")


def _report(form: str = "text", quiet: bool = False, verbose: bool = False) -> Report:
    """What prints: in colour where the terminal has it and NO_COLOR is not set."""
    from btspress.report import Report, wants_color

    level = "quiet" if quiet else "verbose" if verbose else "normal"
    return Report(sys.stdout, form, level, wants_color(sys.stdout, os.environ))


@contextmanager
def _progress(report: Report) -> Iterator[Callable[[Any], None]]:
    """Bars where they can be drawn, a line for each finished job elsewhere."""
    drawn = report.form == "text" and report.level != "quiet" and sys.stderr.isatty()
    if not drawn:
        yield report.news
        return
    from btspress.progress import bars

    with bars(sys.stderr) as news:
        yield news


def _show(rows: tuple[Any, ...], text: Callable[[tuple[Any, ...]], Iterable[str]], form: str) -> None:
    """Rows as text for people, or one JSON record a line for programs."""
    import json

    for line in text(rows) if form == "text" else (json.dumps(row, ensure_ascii=False) for row in rows):
        click.echo(line)


def _lines(source: Path) -> Lines:
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


def _summary(built: Build, out: Path) -> Summary:
    from btspress.model import Clip, Comparison, Frame, Sequence
    from btspress.report import Summary
    from btspress.walk import walk

    players, stories = built.plan.players, built.site.films
    return Summary(
        pages=len(built.pages),
        clips=sum(isinstance(shown, Clip | Sequence) for shown in players),
        comparisons=sum(1 for _ in walk(stories, Comparison)),
        stills=sum(isinstance(shown, Frame) for shown in built.plan.pictures),
        bytes=built.published.bytes,
        seconds=built.seconds,
        made=built.results.made,
        reused=built.results.reused,
        written=built.published.written,
        address=(out / "index.html").resolve().as_uri(),
        unchanged=built.published.unchanged,
    )


def _made(kind: str, place: Path, words: str) -> None:
    from btspress.scaffold import ScaffoldError, scaffold

    try:
        for path in scaffold(kind, place, words):
            click.echo(path)
    except ScaffoldError as error:
        raise click.UsageError(str(error)) from error


def main() -> None:
    """Run the command line; a bug of ours ends in exit code 3 and says so."""
    try:
        cli(prog_name="btspress")
    except KeyboardInterrupt:
        click.echo("stopped; what was published is as it was", err=True)
        sys.exit(130)
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo(f"This is a bug in btspress {__version__}; the published site is as it was.", err=True)
        sys.exit(BUG)
