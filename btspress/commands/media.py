"""The commands about what is made: what would be, what may go, and whether this machine can do it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from btspress.commands import shared

if TYPE_CHECKING:
    from btspress.digest import Digest


@click.command()
@shared.source
@shared.ffmpeg
@shared.jobs
@shared.output_form
@click.option("-v", "--verbose", is_flag=True, help="Show every piece, not only the longest.")
def plan(source: Path, ffmpeg: str, jobs: int, form: str, verbose: bool) -> None:
    """Show what would be made of SRC, for which line, and about how long and how large it would be.

    Times are those of this machine, as far as earlier work has shown how quick it is.
    """
    from btspress.engine.pace import LESSONS, paces
    from btspress.session import Options, Session
    from btspress.tables import planned, planned_text

    session = Session(source, options=Options(ffmpeg=ffmpeg, workers=jobs))
    _, media, problems = session.understand(measure=True)
    shared.report_to(form, quiet=True).problems(problems, shared.lines_of(source))
    learned = paces(session.store.latest(LESSONS))
    rows = planned(media.jobs, lambda job: session.store.find(job) is not None, session.executor.workers, learned)
    shared.show(rows, lambda shown: planned_text(shown, every=verbose), form)


@click.command()
@shared.source
@click.option("--budget", required=True, metavar="SIZE", help="What may stay, such as 20GB or 500MB.")
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
@click.option("--all", "everything", is_flag=True, help="Also what the site in SRC needs.")
@shared.ffmpeg
@shared.output_form
def gc(source: Path, budget: str, dry_run: bool, everything: bool, ffmpeg: str, form: str) -> None:
    """Free the store of finished media: what was not used for longest goes first.

    What the site in SRC needs, for any audience or in a preview, stays. What goes is made again when it is asked for.
    """
    from btspress.amounts import bytes_in
    from btspress.engine.budget import choose
    from btspress.session import Session
    from btspress.tables import freed, freed_text

    allowed = bytes_in(budget)
    if allowed is None:
        raise click.BadParameter(f"'{budget}' is no size; write 20GB or 500MB", param_hint="--budget")
    needed = frozenset[str]() if everything else _needed(source, ffmpeg, form)
    store = Session(source).store
    choice = choose(store.kept(), allowed, needed)
    if not dry_run:
        for entry in choice.going:
            store.discard(entry.key)
        store.tidy()
    shared.show(freed(choice), lambda rows: freed_text(rows, dry=dry_run), form)
    sys.exit(shared.FINE if choice.left <= allowed else shared.PROBLEMS)


@click.command()
@shared.ffmpeg
@shared.output_form
def doctor(ffmpeg: str, form: str) -> None:
    """Show what this machine has for making media, and what is lost by what it lacks."""
    from btspress.checkup import checkup, checkup_text, fit
    from btspress.session import Options, Session

    session = Session(".", options=Options(ffmpeg=ffmpeg))
    rows = checkup(session.kit, session.store, session.executor.workers)
    shared.show(rows, checkup_text, form)
    sys.exit(shared.FINE if fit(rows) else shared.PROBLEMS)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Remove the published site too.")
@shared.published
def clean(everything: bool, out: Path) -> None:
    """Remove finished media and scratch files; with --all the published site too.

    Sources are never touched, and a folder that holds anything else is left alone.
    """
    from btspress.engine.clean import clear_cache, withdraw

    click.echo(clear_cache(shared.cache()))
    if everything:
        click.echo(withdraw(out))


def _needed(source: Path, ffmpeg: str, form: str) -> frozenset[Digest]:
    """Keys of all that the site asks for, for each audience and in a preview.

    A site with errors gives nothing up: were its disk away, all would seem to be needed by nobody.
    """
    from btspress.session import Options, Session, well
    from btspress.story.rights import Audience

    keys: set[str] = set()
    for audience in Audience:
        demand = Session(source, options=Options(audience=audience, ffmpeg=ffmpeg)).demand()
        if not well(demand.problems):
            shared.report_to(form, quiet=True).problems(demand.problems, shared.lines_of(source))
            told = f"the site in {source} has errors for audience {audience}, so nobody knows what it needs"
            raise click.UsageError(f"{told}: mend them, or use --all")
        keys.update(inner.key for job in demand.jobs for inner in job.whole)
    return frozenset(keys)
