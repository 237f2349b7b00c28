"""The command line: a table of commands, and what happens when one ends badly."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from gc import disable, set_threshold
from pathlib import Path
from typing import NoReturn

import click

from btspress import __version__
from btspress.commands import shared
from btspress.commands.deploy import deploy
from btspress.commands.epub import epub
from btspress.commands.explain import explain
from btspress.commands.insights import insights
from btspress.commands.leaktest import leaktest
from btspress.commands.lint import lint
from btspress.commands.looks import looks
from btspress.commands.media import clean, doctor, gc, plan
from btspress.commands.new import new
from btspress.commands.pair import pair
from btspress.commands.site import build, check, serve
from btspress.commands.story import story
from btspress.commands.translations import translations
from btspress.commands.verify import verify

_RARELY = 50_000
"""New values after which rings among them are looked for, once somebody begins with that."""
_EXAMPLES = """\b
Examples:
  btspress new site my-film        a folder with a first chapter
  btspress serve my-film           write, and look while you write
  btspress build my-film           the finished site in _site
  btspress check my-film           every problem, nothing written
  btspress lint my-film            what an editor would ask of the story
"""


class _Commands(click.Group):
    """Commands in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names as defined, not sorted."""
        return list(self.commands)


@click.group(cls=_Commands, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="btspress")
def cli() -> None:
    """Compile Markdown chapters and production footage into a documentary-style website."""


for command in (
    new,
    serve,
    build,
    deploy,
    verify,
    check,
    leaktest,
    lint,
    story,
    translations,
    plan,
    pair,
    epub,
    insights,
    explain,
    looks,
    doctor,
    gc,
    clean,
):
    cli.add_command(command)


def main() -> NoReturn:
    """Run the command line; a bug of ours ends in exit code 3 and says so."""
    # A site is very many frozen values, hardly any of which know each other in rings: to look for those as often as
    # Python does is a tenth of a build. Whoever works for long, and leaves some, begins with it.
    disable()
    set_threshold(_RARELY, 20, 20)
    try:
        code = cli(prog_name="btspress", standalone_mode=False)
    except click.ClickException as refused:
        refused.show()
        sys.exit(refused.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; what was published is as it was", err=True)
        sys.exit(shared.STOPPED)
    except OSError as refused:  # what no build can do without: the cache folder, mostly
        from btspress.diagnostics import problem

        place = f"{refused.filename}: " if refused.filename else ""
        found = problem("E905", f"{place}{refused.strerror or refused}")
        shared.report_to("text").problems((found,), shared.lines_of(Path()))
        sys.exit(shared.PROBLEMS)
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo(f"This is a bug in btspress {__version__}; the published site is as it was.", err=True)
        sys.exit(shared.BUG)
    sys.exit(code if isinstance(code, int) else shared.FINE)


def program() -> NoReturn:
    """As `main`; then the process ends at once: what a site is made of need not be taken apart value by value."""
    try:
        main()
    except SystemExit as ended:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
            if threading.active_count() == 1:
                os._exit(int(ended.code or 0))
        raise
