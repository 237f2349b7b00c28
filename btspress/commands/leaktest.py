"""The command that looks through a finished site for what must not be in it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from btspress.commands import shared


@click.command()
@shared.source
@shared.published
@shared.audience
@shared.territory
@click.option("--frames/--no-frames", default=True, help="Compare pictures too, which decodes all clips.")
@shared.ffmpeg
@shared.output_form
def leaktest(source: Path, out: Path, audience: str, territory: str, frames: bool, ffmpeg: str, form: str) -> None:
    """Look through a finished site for anything that is withheld from its audience.

    Words, names, digests, tags in media files and, unless --no-frames, pictures of everything that SRC withholds
    are looked for in every file of OUT, in archives too. Ends with 1 when anything is found; deploy asks it first.
    """
    from dataclasses import asdict

    from btspress.session import Options
    from btspress.shipping.deploying import built_in
    from btspress.shipping.target import TargetError
    from btspress.story.rights import Audience
    from btspress.trust.leaking import leaks, lines

    try:
        built_in(out)
    except TargetError as error:
        raise click.UsageError(str(error)) from error
    shared.needs_site(source)
    options = Options(Audience(audience), ffmpeg=ffmpeg, territory=shared.countries(territory))
    found = leaks(out, source, options, frames=frames)
    shared.show(tuple(map(asdict, found)), lines, form)
    sys.exit(shared.PROBLEMS if found else shared.FINE)
