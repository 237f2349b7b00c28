"""The command for translators: what is translated, and what is left to do."""

from __future__ import annotations

from pathlib import Path

import click

from btspress.commands import shared


@click.command()
@shared.source
@shared.output_form
def translations(source: Path, form: str) -> None:
    """Tell which pages of SRC are translated, which are missing, and which differ from their original."""
    from dataclasses import asdict

    from btspress.session import Options, Session
    from btspress.story.rights import Audience
    from btspress.translated import Row, lines, rows

    site, _, problems = Session(source, options=Options(Audience.PREVIEW)).understand()
    found = tuple(asdict(row) for row in rows(site, problems))
    shared.show(found, lambda every: lines(Row(**each) for each in every), form)
