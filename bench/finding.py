"""What the search of a site weighs: `python bench/finding.py SITE`, for instance `site_src`.

Prints the characters that can be found, what of it a list of words takes (none for a small site) and what the texts
take, as they are and as a server sends them, and the processor time that both cost a build.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from btspress.pages.concordance import Sheet, concordance
from btspress.pages.passages import leaves
from btspress.session import Options, load


def weight(sheets: Iterable[Sheet]) -> tuple[int, int]:
    """Bytes of the sheets as they are, and compressed one by one."""
    bodies = [sheet.script.encode() for sheet in sheets]
    return sum(map(len, bodies)), sum(len(gzip.compress(body, 6)) for body in bodies)


def main(root: Path) -> None:
    """Print it."""
    with tempfile.TemporaryDirectory() as cache:
        site = load(root, Options(cache=Path(cache)))
    started = time.process_time()
    told = tuple(leaves(site))
    made = concordance(told)
    spent = time.process_time() - started
    text = sum(len(passage.words.encode()) for leaf in told for passage in leaf.passages)
    passages = sum(len(leaf.passages) for leaf in told)
    print(f"{len(told)} pages, {passages} passages, {text:,} bytes of text; {spent:.2f} s")
    for name, sheets in (("list of words", made.words), ("texts", made.texts)):
        plain, sent = weight(sheets)
        print(f"{name}: {len(sheets)} sheets, {plain:,} bytes ({plain / text:.1%}), sent {sent:,} ({sent / text:.1%})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
