"""Folder → Tree: which files there are. Reads names and times, no content; never throws."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from btspress.diagnostics import Diagnostic, Severity, Span, ordered, problem
from btspress.tree import MEDIA, File, Tree, file_from, skipped

_FEW: Final = 5_000
"""Files that a folder without site.md may have: one that has more is no site, but somebody's home or a whole disk."""


def discover(root: Path, media_roots: Sequence[Path] = (), skip: Sequence[Path] = ()) -> Tree:
    """The site in `root`, and the media in `media_roots` under the same relative names.

    A file of the site hides one of a media root; an earlier media root hides a later one. From media
    roots come no chapters: a Markdown file counts only beside the clip that it describes. `skip`
    names folders to leave out, such as the output folder. Links are not followed. A large folder without
    site.md is not looked through: its tree is empty.
    """
    root = Path(os.path.abspath(root))
    if not root.is_dir():
        return Tree(MappingProxyType({}), (problem("E901", f"there is no folder {root}"),), root)
    away = frozenset(os.path.abspath(path) for path in skip)
    problems: list[Diagnostic] = []
    found: dict[str, File] = {}
    alone = not os.path.lexists(root / "site.md")
    for file in _walk(root, away, problems):
        found[file.path] = file
        if alone and len(found) > _FEW:
            return Tree(MappingProxyType({}), (_no_site(root),), root)
    inner = next((path for path in sorted(found) if path.count("/") == 1 and path.endswith("/site.md")), "")
    if not any(file.suffix == ".md" for file in found.values()):
        problems.append(problem("E901", f"no chapter (.md) in {root.name or root}"))
    elif inner and "site.md" not in found:
        inside = os.path.dirname(inner)
        problems.append(problem("E901", f"no site.md here, but one in {inside}", hint=f"Name that folder: {inside}"))
    for folder in media_roots:
        place = Path(os.path.abspath(root / folder))
        shared = {file.path: file for file in _walk(place, away, problems)}
        found |= {path: file for path, file in _media(shared).items() if path not in found}
    files = {path: found[path] for path in sorted(found)}
    return Tree(MappingProxyType(files), ordered(problems), root)


def _no_site(root: Path) -> Diagnostic:
    """What is said of a folder too large to be a site that nobody gave a site.md."""
    inner = next(iter(sorted(root.glob("*/site.md"))), None)
    hint = f"Name that folder: {inner.parent.name}" if inner else "Name the folder of the site, or write its site.md."
    there = f", but one in {inner.parent.name}" if inner else ""
    return problem("E901", f"no site.md in {root.name or root}, and more than {_FEW:,} files{there}", hint=hint)


def _media(files: dict[str, File]) -> dict[str, File]:
    stems = {os.path.splitext(path)[0] for path, file in files.items() if file.suffix in MEDIA}
    return {path: file for path, file in files.items() if file.suffix != ".md" or os.path.splitext(path)[0] in stems}


def _walk(root: Path, away: frozenset[str], problems: list[Diagnostic]) -> Iterator[File]:
    """All files beneath `root` that belong to a site; what cannot be read becomes a problem."""
    start = os.path.join(root, "")
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(start + folder) as entries:
                names = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            problems.append(_unreadable(folder or str(root.name), error.strerror or "it cannot be opened"))
            continue
        for entry in names:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if skipped(entry.name) or start + path in away:
                continue
            file = _look(root, path, entry, waiting, problems)
            if file:
                yield file


def _look(
    root: Path, path: str, entry: os.DirEntry[str], waiting: list[str], problems: list[Diagnostic]
) -> File | None:
    """The file behind `entry`; a folder is put on the list of `waiting` ones."""
    try:
        path.encode()
        found = entry.stat(follow_symlinks=False)
    except UnicodeEncodeError:
        shown = path.encode(errors="surrogateescape").decode(errors="replace")
        problems.append(_unreadable(shown, "its name is not UTF-8"))
        return None
    except OSError as error:
        problems.append(_unreadable(path, error.strerror or "it cannot be read"))
        return None
    if stat.S_ISDIR(found.st_mode):
        waiting.append(path)
    elif stat.S_ISREG(found.st_mode):
        # On Windows a DirEntry tells no inode; a stat of its own does.
        return file_from(root, path, found if found.st_ino else os.lstat(root / path))
    elif stat.S_ISLNK(found.st_mode):
        hint = "Put the file itself here, or name its folder under media.roots in site.md."
        problems.append(_unreadable(path, "it is a link, and links are not followed", hint))
    else:
        problems.append(_unreadable(path, "it is neither a file nor a folder"))
    return None


def _unreadable(path: str, reason: str, hint: str = "") -> Diagnostic:
    # A warning: the file may not be needed. Where a chapter names it, that line carries an error.
    return problem("E909", f"{path} is left out: {reason}", Span(path, 1, 1, 2), hint, Severity.WARNING)
