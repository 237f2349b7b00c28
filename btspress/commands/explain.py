"""`btspress explain`: what a code means, or where a published file comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from btspress.commands import shared

if TYPE_CHECKING:
    from btspress.session import Demand


@click.command()
@click.argument("what", metavar="CODE|URL|FILE")
@click.option("--in", "source", type=click.Path(path_type=Path), default=".", help="Folder of the site.")
@shared.published
@shared.ffmpeg
@shared.output_form
def explain(what: str, source: Path, out: Path, ffmpeg: str, form: str) -> None:
    """Explain a problem's CODE, or why a published file is there.

    Of a file, given by its URL or its path, this shows which line asked for it, from what it was made, by
    which calls of ffmpeg, and how good it came out.
    """
    from btspress.codes import CODES
    from btspress.engine.manifest import NAME, read
    from btspress.lint.explaining import explained_rule, explained_rule_text
    from btspress.lint.rules import BY_WORD
    from btspress.origins import located, origin, origin_text
    from btspress.session import Session
    from btspress.tables import explained, explained_text

    code = next((row for row in CODES.values() if what.upper() == row.code or what == row.name), None)
    if code:
        shared.show((explained(code),), lambda rows: explained_text(rows[0]), form)
        return
    rule = BY_WORD.get(what.upper()) or BY_WORD.get(what)
    if rule:
        shared.show((explained_rule(rule),), lambda rows: explained_rule_text(rows[0]), form)
        return
    file = out / NAME
    manifest = read(file.read_bytes()) if file.is_file() else None
    path = located(_below(what, out), manifest) if manifest else ""
    if manifest is None or not path:
        raise click.UsageError(_unknown(what, out))
    entry = manifest.files[path]
    receipt = Session(source, out).store.receipt(entry.key) if entry.recipe else None
    demand = _demand(source, ffmpeg, path, entry.key if entry.recipe else "")
    shared.show((origin(path, manifest, demand, receipt),), lambda rows: origin_text(rows[0]), form)


def _below(what: str, out: Path) -> str:
    """`what` as the site in `out` knows it, where it is the path of a file on this disk that lies there."""
    path, root = Path(what).absolute(), out.absolute()
    return path.relative_to(root).as_posix() if path.is_file() and path.is_relative_to(root) else what


def _unknown(what: str, out: Path) -> str:
    """What to say of a word that is no code, no rule, and no file of the site in `out`."""
    from btspress.codes import CODES
    from btspress.diagnostics import suggest
    from btspress.lint.rules import BY_WORD

    near = suggest(what.upper(), (*CODES, *BY_WORD)) or suggest(what, (*(row.name for row in CODES.values()), *BY_WORD))
    return f"'{what}' is neither a code nor a file of the site in {out}: {near or 'name its folder with --out'}"


def _demand(source: Path, ffmpeg: str, path: str, key: str) -> Demand | None:
    """What the site asks for, for the first audience that gets the file; None where there is no site."""
    from btspress.origins import known_to
    from btspress.session import Options, Session
    from btspress.story.rights import Audience

    first: Demand | None = None
    for audience in Audience:
        demand = Session(source, options=Options(audience=audience, ffmpeg=ffmpeg)).demand()
        if any(found.code == "E901" for found in demand.problems):
            return None
        if known_to(demand, path, key):
            return demand
        first = first or demand
    return first
