"""How to cite a chapter and its moments: in three styles on its page, and as BibTeX and CSL-JSON for a film."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from btspress.model import (
    Chapter,
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
from btspress.pages.references import bib_entry, csl_date, source_bib, source_csl
from btspress.pages.spec import Head, PageSpec
from btspress.timecode import clock
from btspress.unchanging import unchanging
from btspress.walk import walk
from btspress.web.media import timecodes_of

_QUOTED = 60
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT: Final = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
"""Months as MLA has them; all three styles are English."""


@unchanging
class Style:
    """A reference in one style; `set_off` stands in italics."""

    name: str
    before: str
    set_off: str
    after: str


@unchanging
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
    on: date | None = None
    """Day on which readers got it."""

    @property
    def styles(self) -> tuple[Style, ...]:
        """MLA (9th edition), Chicago (17th, bibliography) and APA (7th)."""
        who = f"{self.author.rstrip('.')}. " if self.author else ""
        told = f", {self.times}" if self.times else ""
        inside = f" “{self.chapter},”" if self.chapter else ""
        mla = f", {self.on.day} {_SHORT[self.on.month - 1]} {self.on.year}" if self.on else ""
        chicago = f". {_american(self.on)}" if self.on else ""
        within = f"“{self.title}{told}.” In “{_ended(self.chapter)}” " if self.chapter else f"“{_ended(self.title)}” "
        return (
            Style("MLA", f"{who}“{_ended(self.title)}”{inside} ", self.site, f"{mla}{told}, {self.address}."),
            Style("Chicago", f"{who}{within}", self.site, f"{chicago}. {self.address}."),
            self._apa(who),
        )

    def _apa(self, who: str) -> Style:
        """With the day behind the author; where nobody is named, behind the title."""
        day = f"({self.on.year}, {_MONTHS[self.on.month - 1]} {self.on.day})" if self.on else "(n.d.)"
        kind = f" [Video clip, {self.times}]" if self.times else ""
        if not self.chapter:
            before, after = (f"{who}{day}. ", "") if who else ("", f" {day}.")
            return Style("APA", before, self.title, f".{after} {self.site}. {self.address}")
        title = f"{self.title}{kind}"
        before = f"{who}{day}. {title}. In " if who else f"{title}. {day}. In "
        return Style("APA", before, self.chapter, f". {self.site}. {self.address}")


def works_of(site: Site, film: Film, chapter: Chapter) -> tuple[Work, ...]:
    """The chapter, and every moment of it that has an address; none where the site does not know its own."""
    base = site.config.base_url
    if not base or chapter.withheld:
        return ()
    author = chapter.rights.holder or film.studio
    address, name = absolute(base, chapter.address), _key(chapter.address)
    whole = Work(name, chapter.title, address, author, site.config.title, on=chapter.published)
    parts = (
        replace(whole, key=f"{name}-{key}", title=title, address=f"{address}#{key}", chapter=chapter.title, times=times)
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
            bib = "\n".join([*map(_work_bib, works), *map(source_bib, cited)])
            csl = [*map(_work_csl, works), *map(source_csl, cited)]
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
            yield node.id, node.title or _words_of(node), _times(clips[-1]) if clips else ""
        elif node.id and isinstance(node.shown, Clip | Sound):
            yield node.id, node.title or node.legend or shortened(node.alt, _QUOTED), _times(node.shown)
    for said in walk(chapter.blocks, Sequence, Soundbite):
        if isinstance(said, Sequence):
            yield said.id, said.title or _words_of(said), ""
        elif isinstance(said.shown, Clip | Sound):
            yield said.id, f"{said.signed.name}: {shortened(told(said.body), _QUOTED)}", _times(said.shown)


def _words_of(node: Comparison | Sequence) -> str:
    """What a comparison or sequence without a title says, as it stands below it; else what one sees in it last."""
    seen = node.outcome.alt if isinstance(node, Comparison) else node.shots[-1].alt
    return shortened(told(node.body) or seen, _QUOTED)


def _times(shown: Clip | Sound) -> str:
    """From which frame to which, or, of a sound, from which second."""
    frames = timecodes_of(shown)
    return "–".join(frames or (clock(shown.range.start), clock(shown.range.end)))


def _ended(title: str) -> str:
    """A title with the full stop that American styles put inside the quotation marks."""
    return title if title.endswith(("?", "!", "…", ".")) else f"{title}."


def _american(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _key(address: str) -> str:
    return address.strip("/").replace("/", "-")


def _work_bib(work: Work) -> str:
    note = f"In: {work.chapter}{', ' + work.times if work.times else ''}" if work.chapter else ""
    # In braces: whoever holds the rights may be a studio, which has no first name.
    author, on = f"{{{work.author}}}" if work.author else "", work.on.isoformat() if work.on else ""
    pairs = {"author": author, "title": work.title, "date": on, "note": note, "url": work.address}
    return bib_entry("online", work.key, {**pairs, "organization": work.site})


def _work_csl(work: Work) -> dict[str, Any]:
    made = {"id": work.key, "type": "webpage", "title": work.title, "URL": work.address, "container-title": work.site}
    author = {"author": [{"literal": work.author}]} if work.author else {}
    part = {"note": work.chapter, **({"locator": work.times} if work.times else {})} if work.chapter else {}
    on = {"issued": csl_date(work.on)} if work.on else {}
    return {**made, **author, **on, **part}


def _file(address: str, text: str) -> PageSpec:
    return PageSpec(address.lstrip("/"), "", Head("", address=address, hidden=True), text=text)
