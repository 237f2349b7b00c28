"""How to cite a chapter and its moments: in three styles on its page, and as BibTeX and CSL-JSON for a film."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from btspress.model import (
    Chapter,
    CitedSource,
    Clip,
    Comparison,
    Figure,
    Film,
    Footnote,
    Moment,
    Sequence,
    Site,
    Sound,
    Soundbite,
)
from btspress.pages.head import absolute
from btspress.pages.plain import shortened, told
from btspress.pages.spec import Head, PageSpec
from btspress.timecode import clock
from btspress.walk import walk
from btspress.web.media import timecodes_of

_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Style:
    """A reference in one style; `set_off` stands in italics."""

    name: str
    before: str
    set_off: str
    after: str


@dataclass(frozen=True, slots=True)
class Work:
    """A chapter, or a moment of one."""

    key: str
    """Stays as long as its address does: `tears-the-bridge-take-four`."""
    title: str
    address: str
    """Full web address."""
    author: str
    site: str
    chapter: str = ""
    """Title of the chapter that it is part of; empty for a chapter."""
    times: str = ""
    """From when to when in its file it plays: `00:00:10:00–00:00:20:00`."""

    @property
    def styles(self) -> tuple[Style, ...]:
        """MLA (9th edition), Chicago (17th, bibliography) and APA (7th)."""
        who, when = (f"{self.author.rstrip('.')}. " if self.author else ""), self.times
        if not self.chapter:
            return (
                Style("MLA", f"{who}“{_ended(self.title)}” ", self.site, f", {self.address}."),
                Style("Chicago", f"{who}“{_ended(self.title)}” ", self.site, f". {self.address}."),
                Style("APA", f"{who}(n.d.). ", self.title, f". {self.site}. {self.address}"),
            )
        told = f", {when}" if when else ""
        kind = f" [Video clip, {when}]" if when else ""
        inside = f"“{_ended(self.title)}” “{self.chapter},” "
        return (
            Style("MLA", f"{who}{inside}", self.site, f"{told}, {self.address}."),
            Style(
                "Chicago", f"{who}“{self.title}{told}.” In “{_ended(self.chapter)}” ", self.site, f". {self.address}."
            ),
            Style("APA", f"{who}(n.d.). {self.title}{kind}. In ", self.chapter, f". {self.site}. {self.address}"),
        )


def works_of(site: Site, film: Film, chapter: Chapter) -> tuple[Work, ...]:
    """The chapter, and every moment of it that has an address; none where the site does not know its own."""
    base = site.config.base_url
    if not base or chapter.withheld:
        return ()
    author = chapter.rights.holder or film.studio
    address, name = absolute(base, chapter.address), _key(chapter.address)
    whole = Work(name, chapter.title, address, author, site.config.title)
    parts = (
        Work(f"{name}-{key}", title, f"{address}#{key}", author, site.config.title, chapter.title, times)
        for key, title, times in moments_of(chapter)
    )
    return (whole, *parts)


def pages(site: Site, _plan: object) -> Iterator[PageSpec]:
    """`/tears-of-steel/citations.bib` and `citations.json`: chapters, moments, and the sources that notes name."""
    for film in site.films:
        works = [work for chapter in film.chapters for work in works_of(site, film, chapter)]
        notes: Iterator[Footnote] = walk((film.notes, tuple(each.notes for each in film.chapters)), Footnote)
        sources = {note.cited.slug: note.cited for note in notes if note.cited}
        cited = [sources[slug] for slug in sorted(sources)]
        if works or cited:
            bib = "\n".join([*map(_work_bib, works), *map(_source_bib, cited)])
            csl = [*map(_work_csl, works), *map(_source_csl, cited)]
            yield _file(f"{film.address}citations.bib", bib)
            yield _file(f"{film.address}citations.json", json.dumps(csl, ensure_ascii=False, indent=1) + "\n")


def moments_of(chapter: Chapter) -> Iterator[tuple[str, str, str]]:
    """Id, title and times of what can be cited by itself."""
    for node in walk(chapter.blocks, Figure, Comparison, Moment):
        if isinstance(node, Moment):
            if node.title:
                yield node.id, node.title, ""
        elif isinstance(node, Comparison):
            clips = [side.shown for side in node.sides if isinstance(side.shown, Clip)]
            yield node.id, node.title or "Comparison", _times(clips[-1]) if clips else ""
        elif node.id and isinstance(node.shown, Clip | Sound):
            yield node.id, node.title or node.legend or shortened(node.alt, _QUOTED), _times(node.shown)
    for said in walk(chapter.blocks, Sequence, Soundbite):
        if isinstance(said, Sequence):
            yield said.id, said.title or "Sequence", ""
        elif isinstance(said.shown, Clip | Sound):
            yield said.id, f"{said.signed.name}: {shortened(told(said.body), _QUOTED)}", _times(said.shown)


def _times(shown: Clip | Sound) -> str:
    """From which frame to which, or, of a sound, from which second."""
    frames = timecodes_of(shown)
    return "–".join(frames or (clock(shown.range.start), clock(shown.range.end)))


def _ended(title: str) -> str:
    """A title with the full stop that American styles put inside the quotation marks."""
    return title if title.endswith(("?", "!", "…", ".")) else f"{title}."


def _key(address: str) -> str:
    return address.strip("/").replace("/", "-")


def _work_bib(work: Work) -> str:
    note = f"In: {work.chapter}{', ' + work.times if work.times else ''}" if work.chapter else ""
    pairs = {"author": _group(work.author), "title": work.title, "note": note, "url": work.address}
    return _bib("online", work.key, {**pairs, "organization": work.site})


def _source_bib(source: CitedSource) -> str:
    pairs = {
        "author": _group(source.by),
        "title": source.title,
        "date": source.on.isoformat() if source.on else source.year,
        "journaltitle": source.within,
        "url": source.url,
        "urldate": source.accessed.isoformat() if source.accessed else "",
    }
    return _bib("online" if source.url else "misc", source.slug, pairs)


def _group(names: str) -> str:
    """Names in braces: what stands there may be a studio, which has no first name."""
    return " and ".join(f"{{{name.strip()}}}" for name in names.split(";") if name.strip())


def _bib(kind: str, key: str, pairs: dict[str, str]) -> str:
    lines = "".join(f"  {name} = {{{_safe(name, text)}}},\n" for name, text in pairs.items() if text)
    return f"@{kind}{{{key},\n{lines}}}\n"


def _safe(name: str, text: str) -> str:
    """Text that TeX takes as it is meant; addresses are taken as they are."""
    if name in {"url", "author"}:
        return text
    return "".join(f"\\{sign}" if sign in "&%$#_{}" else sign for sign in text)


def _work_csl(work: Work) -> dict[str, Any]:
    made = {"id": work.key, "type": "webpage", "title": work.title, "URL": work.address, "container-title": work.site}
    author = {"author": [{"literal": work.author}]} if work.author else {}
    part = {"note": work.chapter, **({"locator": work.times} if work.times else {})} if work.chapter else {}
    return {**made, **author, **part}


def _source_csl(source: CitedSource) -> dict[str, Any]:
    made: dict[str, Any] = {"id": source.slug, "type": "webpage" if source.url else "document", "title": source.title}
    if source.by:
        made["author"] = [{"literal": name.strip()} for name in source.by.split(";")]
    if source.on:
        made["issued"] = {"date-parts": [[source.on.year, source.on.month, source.on.day]]}
    elif source.year.isdigit():
        made["issued"] = {"date-parts": [[int(source.year)]]}
    if source.accessed:
        made["accessed"] = {"date-parts": [[source.accessed.year, source.accessed.month, source.accessed.day]]}
    more = {"URL": source.url, "container-title": source.within}
    return {**made, **{name: text for name, text in more.items() if text}}


def _file(address: str, text: str) -> PageSpec:
    return PageSpec(address.lstrip("/"), "", Head("", address=address, hidden=True), text=text)
