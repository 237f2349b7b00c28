"""`python -m btspress`."""

from btspress.cli import program

program()
