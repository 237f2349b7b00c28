"""The command that sends a built site to where readers find it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from btspress.commands import shared
from btspress.commands.verify import address_of, look_at

if TYPE_CHECKING:
    from btspress.model import Config
    from btspress.session import Options
    from btspress.shipping.deploying import Deployed, Route


class Places(NamedTuple):
    """Where a site and its media go."""

    to: str
    media_to: str


@click.command()
@shared.source
@click.option("--out", type=click.Path(path_type=Path), default=None, help="The published site (_site).")
@click.option("--to", default="", metavar="PLACE", help="A folder, me@host:folder or s3://bucket/folder.")
@click.option("--media-to", default="", metavar="PLACE", help="Where pictures, clips and sounds go, if elsewhere.")
@shared.audience
@shared.territory
@click.option("--frames/--no-frames", default=True, help="Look for withheld pictures too, which decodes all clips.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be sent and removed.")
@click.option("--keep", is_flag=True, help="Leave files there that the site no longer has.")
@click.option("--again", is_flag=True, help="Send everything, whatever seems to be there.")
@click.option("--replace", is_flag=True, help="Replace files there that btspress did not send.")
@click.option("--portable", is_flag=True, help="Make links that open from a disk, without a server.")
@click.option("--verify", is_flag=True, help="Then look at base_url, as readers do, and say what its host does wrong.")
@shared.quiet
def deploy(
    source: Path, out: Path | None, to: str, media_to: str, audience: str, territory: str, quiet: bool, **asked: bool
) -> None:
    """Send the site that was built from SRC to where readers find it.

    Only what changed is sent: first media, then all else, pages last, and then what is no longer used is removed.
    Without --to it goes where 'publish:' in site.md says. Nothing is sent when something withheld is found in it.
    """
    from btspress.diagnostics import problem
    from btspress.session import Options, Session
    from btspress.shipping.deploying import Wishes, built_in
    from btspress.shipping.deploying import deploy as send
    from btspress.shipping.target import TargetError
    from btspress.story.rights import Audience

    shared.needs_site(source)
    report = shared.report_to(quiet=quiet)
    out = out or Path("_site" if audience == "public" else f"_site-{audience}")
    options = Options(Audience(audience), territory=shared.countries(territory))
    config = Session(source, out, options).understand()[0].config
    frames, dry, look = asked.pop("frames"), asked.pop("dry_run"), asked.pop("verify")
    if look and (dry or asked["portable"]):
        raise click.UsageError("--verify looks at a site on the web: it goes with neither --dry-run nor --portable")
    if look:
        address_of(config)
    try:
        routes = _routes(config, Places(to, media_to), source, out)
        built_in(out)
        _refuse_leaks(source, out, options, frames=frames)
        done = send(out, routes, Wishes(dry=dry, **asked), report.say)
    except TargetError as error:
        report.problems([problem("E915", str(error))], shared.lines_of(source))
        sys.exit(shared.PROBLEMS)
    report.say(_summary(done, dry=dry))
    if look and look_at(config, out, report):
        sys.exit(shared.PROBLEMS)


def _routes(config: Config, places: Places, source: Path, out: Path) -> tuple[Route, ...]:
    """Media's own place first, where there is one."""
    from btspress.shipping.deploying import Route
    from btspress.shipping.places import open_place

    to, media_to = places.to or config.publish.to, places.media_to or config.publish.media_to
    if not to:
        raise click.UsageError("where to? Give --to PLACE, or write 'publish: {to: PLACE}' into site.md")
    if bool(media_to) != bool(config.publish.media_url):
        raise click.UsageError("media of its own place needs both: 'media_to', and 'media_url' where pages find it")
    if not media_to:
        return (Route(to, open_place(to, source, out)),)
    apart = Route(media_to, open_place(media_to, source, out), light=False)
    return apart, Route(to, open_place(to, source, out), heavy=False)


def _refuse_leaks(source: Path, out: Path, options: Options, *, frames: bool) -> None:
    """Stops when there is anything in the built site that its audience must not get."""
    from btspress.amounts import many
    from btspress.shipping.target import TargetError
    from btspress.trust.leaking import leaks

    found = leaks(out, source, options, frames=frames)
    for leak in found:
        click.echo(f"{leak.file}: {leak.what}", err=True)
    if found:
        raise TargetError(f"{out} holds {many(len(found), 'thing')} that must not be published; nothing was sent")


def _summary(done: Deployed, *, dry: bool) -> str:
    from btspress.amounts import many, size

    if not done.sent and not done.removed:
        return f"Nothing to do: {many(done.kept, 'file')} there already."
    verb = "Would send" if dry else "Sent"
    parts = [f"{verb} {many(done.sent, 'file')} ({size(done.bytes)})", f"{done.kept:,} there already"]
    return ", ".join([*parts, *([f"{done.removed:,} removed"] if done.removed else [])]) + "."
