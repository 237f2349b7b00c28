"""The commands that read a site: look at it while writing, publish it, find its problems."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from btspress.commands import shared

if TYPE_CHECKING:
    from btspress.report import Summary
    from btspress.session import Build


@click.command()
@shared.source
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Where the preview is built.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@shared.ffmpeg
@shared.jobs
@shared.verbose
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

    report = shared.report_to(verbose=verbose)
    with shared.progress(report) as news:
        options = Options(audience=Audience.PREVIEW, keep_going=True, workers=jobs, ffmpeg=ffmpeg, news=news)
        session = Session(source, out or shared.cache() / "preview", options)

        def ready(address: str) -> None:
            report.say(f"Look at {address}   (Ctrl-C ends it)")
            if open_browser:
                click.launch(address)

        try:
            run(
                session.preview,
                session.reader.watched(),
                report=report,
                lines=shared.lines_of(source),
                skip=[session.out, session.cache],
                host=host,
                port=port,
                ready=ready,
            )
        except (ValueError, OSError) as error:
            raise click.UsageError(str(error)) from error


@click.command()
@shared.source
@click.argument("out", type=click.Path(path_type=Path), default="_site", metavar="[OUT]")
@shared.release
@click.option("--keep-going", is_flag=True, help="Publish although there are errors, with placeholders.")
@shared.ffmpeg
@shared.jobs
@shared.output_form
@shared.quiet
@shared.verbose
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

    report = shared.report_to(form, quiet, verbose)
    with shared.progress(report) as news:
        options = Options(release=release, keep_going=keep_going, workers=jobs, ffmpeg=ffmpeg, news=news)
        built = Session(source, out, options).build()
    report.problems(built.problems, shared.lines_of(source))
    if built.published.manifest.files:
        report.summary(_summary(built, out))
        if verbose:
            report.say("  " + ", ".join(f"{name} {count}" for name, count in sorted(built.counts.items())))
    elif not built.ok:
        report.say("Nothing was published; what was there before is as it was.")
    sys.exit(shared.FINE if built.ok else shared.PROBLEMS)


@click.command()
@shared.source
@shared.release
@shared.ffmpeg
@shared.output_form
@shared.quiet
@shared.verbose
def check(source: Path, release: bool, ffmpeg: str, form: str, quiet: bool, verbose: bool) -> None:
    """Find every problem in SRC; nothing is encoded and nothing is published."""
    from btspress.session import Options, Session, well

    report = shared.report_to(form, quiet, verbose)
    found = Session(source, options=Options(release=release, ffmpeg=ffmpeg)).check()
    report.problems(found, shared.lines_of(source))
    if not found:
        report.say("No problems.")
    sys.exit(shared.FINE if well(found) else shared.PROBLEMS)


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
