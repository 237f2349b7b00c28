"""One function a command. Imports lazily: `--help` needs no parser, no templates and no images."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from btspress import __version__

if TYPE_CHECKING:
    from btspress.report import Report

FINE, PROBLEMS, USAGE, BUG = 0, 1, 2, 3
"""Exit codes."""

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
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@_ffmpeg
@_jobs
@_verbose
def serve(
    source: Path, out: Path | None, host: str, port: int, open_browser: bool, ffmpeg: str, jobs: int, verbose: bool
) -> None:
    """Build SRC, show it in a browser, and build again when a file is saved.

    Drafts and withheld material are shown, stamped.
    """
    import os

    import os

    from btspress.build import CACHE, Options, Session
    from btspress.report import Report
    from btspress.serve.server import serve as run
    from btspress.story.rights import Audience

    report = Report(verbose=verbose)
    options = Options(audience=Audience.PREVIEW, keep_going=True, workers=jobs, ffmpeg=ffmpeg)
    cache = Path(os.environ.get(CACHE) or ".btspress")
    session = Session(source, out or cache / "preview", options)
    run(session, report, host=host, port=port, open_browser=open_browser)


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
    from btspress.build import Options, Session

    report = _report(form, quiet, verbose)
    options = Options(release=release, keep_going=keep_going, workers=jobs, ffmpeg=ffmpeg, news=report.progress)
    with report:
        built = Session(source, out, options).build()
    report.problems(built.problems, source)
    report.summary(built, out)
    sys.exit(FINE if built.ok else PROBLEMS)


@cli.command()
@_source
@_release
@_ffmpeg
@_format
@_verbose
def check(source: Path, release: bool, ffmpeg: str, form: str, verbose: bool) -> None:
    """Find every problem in SRC; nothing is encoded and nothing is written to the site."""
    from btspress.build import Options, Session, levelled, well

    report = _report(form, quiet=False, verbose=verbose)
    site, _, problems = Session(source, options=Options(release=release, ffmpeg=ffmpeg)).understand()
    found = levelled(problems, site.config)
    report.problems(found, source)
    sys.exit(FINE if well(found) else PROBLEMS)


@cli.command()
@_source
@_ffmpeg
@_format
def plan(source: Path, ffmpeg: str, form: str) -> None:
    """Show what would be made, from what, and how long it would take."""
    from btspress.build import Options, Session

    session = Session(source, options=Options(ffmpeg=ffmpeg))
    _, planned, _ = session.understand()
    _report(form).plan(planned, {job.key: session.store.find(job) is not None for job in planned.jobs})


@cli.command()
@click.argument("what", metavar="CODE|ADDRESS")
@click.option("--out", type=click.Path(path_type=Path), default="_site", help="The published site.")
@_format
def explain(what: str, out: Path, form: str) -> None:
    """Explain a problem's CODE, or why the file at ADDRESS was made."""
    from btspress.codes import CODES
    from btspress.engine.manifest import NAME, read

    report = _report(form)
    code = next((row for row in CODES.values() if what.upper() == row.code or what == row.name), None)
    if code:
        report.code(code)
        return
    file = out / NAME
    manifest = read(file.read_bytes()) if file.is_file() else None
    if manifest is None:
        raise click.UsageError(f"'{what}' is no code, and there is no published site in {out}")
    if not report.file(what.strip("/") or "index.html", manifest):
        raise click.UsageError(f"'{what}' is neither a code nor a file of the site in {out}")


@cli.command()
@click.option("--all", "everything", is_flag=True, help="Remove the published site too.")
@click.option("--out", type=click.Path(path_type=Path), default="_site", help="The published site.")
def clean(everything: bool, out: Path) -> None:
    """Remove finished media and scratch files; with --all the published site too."""
    import os

    from btspress.build import CACHE
    from btspress.stages.publish import withdraw

    cache = Path(os.environ.get(CACHE) or ".btspress")
    report = _report()
    report.cleaned(cache, withdraw(cache, ours=("index", "store", "facts", "locks", "tmp", "preview")))
    if everything:
        report.cleaned(out, withdraw(out))


def _report(form: str = "text", quiet: bool = False, verbose: bool = False) -> Report:
    from btspress.report import Report

    return Report(form=form, quiet=quiet, verbose=verbose)


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
