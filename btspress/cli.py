"""The command line: a table of commands, and what happens when one ends badly."""

from __future__ import annotations

import sys
from gc import set_threshold

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
"""New values after which rings among them are looked for."""
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


def main() -> None:
    """Run the command line; a bug of ours ends in exit code 3 and says so."""
    # A site is very many frozen values, hardly any of which know each other in rings: to look for those as often as
    # Python does is a tenth of a build.
    set_threshold(_RARELY, 20, 20)
    try:
        code = cli(prog_name="btspress", standalone_mode=False)
    except click.ClickException as refused:
        refused.show()
        sys.exit(refused.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; what was published is as it was", err=True)
        sys.exit(shared.STOPPED)
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo(f"This is a bug in btspress {__version__}; the published site is as it was.", err=True)
        sys.exit(shared.BUG)
    sys.exit(code if isinstance(code, int) else shared.FINE)
