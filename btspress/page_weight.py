"""What a page weighs before anything plays: its words, styles, fonts, scripts, and every picture on it.

A reader of 1280 pixels is assumed who scrolls to the end, and whose browser takes the best type of each picture.
Texts count as they travel, squeezed; pictures that are still to be made count nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from btspress.amounts import size
from btspress.diagnostics import Diagnostic, problem
from btspress.digest import Digest
from btspress.engine.job import Job
from btspress.engine.receipt import Receipt
from btspress.planned import Page

PAGE = 1_500_000
"""Bytes that a page may take before anything plays."""
SCRIPT = 30_000
"""Bytes of script that a page may take, squeezed."""

_WIDTH = 1280
_REM = 16
_TEMPLATE = re.compile(r"<template\b.*?</template>", re.DOTALL)
"""What a script may take out, and what no browser loads by itself."""
_TAG = re.compile(r"<(img|source|video|script|link)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'\b(srcset|src|sizes|poster|href|rel|type)="([^"]*)"')
_CONDITION = re.compile(r"\((min|max)-width:\s*([\d.]+)rem\)\s+(.+)")
_LENGTH = re.compile(r"([\d.]+)(rem|vw|px)")
_SQUEEZED = (".css", ".js")


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of one page."""

    script: int
    whole: int


def heavy(
    pages: Iterable[Page], jobs: Iterable[Job], receipt: Callable[[Digest], Receipt | None]
) -> Iterator[Diagnostic]:
    """E917 and E918 for pages above their budgets; `receipt` finds what a job has made, as far as it has."""
    pages = tuple(pages)
    sizes = sizes_of(pages, jobs, receipt)
    for page in pages:
        if page.path.endswith(".html"):
            found = weigh(page, sizes)
            if found.script > SCRIPT:
                words = f"{page.path} takes {size(found.script)} of script; {size(SCRIPT)} are the budget"
                yield problem("E918", words)
            if found.whole > PAGE:
                words = f"{page.path} takes {size(found.whole)} before anything plays; {size(PAGE)} are the budget"
                yield problem("E917", words)


def weigh(page: Page, sizes: Mapping[str, int]) -> Weight:
    """The weight of a page; `sizes` are bytes by the names of published files."""
    wanted, scripts = _wanted(page.body.decode())
    script = sum(sizes.get(name, 0) for name in scripts)
    rest = script + sum(sizes.get(name, 0) for name in wanted)
    # Squeezing takes longer than all the rest, and most pages are light enough without.
    raw = rest + len(page.body)
    return Weight(script, raw if raw <= PAGE else rest + _squeezed(page.body))


def sizes_of(
    pages: Iterable[Page], jobs: Iterable[Job], receipt: Callable[[Digest], Receipt | None]
) -> Mapping[str, int]:
    """Bytes by name: styles, scripts and fonts, and pictures and their style sheets as far as they are made."""
    files = (page for page in pages if page.path.startswith("assets/"))
    found = {
        _name(page.path): _squeezed(page.body) if page.path.endswith(_SQUEEZED) else len(page.body) for page in files
    }
    for job in jobs:
        shown = [each.name for each in job.recipe.outputs() if each.media_type.startswith(("image/", "text/css"))]
        made = receipt(job.key) if shown else None
        if made:
            found |= {_name(job.url(name)): made.outputs[name].size for name in shown if name in made.outputs}
    return found


def _wanted(html: str) -> tuple[set[str], set[str]]:
    """Names of the files that a page loads by itself: (all but scripts, scripts)."""
    wanted: set[str] = set()
    scripts: set[str] = set()
    best = ""
    for tag, text in _TAG.findall(_TEMPLATE.sub("", html)):
        told = _attributes(text)
        if tag == "script" and "src" in told:
            scripts.add(_name(told["src"]))
        elif tag == "link" and told.get("rel") in {"stylesheet", "preload"}:
            wanted.add(_name(told.get("href", "")))
        elif tag == "video":
            wanted.add(_name(told.get("poster", "")))
        elif tag == "source" and "srcset" in told:
            best = best or _chosen(told)
        elif tag == "img":
            wanted.add(best or _chosen(told))
            best = ""
    return wanted, scripts


@lru_cache(maxsize=1024)
def _attributes(text: str) -> Mapping[str, str]:
    """What a tag says of itself: many pages have the same tags."""
    return MappingProxyType(dict(_ATTRIBUTE.findall(text)))


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
