"""`btspress lint`: what an editor would ask of the story."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from btspress.commands import shared


@click.command()
@shared.source
@click.option("--explain", "word", default="", metavar="CODE", help="Say why a rule asks, and what to do.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="How it is printed; SARIF is for editors and code hosts.",
)
@shared.ffmpeg
@shared.quiet
def lint(source: Path, word: str, strict: bool, form: str, ffmpeg: str, quiet: bool) -> None:
    """Read the story in SRC over, as an editor would: what is missing, too long, or told by one side only.

    Levels and limits of the rules are set by 'lint:' in site.md or a chapter; a comment in a chapter allows one
    place: <!-- lint: allow S201 because the whole answer is the point -->
    """
    from btspress.lint.explaining import explained_rule, explained_rule_text
    from btspress.lint.rules import BY_WORD, RULES
    from btspress.lint.sarif import as_sarif
    from btspress.linting import linted
    from btspress.session import Options, Session
    from btspress.story.rights import Audience

    if word:
        rule = BY_WORD.get(word.upper()) or BY_WORD.get(word.lower())
        if rule is None:
            raise click.UsageError(f"there is no rule '{word}'; all of them are {RULES[0].code} to {RULES[-1].code}")
        shared.show((explained_rule(rule),), lambda rows: explained_rule_text(rows[0]), form)
        return
    session = Session(source, options=Options(audience=Audience.PREVIEW, ffmpeg=ffmpeg))
    found, held = session.lint(), session.held
    if form == "sarif":
        click.echo(as_sarif(found, linted(held.site, held.material).allowed if held else ()))
    else:
        report = shared.report_to(form, quiet, verbose=not quiet)
        report.problems(found, shared.lines_of(source))
        if not found:
            report.say("Nothing to ask.")
    grave = {"error", "warning"} if strict else {"error"}
    sys.exit(shared.PROBLEMS if any(each.severity in grave for each in found) else shared.FINE)
