"""What media files weigh, told in feeds: it is known when they are made, and their pages are written before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from btspress.engine.executor import Results
from btspress.engine.job import Job
from btspress.planned import Page

_STANDS = re.compile(rb'(length="|"size_in_bytes": )size-of:([^"\s,}]+)')


def weighed(pages: Iterable[Page], jobs: Iterable[Job], results: Results) -> Iterator[Page]:
    """The pages, with sizes in bytes where one of the feeds has `size_of` a file; 0 for a file that is not there."""
    made = tuple(pages)
    feeds = [page for page in made if page.path.endswith((".xml", ".json")) and b"size-of:" in page.body]
    sizes = _sizes(jobs, results) if feeds else {}

    def size(found: re.Match[bytes]) -> bytes:
        return b"%s%d" % (found[1], sizes.get(found[2], 0))

    known = {page.path: replace(page, body=_STANDS.sub(size, page.body)) for page in feeds}
    return (known.get(page.path, page) for page in made)


def _sizes(jobs: Iterable[Job], results: Results) -> dict[bytes, int]:
    """Bytes of each published file by its name."""
    found = {}
    for job in jobs:
        if receipt := results.receipts.get(job.key):
            for name, made in receipt.outputs.items():
                found[job.url(name).rsplit("/", 1)[-1].encode()] = made.size
    return found
