"""Bibliographies that reference managers export: BibTeX and CSL-JSON, read as the sources that notes may name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.model import CitedSource

ENDINGS = frozenset({".bib", ".json"})
_ENTRY = re.compile(r"@(\w+)\s*[{(]\s*([^\s,{}()\"]+)\s*,")
_FIELD = re.compile(r"\s*,?\s*([\w-]+)\s*=\s*")
_BARE = re.compile(r"[^\s,{}\"]+")
_MARKS = re.compile(r"\\([&%$#_{}])|[{}]")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_NOT_ENTRIES = frozenset({"comment", "string", "preamble"})


def read_bibliography(path: str, data: bytes) -> tuple[tuple[CitedSource, ...], tuple[Diagnostic, ...]]:
    """The sources that a file under `sources/` lists, by their keys, and why it cannot be read."""
    try:
        text = data.decode("utf-8-sig")
        return tuple(_json(text) if path.endswith(".json") else _bibtex(text)), ()
    except (UnicodeDecodeError, ValueError, TypeError, AttributeError, RecursionError) as error:
        told = problem("E414", f"the bibliography cannot be read: {error}", Span(path, 1, 1, 2))
        return (), (told,)


# ---- CSL-JSON ----


def _json(text: str) -> Iterator[CitedSource]:
    for item in json.loads(text):
        issued, accessed = _parts(item.get("issued")), _parts(item.get("accessed"))
        yield CitedSource(
            slug=str(item["id"]) if "id" in item else _missing("id"),
            title=str(item.get("title", item["id"])),
            by="; ".join(_name(each) for each in item.get("author", ())),
            on=_whole(issued),
            url=_web(str(item.get("URL", ""))),
            accessed=_whole(accessed),
            kind=str(item.get("type", "")),
            year=str(issued[0]) if issued and not _whole(issued) else "",
            within=str(item.get("container-title") or item.get("publisher") or ""),
        )


def _missing(name: str) -> str:
    raise ValueError(f"an entry has no '{name}'")


def _parts(when: Mapping[str, Any] | None) -> list[int]:
    """Year, month and day, as many as are told."""
    found = (when or {}).get("date-parts") or [[]]
    return [int(part) for part in found[0]]


def _whole(parts: list[int]) -> date | None:
    return date(*parts[:3]) if len(parts) >= 3 else None


def _name(author: Mapping[str, str]) -> str:
    return author.get("literal") or " ".join(filter(None, (author.get("given"), author.get("family"))))


# ---- BibTeX ----


def _bibtex(text: str) -> Iterator[CitedSource]:
    for found in _ENTRY.finditer(text):
        kind, key = found[1].lower(), found[2]
        if kind in _NOT_ENTRIES:
            continue
        fields = dict(_fields(text, found.end()))
        told = fields.get("date", "")
        on = _day(told)
        yield CitedSource(
            slug=key,
            title=_plain(fields.get("title", key)),
            by="; ".join(_turned(_plain(name)) for name in re.split(r"\s+and\s+", fields.get("author", "")) if name),
            on=on,
            url=_web(fields.get("url", "")),
            accessed=_day(fields.get("urldate", "")),
            kind=kind,
            year="" if on else _plain(fields.get("year", told)),
            within=_plain(
                next(
                    (fields[name] for name in ("journaltitle", "journal", "booktitle", "publisher") if name in fields),
                    "",
                )
            ),
        )


def _fields(text: str, at: int) -> Iterator[tuple[str, str]]:
    """Names and values of the entry whose fields begin at `at`."""
    while found := _FIELD.match(text, at):
        value, at = _value(text, found.end())
        yield found[1].lower(), value


def _value(text: str, at: int) -> tuple[str, int]:
    """What stands in braces, quotes or alone at `at`, and where it ends."""
    if text[at : at + 1] not in {"{", '"'}:
        bare = _BARE.match(text, at)
        return (bare[0], bare.end()) if bare else ("", at)
    depth, quoted = 0, text[at] == '"'
    for place in range(at, len(text)):
        sign = text[place]
        depth += (sign == "{") - (sign == "}")
        if place > at and depth == 0 and (sign == '"' if quoted else sign == "}"):
            return text[at + 1 : place], place + 1
    line = text.count("\n", 0, at) + 1
    raise ValueError(f"the value in line {line} is never closed")


def _plain(value: str) -> str:
    """A value without the braces that protect its capitals."""
    words = _MARKS.sub(lambda found: found[1] or "", value).replace("---", "—").replace("--", "–").replace("~", " ")
    return " ".join(words.split())


def _turned(name: str) -> str:
    """`Lens, Ada` as one says it."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last}" if comma else name


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text.strip("{} "))
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _web(address: str) -> str:
    """An address that a page may link to; nothing for any other scheme."""
    return address if address.startswith(("https://", "http://")) else ""
