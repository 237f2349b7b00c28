"""The media files that somebody points at, with all that is known of each: facts, slate, name of its pair."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from btspress.diagnostics import Diagnostic, problem
from btspress.digest import Digest
from btspress.engine.job import Input
from btspress.facts import Facts, Medium
from btspress.model import Slate
from btspress.schema import read
from btspress.stages.discover import discover
from btspress.stages.parse import parse
from btspress.story.claims import settled, slate_of
from btspress.story.heads import SidecarHead
from btspress.story.layout import sidecar_of
from btspress.story.shelves import Probed
from btspress.tree import MEDIA, File, Tree, file_from
from btspress.unchanging import unchanging

_BLANK = Slate()


@unchanging
class Item:
    """One picture or video, from the set or finished."""

    path: str
    """Beneath the site's root; of a file elsewhere, where it lies."""
    digest: Digest
    facts: Facts
    title: str = ""
    slate: Slate = _BLANK
    pair: str = ""
    """Name of its pair, as the sidecar says."""
    inside: bool = True
    """Whether it belongs to the site."""
    file: File = field(default=File("", 0), compare=False, repr=False)

    @property
    def name(self) -> str:
        """The file's name without its folders."""
        return self.path.rpartition("/")[2]

    @property
    def given(self) -> Input:
        """Its bytes."""
        return Input(self.file.open, self.facts.container)

    @property
    def moving(self) -> bool:
        """Whether it is a video."""
        return self.facts.medium is Medium.VIDEO


@unchanging
class Lying:
    """A file as it was pointed at, before it is read."""

    path: str
    file: File
    sidecar: File | None
    inside: bool


@unchanging
class Pointed:
    """What somebody's words mean: files, and what is wrong with the rest."""

    files: tuple[Lying, ...]
    problems: tuple[Diagnostic, ...] = ()


def pointed(paths: Iterable[str], site: Path, tree: Tree) -> Pointed:
    """The media files that `paths` name: files or folders, on the disk or in the site `tree` in the folder `site`."""
    found: dict[str, Lying] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        lying = {each.path: each for each in _lying(path, site, tree)}
        if not lying:
            words = "there is no picture and no video in it" if Path(path).is_dir() else "there is no such media file"
            problems.append(problem("E206", f"{path}: {words}", hint="name a picture, a video or a folder of them"))
        found |= lying
    return Pointed(tuple(found.values()), tuple(problems))


def item_of(lying: Lying, probed: Probed) -> Item:
    """The item of a file that could be read; what its sidecar claims is believed."""
    head, facts = SidecarHead(), probed.facts
    if lying.sidecar:
        document = parse(lying.sidecar.path, lying.sidecar.read())
        head, _ = read(document.head, SidecarHead, unknown="E620", wrong="E621")
        facts = settled(facts, head, document.head, [])
    return Item(lying.path, probed.digest, facts, head.title, slate_of(head), head.pair, lying.inside, lying.file)


def _lying(path: str, site: Path, tree: Tree) -> Iterator[Lying]:
    here, root = Path(os.path.abspath(path)), Path(os.path.abspath(site))
    belonging = [file for file in tree.media if Path(file.root or root, file.path).is_relative_to(here)]
    if not belonging and not here.exists():
        name = PurePosixPath(path.replace(os.sep, "/"))
        belonging = [file for file in tree.media if PurePosixPath(file.path).is_relative_to(name)]
    if belonging or here.is_relative_to(root):
        for file in belonging:
            yield Lying(file.path, file, tree.get(sidecar_of(file.path, tree)), True)
    elif here.is_dir():
        yield from _apart(discover(here), path)
    elif here.is_file():
        yield from _apart(_alone(here), os.path.dirname(path))


def _apart(tree: Tree, folder: str) -> Iterator[Lying]:
    """Files of a folder of its own, under the names that they have for who pointed at it."""
    beside = _texts(tree)
    for file in tree.media:
        path = Path(folder, file.path).as_posix()
        yield Lying(path, file, beside.get(file.path.rpartition(".")[0]), False)


def _texts(tree: Tree) -> Mapping[str, File]:
    """Sidecars by what is before their ending."""
    return MappingProxyType({file.path.removesuffix(".md"): file for file in tree.chapters})


def _alone(file: Path) -> Tree:
    """The one file and its sidecar, however much lies beside them."""
    names = [path for path in (file, file.with_suffix(".md")) if path.suffix.lower() in MEDIA | {".md"}]
    found = {path.name: file_from(file.parent, path.name, os.lstat(path)) for path in names if path.is_file()}
    return Tree(MappingProxyType(found))
