"""The command for colourists: the looks that clips were given, as files to work on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from btspress.commands import shared


@click.command()
@shared.source
@click.option("--to", "folder", type=click.Path(path_type=Path), default="looks", help="Where they are written.")
@shared.ffmpeg
@shared.jobs
def looks(source: Path, folder: Path, ffmpeg: str, jobs: int) -> None:
    """Write the looks of all clips of SRC that are drawn to the finished film, as .cube files.

    Change one, put it beside the clip and name it in the clip's sidecar: it takes the place of ours. Files that
    are there already are left as they are.
    """
    from btspress.session import Options, Session

    session = Session(source, options=Options(ffmpeg=ffmpeg, workers=jobs))
    made, problems = session.looks()
    shared.report_to(quiet=True).problems(problems, shared.lines_of(source))
    for stem, cube in made:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{stem}.cube"
        try:
            with path.open("xb") as file:
                file.write(cube.read_bytes())
        except FileExistsError:
            click.echo(f"{path} is there already", err=True)
        else:
            click.echo(path)
    if not made:
        click.echo("no clip is drawn to a finished film: write 'look: unify' into film.md", err=True)
    sys.exit(shared.FINE if made else shared.PROBLEMS)
