"""The command that looks at a site where readers find it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from btspress.commands import shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from btspress.model import Config
    from btspress.report import Report
    from btspress.shipping.visiting import Fault


@click.command()
@shared.source
@click.option("--out", type=click.Path(path_type=Path), default="_site", help="The published site, as it was built.")
@click.option("--url", default="", metavar="ADDRESS", help="Where it lies on the web; else base_url of site.md.")
def verify(source: Path, out: Path, url: str) -> None:
    """Look at the site of SRC where readers find it, and say what its host does wrong.

    Asks for some pages, a file of each kind, a clip in parts, and for a page that is not there.
    """
    from btspress.session import Options, Session

    shared.needs_site(source)
    config = Session(source, out, Options()).understand()[0].config
    if look_at(config, out, shared.report_to(), url):
        sys.exit(shared.PROBLEMS)


def address_of(config: Config, url: str = "") -> str:
    """Where the site is on the web; raises `UsageError` where nobody says so."""
    base = url or config.base_url
    if not base.startswith(("https://", "http://")):
        raise click.UsageError("where is it? Give --url ADDRESS, or write 'base_url: https://…' into site.md")
    return base


def look_at(config: Config, out: Path, report: Report, url: str = "") -> bool:
    """Tells what the host of the site in `out` does wrong; whether it does anything wrong."""
    from btspress.diagnostics import problem
    from btspress.pages.policy import policy
    from btspress.shipping.deploying import built_in
    from btspress.shipping.target import TargetError
    from btspress.shipping.visiting import Where, visit

    where = Where(address_of(config, url), config.publish.media_url, policy(config))
    try:
        looked, faults = visit(built_in(out), where)
    except TargetError as error:
        report.problems([problem("E915", str(error))], lambda _: [])
        return True
    report.problems([problem("E916", words) for words in _once_a_fault(faults)], lambda _: [])
    if not faults:
        report.say(f"The host does everything right: {len(looked)} addresses looked at.")
    return bool(faults)


def _once_a_fault(faults: Iterable[Fault]) -> Iterator[str]:
    """What is wrong, each kind once, with the first of the addresses that it is wrong with."""
    places: dict[str, list[str]] = {}
    for fault in faults:
        places.setdefault(fault.what, []).append(fault.address)
    for what, (first, *more) in places.items():
        yield f"{first} {what}" + (f" ({len(more)} more of what was looked at, too)" if more else "")
