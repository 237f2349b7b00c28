"""Sources as reference managers take them: BibTeX (as biblatex reads it) and CSL-JSON, of the kind they came in as."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from btspress.model import CitedSource

_CSL = MappingProxyType(
    {
        "article": "article-journal",
        "book": "book",
        "incollection": "chapter",
        "inproceedings": "paper-conference",
        "thesis": "thesis",
        "report": "report",
        "online": "webpage",
        "misc": "document",
    }
)
"""Kinds of BibTeX, and what CSL calls them."""
_BIB = MappingProxyType({csl: bib for bib, csl in _CSL.items()})
_ALIKE = MappingProxyType(
    {"phdthesis": "thesis", "mastersthesis": "thesis", "techreport": "report", "inbook": "incollection"}
    | {"conference": "inproceedings", "www": "online", "electronic": "online"}
)
_TEX: Final = MappingProxyType(str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"}))
"""Signs that mean something else to TeX."""
_WITHIN = MappingProxyType({"book": "publisher", "incollection": "booktitle", "inproceedings": "booktitle"})
"""What a source of a kind is part of, where that is no journal."""


def source_bib(source: CitedSource) -> str:
    """One entry of a `.bib` file."""
    kind = _kind(source)
    pairs = {
        "author": " and ".join(f"{last}, {first}" if first else f"{{{last}}}" for last, first in _authors(source)),
        "title": source.title,
        "date": source.on.isoformat() if source.on else source.year,
        _WITHIN.get(kind, "journaltitle"): source.within,
        "url": source.url,
        "urldate": source.accessed.isoformat() if source.accessed else "",
    }
    return bib_entry(kind, source.slug, pairs)


def source_csl(source: CitedSource) -> dict[str, Any]:
    """One item of a CSL-JSON file."""
    kind = _kind(source)
    made: dict[str, Any] = {"id": source.slug, "type": _CSL[kind], "title": source.title}
    authors = _authors(source)
    if authors:
        made["author"] = [{"family": last, "given": first} if first else {"literal": last} for last, first in authors]
    if source.on:
        made["issued"] = csl_date(source.on)
    elif source.year.isdigit():
        made["issued"] = {"date-parts": [[int(source.year)]]}
    if source.accessed:
        made["accessed"] = csl_date(source.accessed)
    container = "publisher" if kind == "book" else "container-title"
    more = {"URL": source.url, container: source.within}
    return {**made, **{name: text for name, text in more.items() if text}}


def bib_entry(kind: str, key: str, pairs: Mapping[str, str]) -> str:
    """An entry with those fields that say something."""
    lines = "".join(f"  {name} = {{{_safe(name, text)}}},\n" for name, text in pairs.items() if text)
    return f"@{kind}{{{key},\n{lines}}}\n"


def csl_date(day: date) -> dict[str, Any]:
    """A day as CSL-JSON has it."""
    return {"date-parts": [[day.year, day.month, day.day]]}


def _kind(source: CitedSource) -> str:
    """Its kind in BibTeX; what only a web address is known of is a web page."""
    told = source.kind.casefold()
    kind = _BIB.get(told) or _ALIKE.get(told, told)
    # `article` is also what a page on the web may be called by whoever wrote its file.
    known = kind in _CSL and (source.authors or told in _BIB)
    return kind if known else "online" if source.url else "misc"


def _authors(source: CitedSource) -> tuple[tuple[str, str], ...]:
    """Family name and first names; what is told as one name may be a studio, which has no first name."""
    return source.authors or tuple((name.strip(), "") for name in source.by.split(";") if name.strip())


def _safe(name: str, text: str) -> str:
    """Text that TeX takes as it is meant; addresses and names in their braces are taken as they are."""
    if name in {"url", "author"}:
        return text
    return text.translate(_TEX)
