"""One chapter was saved: its page at once, made from the last site with nothing but that chapter read anew.

A whole build follows in any case and corrects everything. So whatever could make another page than that build would
is left to it: then there is no page here. The last site is one value, so that a build may be at work meanwhile.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace

from btspress.diagnostics import Diagnostic, Severity
from btspress.digest import digest_bytes
from btspress.memo import Memo
from btspress.model import Chapter, Clip, Comparison, Film, Frame, Sequence, Site, Sound
from btspress.pages.chapter import edited
from btspress.pages.sheets import address_of
from btspress.pages.spec import PageSpec, file_of
from btspress.planned import Page, Plan
from btspress.rendering import Edition, Printed, Renderer
from btspress.stages.parse import parse
from btspress.stages.render import page_key
from btspress.stages.resolve import Ground, Material
from btspress.story.heads import FilmHead
from btspress.story.layout import FilmFolder, split_language
from btspress.story.named import named_media
from btspress.story.rights import Gate
from btspress.telling.chapters import Told
from btspress.telling.films import above_translation, facts_of
from btspress.telling.lists import with_credits
from btspress.telling.people import head_of
from btspress.telling.recall import Footing, Recall
from btspress.telling.translation import guarded
from btspress.tree import File, file_from
from btspress.unchanging import unchanging
from btspress.walk import walk
from btspress.written import Document


@unchanging
class Held:
    """The last site, and what it was made from."""

    material: Material
    site: Site
    plan: Plan


@unchanging
class Past:
    """The last site with all its pages."""

    held: Held
    footing: Footing[Ground]
    edition: Edition


class DoubtError(Exception):
    """The page is left to the whole build; the text says why."""


class Quick:
    """Makes the page of an edited chapter from what a session remembers; in any thread, but only in one at a time."""

    def __init__(self, memo: Memo, recall: Recall[Ground], renderer: Renderer) -> None:
        self._memo = memo
        self._recall = recall
        self._renderer = renderer
        self.past: Past | None = None
        """What came of the last build; None while there is none."""
        self.doubt = ""
        """Why the last edit was left to the whole build; empty when it was not."""

    def page(self, path: str, gate: Gate) -> Page | None:
        """The page of the chapter that was saved in the file `path`; None where only a whole build can tell."""
        self.doubt = ""
        try:
            return self._page(path, gate)
        except (DoubtError, OSError) as error:
            self.doubt = str(error)
            return None

    def _page(self, path: str, gate: Gate) -> Page:
        past = self.past
        if past is None:
            raise DoubtError("nothing was built yet")
        held, last = past.held, past.edition
        films = held.material.layout.films
        folder = next((each for each in films if path in each.chapters or path in each.translations), None)
        was, film = _chapter(held.site, path)
        before = last.printed.get(file_of(was.address))
        if folder is None or before is None or not _is_of(before.spec, path):
            raise DoubtError("it has no page of its own")
        document = self._read(held.material.tree.files[path])
        chapter = self._told(document, folder, past, gate)
        chapter = with_credits(replace(chapter, translations=was.translations), film, held.site.people)
        _must_show_the_same(chapter, was)
        film = replace(film, chapters=tuple(chapter if each is was else each for each in film.chapters))
        spec = edited(held.site, held.plan, film, chapter, before.spec)
        if spec.media != before.spec.media or spec.path != before.spec.path:
            raise DoubtError("other media are shown")
        key = page_key(spec, last.environment.theme, last.config, address_of(before.sheet))
        rendered = self._renderer.page(Printed(spec, key, before.sheet), last)
        _must_be_well(rendered.problems)
        return rendered.page

    def _read(self, file: File) -> Document:
        """The document as it is on the disk now."""
        if file.root is None:
            raise DoubtError("the file is not on a disk")
        found = os.lstat(file.root / file.path)
        if not stat.S_ISREG(found.st_mode):
            raise DoubtError("it is no file any more")
        data = file_from(file.root, file.path, found).read()
        document = self._memo.once("parsed", (file.path, digest_bytes(data)), lambda: parse(file.path, data))
        _must_be_well(document.problems)
        return document

    def _told(self, document: Document, folder: FilmFolder, past: Past, gate: Gate) -> Chapter:
        """The chapter, told on the ground of the last build."""
        material, site = past.held.material, past.held.site
        known = {*material.probed, *material.broken}
        if any(path not in known for path in named_media({document.path: document}, material.tree)):
            raise DoubtError("it names media that nobody has looked at")
        told_of = material.documents.get(folder.head)
        head = head_of(told_of, FilmHead, []) if told_of else FilmHead()
        library = past.footing.ground.library
        documents = {**material.documents, document.path: document}
        facts = facts_of(folder, head, library, site.config.rights, documents)

        def tell(told: Document, language: str, original: Told | None) -> Told:
            return self._recall.tell(told, facts, library, language, head.spoilers, original)

        if document.path in folder.chapters:
            told = tell(document, library.language, None)
        else:
            name, language = split_language(document.path.removesuffix(".md"))
            written = material.documents[f"{name}.md"]
            original = tell(written, library.language, None)
            above = above_translation(original, folder, language, documents, library)
            told = tell(guarded(written, document), language, above)
        _must_be_well(told.problems)
        if told.chapter is None or past.footing.astray(gate.as_of):
            raise DoubtError("it is withheld")
        return told.chapter


def _chapter(site: Site, path: str) -> tuple[Chapter, Film]:
    """The chapter of the last site that the file told, and its film."""
    for film in site.films:
        for chapter in film.chapters:
            if chapter.file == path:
                return chapter, film
    for chapter in site.translations:
        if chapter.file == path:
            pair = (chapter.language, chapter.address)
            return chapter, next(film for film in site.films for each in film.chapters if pair in each.translations)
    raise DoubtError("no page tells it")


def _is_of(spec: PageSpec, path: str) -> bool:
    """Whether a page is that of the chapter in the file `path`: two chapters may have one address."""
    return getattr(spec.values.get("chapter"), "file", "") == path


def _must_show_the_same(chapter: Chapter, was: Chapter) -> None:
    """The plan of the last build holds for as long as the same media are shown, in the same order."""
    same = ("slug", "address", "withheld", "spoiler", "rights", "language")
    if any(getattr(chapter, name) != getattr(was, name) for name in same):
        raise DoubtError("other rights, or another address")
    if any(node.overlay for node in walk(chapter.blocks, Comparison)):
        raise DoubtError("pictures are laid over one another")
    if tuple(_shown(chapter)) != tuple(_shown(was)):
        raise DoubtError("other media are shown")


def _shown(chapter: Chapter) -> Iterator[object]:
    yield from walk(chapter, Clip, Frame, Sound, Sequence)
    yield from walk(chapter, Comparison)


def _must_be_well(problems: tuple[Diagnostic, ...]) -> None:
    wrong = next((found for found in problems if found.severity is Severity.ERROR), None)
    if wrong:
        raise DoubtError(wrong.message)
