"""Why a film, a chapter or what lies in a film's folder is withheld from the audience of a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from btspress.diagnostics import Diagnostic, Severity, problem
from btspress.model import Rights
from btspress.story.heads import ChapterHead, CheckpointHead, FilmHead
from btspress.story.layout import FilmFolder, Layout, split_language
from btspress.story.rights import Gate, inherit
from btspress.telling.people import head_of
from btspress.written import Document

_OPEN = frozenset({"title", "summary", "on", "from", "to", "tempo", "motifs", "people", "poster", "spoiler", "level"})
"""Keys of a chapter that never keep it back, whatever is written there."""


def film_kept(head: FilmHead, gate: Gate) -> str:
    """Why a film with this head is withheld whole; empty when it is not."""
    return gate.kept_back(head) or _waits(each for each in gate.open(head.checkpoints) if not each.phase)


def edition_kept(film: str, language: str, documents: Mapping[str, Document], gate: Gate) -> str:
    """Why all is withheld that is told in `language` of the film whose head is the file `film`."""
    document = documents.get(f"{film.removesuffix('.md')}.{language}.md")
    return film_kept(head_of(document, FilmHead, []), gate) if document else ""


def kept_above(folder: str, documents: Mapping[str, Document], gate: Gate) -> str:
    """Why what lies in `folder` is withheld with a film in whose folder that lies; empty when it is not."""
    above = (f"{parent}/film.md".removeprefix("./") for parent in PurePosixPath(folder).parents if folder)
    heads = (head_of(documents[path], FilmHead, []) for path in above if path in documents)
    return next((why for head in heads if (why := film_kept(head, gate))), "")


def phases_kept(head: FilmHead, gate: Gate) -> tuple[str, ...]:
    """Phases of a film whose chapters wait for a checkpoint."""
    return tuple(dict.fromkeys(each.phase for each in gate.open(head.checkpoints) if each.phase))


def chapter_kept(head: ChapterHead, gate: Gate, waiting: tuple[str, ...]) -> str:
    """Why a chapter with this head is withheld, rights apart; `waiting` are phases that wait for a checkpoint."""
    if head.draft:
        return "draft"
    own = gate.kept_back(head) or _waits(gate.open(head.checkpoints))
    return own or (f"checkpoint {head.phase}" if head.phase in waiting else "")


def told_open(checkpoints: tuple[CheckpointHead, ...], document: Document, gate: Gate) -> Iterator[Diagnostic]:
    """A finding for each checkpoint that a document names and that is open; a release does not bear them."""
    entry = document.head.get("checkpoints")
    severity = Severity.ERROR if gate.release else None
    for each in gate.open(checkpoints):
        by = f" ({each.by})" if each.by else ""
        yield problem("E508", f"'{each.what}'{by} is open", entry.span if entry else document.head.span, "", severity)


def hidden(film: FilmFolder, documents: Mapping[str, Document], gate: Gate) -> set[str]:
    """Files of a film that this audience has no page for."""
    silent: list[Diagnostic] = []
    paths = (*film.chapters, *film.translations)
    told = head_of(documents[film.head], FilmHead, silent) if film.head else FilmHead()
    if film_kept(told, gate) or kept_above(film.folder, documents, gate):
        return {film.head, *paths} - {""}
    waiting = phases_kept(told, gate)
    # Most chapters have only keys that keep nothing back: their heads need not be read for that.
    asked = (path for path in paths if not _OPEN.issuperset(entry.key for entry in documents[path].head.entries))
    heads = {path: head_of(documents[path], ChapterHead, silent) for path in asked}
    closed = {path for path, head in heads.items() if _closed(head, gate, waiting)}
    originals = {path: split_language(path.removesuffix(".md")) for path in film.translations}
    return closed | {
        path
        for path, (original, language) in originals.items()
        if f"{original}.md" in closed or edition_kept(film.head, language, documents, gate)
    }


def _closed(head: ChapterHead, gate: Gate, waiting: tuple[str, ...]) -> bool:
    """Whether the head of a chapter keeps it back; what is wrong with its rights is told with the chapter."""
    if chapter_kept(head, gate, waiting):
        return True
    return bool(gate.verdict(inherit(Rights(), head.rights), "", None, lambda *_, **__: None))


class Folders:
    """What films give to the media in their folders: rights, and why they are withheld themselves."""

    def __init__(self, layout: Layout, documents: Mapping[str, Document], above: Rights, gate: Gate) -> None:
        """`above` are the rights of the site."""
        silent: list[Diagnostic] = []
        self._above = above
        self._rights: dict[str, Rights] = {}
        self._kept: dict[str, str] = {}
        for film in layout.films:
            document = documents.get(film.head)
            head = head_of(document, FilmHead, silent) if document else FilmHead()
            # A folder within a film's inherits from it: names are in order, so the outer one is known.
            self._rights[film.folder] = inherit(self.of(f"{film.folder}/"), head.rights)
            if why := film_kept(head, gate):
                self._kept[film.folder] = why

    def kept_back(self, path: str) -> str:
        """Why `path` is withheld when it lies in the folder of a film that is."""
        inside = (why for folder, why in self._kept.items() if not folder or path.startswith(f"{folder}/"))
        return next(inside, "")

    def of(self, path: str) -> Rights:
        """Rights of the film in whose folder `path` lies; of the site elsewhere."""
        folders = [folder for folder in self._rights if path.startswith(f"{folder}/") or not folder]
        return self._rights[max(folders, key=len)] if folders else self._above


def _waits(checkpoints: Iterable[CheckpointHead]) -> str:
    return next((f"checkpoint {each.what}" for each in checkpoints), "")
