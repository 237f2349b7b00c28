"""What each file of the folder is, told by its place and name alone."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice
from os.path import splitext
from pathlib import PurePosixPath

from btspress.story.addresses import LONGEST, RESERVED
from btspress.tree import MEDIA, Tree
from btspress.unchanging import unchanging

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_OTHER = re.compile(r"[^a-z0-9_]+")
_NUMBERED = re.compile(r"^\d+[a-z]?[-_. ]+")
_NOT_CHAPTERS = frozenset({"readme.md", "license.md", "licence.md", "changelog.md", "contributing.md"})
_TRANSCRIPT = ".transcript.md"
_TEXT_TRACKS = frozenset({".vtt", ".srt", ".ass", ".ssa", ".sbv", ".ttml", ".dfxp", ".itt"})
_UNREAD = frozenset({".stl", ".scc", ".mcc", ".smi", ".sub"})
"""Endings of captions that broadcasters and old players know, and nobody reads here."""
UNREAD = "unread"
_HEARING = frozenset({"cc", "hi"})
"""What others call captions that tell sounds too."""
PAIRED = (("onset", "final"), ("plate", "comp"), ("before", "after"))
"""Suffixes of the two files of a pair."""


@unchanging
class FilmFolder:
    """A folder that tells of one film."""

    folder: str
    """Site-relative, empty for the root."""
    head: str
    """Path of film.md, or empty."""
    chapters: tuple[str, ...]
    """In the order of their names; translations are not among them."""
    translations: tuple[str, ...] = ()


@unchanging
class Beside:
    """A timed-text file beside a media file."""

    path: str
    language: str
    """As the name says it, whatever that is; empty where it says none."""
    what: str
    """`captions`, `sdh`, `desc`, `marks`, what else the name says; or `unread`, whatever it says."""


@unchanging
class Translated:
    """A file that tells another one, which is no chapter, in another language."""

    path: str
    original: str
    language: str


@unchanging
class Layout:
    """All text files of a site by their kind."""

    site: str = ""
    glossary: str = ""
    people: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    films: tuple[FilmFolder, ...] = ()
    sidecars: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    """Camera logs: clips.csv."""
    lists: tuple[str, ...] = ()
    """Other tables, such as budget.csv, bibliographies, sources/*.bib and sources/*.json, and map.geojson."""
    editions: tuple[Translated, ...] = ()
    """Translations of the home page, of films, people and the glossary."""

    @property
    def documents(self) -> tuple[str, ...]:
        """Every Markdown file that is read."""
        singles = (self.site, self.glossary)
        heads = [film.head for film in self.films]
        chapters = [path for film in self.films for path in (*film.chapters, *film.translations)]
        others = (each.path for each in self.editions)
        everything = (*singles, *self.people, *self.sources, *heads, *chapters, *self.sidecars, *others)
        return tuple(path for path in everything if path)

    def heads(self, film: FilmFolder) -> tuple[tuple[str, str], ...]:
        """What film.md is called in each language that the film is told in, be it written or not: (path, language)."""
        told = {split_language(path.removesuffix(".md"))[1] for path in film.translations}
        told |= {each.language for each in self.editions if each.original == film.head}
        return tuple((f"{film.head.removesuffix('.md')}.{language}.md", language) for language in sorted(told))


def lay_out(tree: Tree) -> Layout:
    """The kind of each Markdown file and camera log in `tree`."""
    every = [PurePosixPath(path) for path in sorted(tree.files) if path.endswith(".md")]
    editions = tuple(told for path in every if (told := _translated(path, tree)))
    apart = {told.path for told in editions}
    texts = [path for path in every if str(path) not in apart]
    stories: dict[str, list[str]] = {}
    listed: dict[str, list[str]] = {"people": [], "sources": [], "apart": []}
    sidecars: list[str] = []
    for path in texts:
        if _kind(path) in listed:
            listed[_kind(path)].append(str(path))
        elif _describes(path, tree):
            sidecars.append(str(path))
        else:
            stories.setdefault(_folder(path), []).append(str(path))
    return Layout(
        site="site.md" if "site.md" in tree.files else "",
        glossary="glossary.md" if "glossary.md" in tree.files else "",
        people=tuple(listed["people"]),
        sources=tuple(listed["sources"]),
        films=tuple(_film(folder, paths) for folder, paths in sorted(stories.items())),
        sidecars=tuple(sidecars),
        logs=tuple(path for path in sorted(tree.files) if PurePosixPath(path).name == "clips.csv"),
        lists=tuple(path for path in sorted(tree.files) if _is_list(PurePosixPath(path))),
        editions=editions,
    )


def _translated(path: PurePosixPath, tree: Tree) -> Translated | None:
    """What `film.nl.md` and its like translate; None for all else, chapters too."""
    stem, language = split_language(path.name.removesuffix(".md"))
    original = path.with_name(f"{stem}.md")
    if not language or str(original) not in tree.files:
        return None
    known = str(original) in {"site.md", "glossary.md"} or _kind(original) in {"people", "film"}
    return Translated(str(path), str(original), language) if known else None


def _is_list(path: PurePosixPath) -> bool:
    if path.suffix == ".csv":
        return path.name != "clips.csv"
    if path.name == "map.geojson":
        return True
    return path.parts[0] == "sources" and len(path.parts) == 2 and path.suffix in {".bib", ".json"}


def _describes(path: PurePosixPath, tree: Tree) -> bool:
    """Whether this file speaks of media: as a text beside a clip of its name does, unless it is the only story."""
    if path.parent.name == "media" or path.name.endswith(_TRANSCRIPT):
        return True
    return not _kind(path) and bool(media_of(str(path), tree)) and not _is_alone(path, tree)


def _is_alone(path: PurePosixPath, tree: Tree) -> bool:
    """Whether the site has no other story, translations of this one apart."""
    texts = (PurePosixPath(other) for other in tree.files if other.endswith(".md"))
    stories = (each for each in texts if _kind(each) in {"", "film"} and not each.name.endswith(_TRANSCRIPT))
    return all(split_language(str(each.with_suffix("")))[0] == str(path.with_suffix("")) for each in stories)


def _kind(path: PurePosixPath) -> str:
    """What place and name alone say: `people`, `sources`, `film`, or `apart` from all films; else empty."""
    if path.name.lower() in _NOT_CHAPTERS or str(path) in {"site.md", "glossary.md"}:
        return "apart"
    if path.parts[0] in {"people", "sources"} and len(path.parts) == 2:
        return path.parts[0]
    return "film" if path.name == "film.md" else ""


def _film(folder: str, paths: list[str]) -> FilmFolder:
    names = {PurePosixPath(path).name for path in paths}
    chapters: list[str] = []
    translations: list[str] = []
    for path in paths:
        name = PurePosixPath(path).name
        if name == "film.md":
            continue
        original, language = split_language(name.removesuffix(".md"))
        (translations if language and original + ".md" in names else chapters).append(path)
    head = f"{folder}/film.md".lstrip("/") if "film.md" in names else ""
    return FilmFolder(folder, head, tuple(chapters), tuple(translations))


def told_as(document: str, file: str) -> str:
    """The name of the translation of `file` into the language of `document`; `file` itself where that is none."""
    _, language = split_language(document.removesuffix(".md"))
    return f"{file.removesuffix('.md')}.{language}.md" if language else file


def _folder(path: PurePosixPath) -> str:
    return "" if str(path.parent) == "." else str(path.parent)


def is_language(tag: str) -> bool:
    """Whether `tag` has the form of a language tag (BCP 47): `en`, `pt-BR`."""
    return _LANGUAGE.fullmatch(tag) is not None


def is_media(path: str) -> bool:
    """Whether a name ends as a picture, video or sound does."""
    return splitext(path)[1].lower() in MEDIA


def split_language(stem: str) -> tuple[str, str]:
    """`03-the-bridge.nl` → `("03-the-bridge", "nl")`; no language → `(stem, "")`."""
    name, dot, tail = stem.rpartition(".")
    return (name, tail) if dot and _LANGUAGE.fullmatch(tail) else (stem, "")


def slug_of(path: str) -> str:
    """Last part of a page's address: the file's name without number, language and ending."""
    stem, _ = split_language(PurePosixPath(path).name.removesuffix(".md"))
    return slugify(_NUMBERED.sub("", stem) or stem)


def slugify(words: str) -> str:
    """Lowercase letters, digits and single hyphens; letters of every script are kept."""
    plain = unicodedata.normalize("NFC", words.lower()).replace("'", "").replace("’", "")
    kept = _OTHER.sub("-", plain) if plain.isascii() else _letters(plain)
    made = kept.strip("-_")[:80].encode()[:LONGEST].decode(errors="ignore").rstrip("-") or "part"
    return f"{made}_" if made in RESERVED else made


def _letters(words: str) -> str:
    """`words` of any script with a hyphen for whatever is no letter, digit or underscore."""
    kept = ""
    for sign in words:
        # A mark that combines with a letter is part of the word.
        joins = unicodedata.category(sign) in {"Mn", "Mc"} and kept[-1:] not in {"", "-"}
        kept += sign if sign.isalnum() or sign == "_" or joins else "-"
    return re.sub(r"-+", "-", kept)


def media_of(sidecar: str, tree: Tree) -> str:
    """The media file that lies beside `x.md` under the same name; empty when there is none."""
    stem = sidecar.removesuffix(".md")
    return next((path for path in _beside(stem, tree) if is_media(path)), "")


def sidecar_of(media: str, tree: Tree) -> str:
    """Path of the sidecar of a media file; empty when there is none."""
    path = media.rsplit(".", 1)[0] + ".md"
    return path if path in tree.files and _describes(PurePosixPath(path), tree) else ""


def described_of(media: str, tree: Tree) -> str:
    """The version of a clip with described picture: `clip.ad.mov` for `clip.mp4`."""
    stem = media.rsplit(".", 1)[0]
    return next((path for path in _beside(stem + ".ad", tree) if is_media(path)), "")


def transcripts_of(media: str, tree: Tree) -> tuple[tuple[str, str], ...]:
    """Edited transcripts of a media file: (language, path) of each `clip.<language>.transcript.md`."""
    stem = media.rsplit(".", 1)[0]
    paths = [path for path in _beside(stem, tree, exact=False) if path.endswith(_TRANSCRIPT)]
    named = [(path[len(stem) + 1 :].removesuffix(_TRANSCRIPT), path) for path in paths]
    return tuple((language, path) for language, path in named if is_language(language))


def tracks_of(media: str, tree: Tree) -> tuple[Beside, ...]:
    """Timed-text files beside a media file, by the rule `name.<language>.<what>.<ext>`.

    One that is named exactly as its clip has the language of the clip's own name: `clip.nl.srt` for `clip.nl.mp4`.
    """
    stem = media.rsplit(".", 1)[0]
    found = []
    for path in _beside(stem, tree, exact=False):
        rest, dot, ending = path[len(stem) :].rpartition(".")
        words = rest.strip(".").split(".") if rest else []
        if dot + ending.lower() in _UNREAD:
            found.append(Beside(path, words[0] if words else "", UNREAD))
        if dot + ending.lower() not in _TEXT_TRACKS:
            continue
        if words == ["marks"]:
            found.append(Beside(path, "", "marks"))
        elif not words:
            found.append(Beside(path, split_language(stem)[1], "captions"))
        elif not _first_media(f"{stem}.{words[0]}", tree):
            what = ".".join(words[1:]) or "captions"
            found.append(Beside(path, words[0], "sdh" if what in _HEARING else what))
    return tuple(found)


def pair_of(name: str, folder: str, tree: Tree) -> tuple[str, ...]:
    """Paths of `name.onset.*` and `name.final.*` in a film folder or its media folder."""
    for first, last in PAIRED:
        for place in (f"{folder}/media/", f"{folder}/"):
            stem = place.lstrip("/") + name
            sides = [_first_media(f"{stem}.{side}", tree) for side in (first, last)]
            if all(sides):
                return tuple(sides)
    return ()


def locate(path: str, document: str, tree: Tree) -> str:
    """The file that a reference means: beside the document, then in its film's folder, then in a media root.

    Returns an empty text when there is none.
    """
    folder = document
    while folder:
        folder = folder.rpartition("/")[0]
        joined = joinpath(folder, path)
        if joined and joined in tree.files:
            return joined
    return ""


def joinpath(folder: PurePosixPath | str, path: str) -> str:
    """`folder/path` with `..` worked out; empty when it leaves the site."""
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{folder}/{path}").split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _first_media(stem: str, tree: Tree) -> str:
    return next((path for path in _beside(stem, tree) if is_media(path)), "")


def _beside(stem: str, tree: Tree, *, exact: bool = True) -> Iterable[str]:
    """Files named `stem.<ending>`; with `exact=False` also `stem.<more>.<ending>`."""
    listed, start = tree.folders.get(stem.rpartition("/")[0], ()), f"{stem}."
    # They are in order, so that those of one stem lie side by side.
    for path in islice(listed, bisect_left(listed, start), None):
        if not path.startswith(start):
            return
        if not exact or path.find(".", len(start)) < 0:
            yield path
