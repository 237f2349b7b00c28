"""What a page weighs before anything plays: its words, styles, fonts, scripts, and every picture on it.

A reader of 1280 pixels is assumed who scrolls to the end, and whose browser takes the best type of each picture.
Texts count as they travel, squeezed; pictures that are still to be made count nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from btspress.amounts import size
from btspress.diagnostics import Diagnostic, problem
from btspress.digest import Digest
from btspress.engine.job import Job
from btspress.engine.receipt import Receipt
from btspress.planned import Page
from btspress.unchanging import unchanging

PAGE = 1_500_000
"""Bytes that a page may take before anything plays."""
SCRIPT = 30_000
"""Bytes of script that a page may take, squeezed."""

_WIDTH = 1280
_REM = 16
_TAG = re.compile(r"<template\b.*?</template>|<(img|source|video|script|link)\b([^>]*)>", re.DOTALL)
"""What makes a browser load a file, unless it is in a template: that a script may take out."""
_ATTRIBUTE = re.compile(r'\b(srcset|src|sizes|poster|href|rel|type)="([^"]*)"')
_CONDITION = re.compile(r"\((min|max)-width:\s*([\d.]+)rem\)\s+(.+)")
_LENGTH = re.compile(r"([\d.]+)(rem|vw|px)")
_SQUEEZED = (".css", ".js")


@unchanging
class Weight:
    """Bytes of one page."""

    script: int
    whole: int


def heavy(
    pages: Iterable[Page], jobs: Iterable[Job], receipt: Callable[[Digest], Receipt | None]
) -> Iterator[Diagnostic]:
    """E917 and E918 for pages above their budgets; `receipt` finds what a job has made, as far as it has."""
    pages = tuple(pages)
    size_of = sizes_of(pages, jobs, receipt)
    for page in pages:
        if page.path.endswith(".html"):
            found = weigh(page, size_of)
            if found.script > SCRIPT:
                words = f"{page.path} takes {size(found.script)} of script; {size(SCRIPT)} are the budget"
                yield problem("E918", words)
            if found.whole > PAGE:
                words = f"{page.path} takes {size(found.whole)} before anything plays; {size(PAGE)} are the budget"
                yield problem("E917", words)


def weigh(page: Page, size_of: Callable[[str], int]) -> Weight:
    """The weight of a page; `size_of` tells the bytes of a published file by its name."""
    wanted, scripts = _wanted(page.body.decode())
    script = sum(map(size_of, scripts))
    rest = script + sum(map(size_of, wanted))
    # Squeezing takes longer than all the rest, and most pages are light enough without.
    raw = rest + len(page.body)
    return Weight(script, raw if raw <= PAGE else rest + _squeezed(page.body))


def sizes_of(
    pages: Iterable[Page], jobs: Iterable[Job], receipt: Callable[[Digest], Receipt | None]
) -> Callable[[str], int]:
    """What tells bytes by name: of styles, scripts and fonts, and of pictures and their style sheets that are made."""
    files = {_name(page.path): page.body for page in pages if page.path.startswith("assets/")}
    made: dict[str, int] = {}
    for job in jobs:
        shown = [each.name for each in job.recipe.outputs() if each.media_type.startswith(("image/", "text/css"))]
        found = receipt(job.key) if shown else None
        if found:
            made |= {_name(job.url(name)): found.outputs[name].size for name in shown if name in found.outputs}

    def size_of(name: str) -> int:
        body = files.get(name)
        if body is None:
            return made.get(name, 0)
        return _squeezed(body) if name.endswith(_SQUEEZED) else len(body)

    return size_of


def _wanted(html: str) -> tuple[set[str], set[str]]:
    """Names of the files that a page loads by itself: (all but scripts, scripts)."""
    wanted: set[str] = set()
    scripts: set[str] = set()
    best = ""
    for tag, text in _TAG.findall(html):
        name = _loaded(tag, text) if tag else ""
        if tag == "script":
            scripts.add(name)
        elif tag == "source":
            best = best or name
        elif tag == "img":
            wanted.add(best or name)
            best = ""
        else:
            wanted.add(name)
    return wanted, scripts


@lru_cache(maxsize=1024)
def _loaded(tag: str, text: str) -> str:
    """Name of the file that a tag makes a browser load; empty for none. Many pages have the same tags."""
    told = dict(_ATTRIBUTE.findall(text))
    if tag == "link":
        return _name(told.get("href", "")) if told.get("rel") in {"stylesheet", "preload"} else ""
    if tag == "video":
        return _name(told.get("poster", ""))
    if tag == "source" and "srcset" not in told:
        return ""
    return _name(told.get("src", "")) if tag == "script" else _chosen(told)


def _chosen(told: Mapping[str, str]) -> str:
    """The file that a browser takes: the narrowest that is wide enough, else the widest; or the only one."""
    pairs = [each.split() for each in told.get("srcset", "").split(",")]
    known = sorted((int(pair[1].rstrip("w")), pair[0]) for pair in pairs if len(pair) == 2)
    if not known:
        return _name(told.get("src", ""))
    wide = _shown(told.get("sizes", ""))
    return _name(next((address for width, address in known if width >= wide), known[-1][1]))


@lru_cache(maxsize=64)
def _shown(sizes: str) -> float:
    """Pixels that `sizes=` means; the whole width where it says what we cannot read."""
    for part in sizes.split(","):
        found = _CONDITION.fullmatch(part.strip())
        if found and (float(found[2]) * _REM <= _WIDTH) is not (found[1] == "min"):
            continue
        length = _LENGTH.fullmatch(found[3] if found else part.strip())
        if length:
            return float(length[1]) * {"rem": _REM, "vw": _WIDTH / 100, "px": 1}[length[2]]
    return _WIDTH


@lru_cache(maxsize=64)
def _squeezed(body: bytes) -> int:
    return len(zlib.compress(body, 6))


def _name(address: str) -> str:
    """The last part of an address: names hold a fingerprint, so it is enough."""
    return address.rpartition("/")[2]
