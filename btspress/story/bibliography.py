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
_FIELD = re.compile(r"[\s,]*+([\w-]++)\s*+=\s*")
_BARE = re.compile(r"[^\s,{}\"]+")
_MARKS = re.compile(r"\\([&%$#_{}])|[{}]")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_NOT_ENTRIES = frozenset({"comment", "string", "preamble"})


def read_bibliography(path: str, data: bytes) -> tuple[tuple[CitedSource, ...], tuple[Diagnostic, ...]]:
    """The sources that a file under `sources/` lists, by their keys, and why it cannot be read."""
    try:
        text = data.decode("utf-8-sig")
        return tuple(_json(text) if path.endswith(".json") else _bibtex(text)), ()
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError) as error:
        told = problem("E414", f"the bibliography cannot be read: {error}", Span(path, 1, 1, 2))
        return (), (told,)


# ---- CSL-JSON ----


def _json(text: str) -> Iterator[CitedSource]:
    listed = json.loads(text)
    json.dumps(listed, ensure_ascii=False).encode()  # half a character can be escaped, and never be published
    for item in listed:
        issued, accessed = _parts(item.get("issued")), _parts(item.get("accessed"))
        yield CitedSource(
            slug=str(item["id"]) if "id" in item else _missing("id"),
            title=str(item.get("title", item["id"])),
            by="; ".join(_name(each) for each in item.get("author", ())),
            authors=tuple(_parted(each) for each in item.get("author", ())),
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


def _parted(author: Mapping[str, str]) -> tuple[str, str]:
    """Family name and first names."""
    if author.get("literal") or not author.get("family"):
        return _name(author), ""
    return str(author["family"]), str(author.get("given", ""))


# ---- BibTeX ----


def _bibtex(text: str) -> Iterator[CitedSource]:
    at = 0
    while found := _ENTRY.search(text, at):
        kind, key, at = found[1].lower(), found[2], found.end()
        if kind in _NOT_ENTRIES:
            continue
        fields, at = _fields(text, at)
        told = fields.get("date", "")
        authors = tuple(_author(name) for name in _flat(fields.get("author", "")).split(" and ") if name)
        on = _day(told)
        yield CitedSource(
            slug=key,
            title=_plain(fields.get("title", key)),
            by="; ".join(" ".join(filter(None, reversed(name))) for name in authors),
            authors=authors,
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


def _fields(text: str, at: int) -> tuple[dict[str, str], int]:
    """Values by name of the entry whose fields begin at `at`, and where they end."""
    fields: dict[str, str] = {}
    while found := _FIELD.match(text, at):
        value, at = _value(text, found.end())
        fields[found[1].lower()] = value
    return fields, at


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
    return _flat(words)


def _flat(words: str) -> str:
    return " ".join(words.split())


def _author(name: str) -> tuple[str, str]:
    """Family name and first names of `Lens, Ada` or `Ada Lens`; what stands in braces is one name."""
    whole = _plain(name)
    last, comma, first = whole.partition(",")
    if comma or name.startswith("{"):
        return (last.strip(), first.strip()) if comma else (whole, "")
    first, _, last = whole.rpartition(" ")
    return last, first


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text.strip("{} "))
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _web(address: str) -> str:
    """An address that a page may link to; nothing for any other scheme."""
    return address if address.startswith(("https://", "http://")) else ""
