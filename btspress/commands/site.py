"""The commands that read a site: look at it while writing, publish it, find its problems."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from btspress.commands import shared

if TYPE_CHECKING:
    from btspress.report import Report, Summary
    from btspress.session import Build, Session
    from btspress.standing import Standing


_SWITCH = 0.001
"""Seconds after which a build lets a page be answered that was asked for meanwhile."""
_RINGS = (700, 10, 1_000)
"""How seldom rings of things are searched for while a site is written: among all that two builds of 5,000 chapters made
a search takes a tenth of a second, in which no page is answered, and builds leave none."""


class Asking(NamedTuple):
    """How a build is to be done, as its options say."""

    release: bool
    keep_going: bool
    ffmpeg: str
    workers: int
    farm: str
    audience: str
    territory: tuple[str, ...]


@click.command()
@shared.source
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Where the preview is built.")
@click.option(
    "--host", default="", metavar="ADDRESS", help="Let other machines in, at this address or 0.0.0.0 for all."
)
@click.option("--qr", is_flag=True, help="Let a phone in the same network in: print its link, also as a QR code.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@shared.ffmpeg
@shared.jobs
@shared.verbose
def serve(
    source: Path,
    out: Path | None,
    host: str,
    qr: bool,
    port: int,
    open_browser: bool,
    ffmpeg: str,
    jobs: int,
    verbose: bool,
) -> None:
    """Build SRC, show it in a browser, and build again when a file is saved.

    Clips are small and quick there. Drafts and withheld material are shown, stamped. Only this machine can
    see the preview, unless --host or --qr lets others in: those who have the link that is printed.
    """
    from btspress.previewing import Screening
    from btspress.serve.guests import invitation
    from btspress.serve.server import serve as run
    from btspress.session import Options, Session
    from btspress.story.rights import Audience

    report = shared.report_to(verbose=verbose)
    with shared.progress(report) as news:
        options = Options(audience=Audience.PREVIEW, keep_going=True, workers=jobs, ffmpeg=ffmpeg, news=news)
        session = Session(source, out or shared.cache() / "preview", options)
        screening = Screening(session)

        def ready(address: str) -> None:
            _nimble()
            report.say(guests.told(address))
            if open_browser:
                click.launch(address)

        try:
            guests = invitation(host, qr)
            run(
                screening.builds,
                session.reader.watched(),
                media=screening,
                report=report,
                lines=shared.lines_of(source),
                skip=[session.out, session.cache],
                host=guests.host,
                port=port,
                key=guests.key,
                ready=ready,
            )
        except (ValueError, OSError) as error:
            raise click.UsageError(str(error)) from error


def _nimble() -> None:
    """Lets saves be answered quickly once a site is there."""
    gc.freeze()  # what it is made of stays: no search for rings is to go through all of that at a save
    gc.set_threshold(*_RINGS)
    gc.enable()
    sys.setswitchinterval(_SWITCH)


@click.command()
@shared.source
@click.argument("out", type=click.Path(path_type=Path), default=None, metavar="[OUT]")
@shared.audience
@shared.territory
@shared.release
@click.option("--keep-going", is_flag=True, help="Publish although there are errors, with placeholders.")
@shared.ffmpeg
@shared.jobs
@shared.farm
@shared.output_form
@shared.quiet
@shared.verbose
def build(
    source: Path,
    out: Path | None,
    audience: str,
    territory: str,
    release: bool,
    keep_going: bool,
    ffmpeg: str,
    jobs: int,
    farm: str,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site in SRC into the folder OUT (_site; _site-press for the press).

    Nothing is published when there are errors; what was published before stays as it was.
    """
    from btspress.standing import Asked, Standing

    report = shared.report_to(form, quiet, verbose)
    out = out or Path("_site" if audience == "public" else f"_site-{audience}")
    where = shared.countries(territory)
    standing = Standing(Asked(source, out, shared.cache(), ffmpeg, release, keep_going, audience, where))
    stood = standing.recall()
    if stood:
        report.problems(stood.problems, shared.lines_of(source))
        report.summary(stood.summary)
        sys.exit(shared.FINE)
    asking = Asking(release, keep_going, ffmpeg, jobs, farm, audience, where)
    sys.exit(_whole(source, out, asking, report, standing))


@click.command()
@shared.source
@shared.audience
@shared.territory
@shared.release
@shared.ffmpeg
@shared.output_form
@shared.quiet
@shared.verbose
@click.option("--theme", is_flag=True, help="Try the theme of the site too, on a page with every block.")
def check(
    source: Path,
    audience: str,
    territory: str,
    release: bool,
    ffmpeg: str,
    form: str,
    quiet: bool,
    verbose: bool,
    theme: bool,
) -> None:
    """Find every problem in SRC; nothing is encoded and nothing is published."""
    from btspress.proof import proof_of
    from btspress.session import Options, Session, well
    from btspress.story.rights import Audience

    report = shared.report_to(form, quiet, verbose)
    seen_by, where = Audience(audience), shared.countries(territory)
    session = Session(source, options=Options(seen_by, release, ffmpeg=ffmpeg, territory=where))
    found = session.check()
    if theme:
        found += proof_of(session.understand()[0].config.theme, source)
    report.problems(found, shared.lines_of(source))
    if not found:
        report.say("No problems.")
    sys.exit(shared.FINE if well(found) else shared.PROBLEMS)


def _whole(source: Path, out: Path, asking: Asking, report: Report, standing: Standing) -> int:
    """Builds all, and says what came of it; the exit code."""
    from btspress.beforehand import beforehand

    early = beforehand(source, out, shared.cache(), asking.workers, asking.ffmpeg)
    with early as begun, shared.progress(report) as news:
        from btspress.reprint import Reprint
        from btspress.session import Options, Session
        from btspress.story.rights import Audience

        asked = asking._asdict() | {"audience": Audience(asking.audience), "news": news}
        session = Session(source, out, Options(**asked))
        session.reader.begun, session.kit.look = begun, begun.look
        if published := standing.published():
            session.renderer.published = Reprint(out, published.files)
        built = session.build()
    report.problems(built.problems, shared.lines_of(source))
    if not built.published.manifest.files:
        if not built.ok:
            report.say("Nothing was published; what was there before is as it was.")
        return shared.FINE if built.ok else shared.PROBLEMS
    summary = _summary(built, out)
    report.summary(summary)
    if report.level == "verbose":
        report.say("  " + ", ".join(f"{name} {count}" for name, count in sorted(built.counts.items())))
    if built.ok:
        _keep(standing, session, built, summary)
    return shared.FINE if built.ok else shared.PROBLEMS


def _keep(standing: Standing, session: Session, built: Build, summary: Summary) -> None:
    """Notes how the site stands; a disk that refuses costs the next build time and nothing else."""
    from btspress.standing import Seen, Stood

    program = session.kit.program
    lasting = tuple(found for found in built.problems if found.code != "E913")  # who could not help, this once
    stood = Stood(summary, lasting)
    seen = Seen(built.tree, built.site.config.media_roots, program.path if program else "", built.until, stood)
    with suppress(OSError):
        standing.keep(seen)


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
        parsed=built.counts.get("parsed", 0),
        probed=built.counts.get("probed", 0),
        rendered=built.counts.get("rendered", 0),
    )
