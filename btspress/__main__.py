"""`python -m btspress`."""

from btspress.cli import main

main()
