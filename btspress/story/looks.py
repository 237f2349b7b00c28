"""The looks that sidecars name: `.cube` files, found as media are, and judged before any work starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

from btspress.diagnostics import Diagnostic, problem, suggest
from btspress.digest import Digest
from btspress.facts import Facts, Medium
from btspress.media.cube import Broken, read_cube
from btspress.model import Lut
from btspress.story.heads import SidecarHead
from btspress.story.layout import joinpath, locate
from btspress.tree import Tree
from btspress.unchanging import unchanging
from btspress.written import Entry, Scalar, Table

UNIFYING: Final = frozenset({"unify", "none"})
"""Words that stand where a look is named, and say whether the clip is drawn to the finished film."""
ENDING = ".cube"
"""What the name of a look ends in."""


@unchanging
class ReadLook:
    """A file that a sidecar names as a look."""

    digest: Digest
    reason: str = ""
    """Why it cannot be used; empty when it can."""


def named_looks(tables: Iterable[Table], tree: Tree) -> tuple[str, ...]:
    """Paths of the tables that sidecars and lines of camera logs name; each once."""
    entries = [entry for table in tables if (entry := _inner(table, "look"))]
    found = (_located(entry, tree) for entry in entries)
    return tuple(dict.fromkeys(path for path in found if path))


def fault_of(data: bytes) -> str:
    """Why the bytes of a `.cube` file are no look; empty when they are one."""
    made = read_cube(data)
    if not isinstance(made, Broken):
        return ""
    return f"line {made.line}: {made.reason}" if made.line else made.reason


def look_of(
    head: SidecarHead, table: Table | None, looks: Mapping[str, ReadLook], tree: Tree, found: list[Diagnostic]
) -> Lut | None:
    """The look that a sidecar names, where it can be used; what is wrong with it is told where it is named."""
    if table is None:
        return None
    strength, entry = _inner(table, "strength"), _inner(table, "look")
    if strength and not 0 <= head.picture.strength <= 100:
        words = f"{head.picture.strength} per cent of a look cannot be taken"
        found.append(problem("E621", words, strength.value.span, "write a number from 0 to 100"))
    if entry is None or not _text(entry) or _text(entry) in UNIFYING:
        return None
    path = _located(entry, tree)
    if not path:
        found.append(_why_missing(entry, tree))
        return None
    read = looks.get(path, ReadLook("", "it cannot be read"))
    if read.reason:
        found.append(problem("E236", f"{_text(entry)}: {read.reason}", entry.value.span))
        return None
    return Lut(path, read.digest)


def check_repairs(table: Table | None, facts: Facts, found: list[Diagnostic]) -> None:
    """E237 for repairs of moving pictures that are asked for where there are none."""
    entry = table.get("picture") if table else None
    if entry and facts.medium is not Medium.VIDEO:
        what = "a sound" if facts.medium is Medium.SOUND else "a picture"
        found.append(problem("E237", f"'picture:' repairs clips, and this is {what}", entry.span))


def _why_missing(entry: Entry, tree: Tree) -> Diagnostic:
    asked, span = _text(entry), entry.value.span
    if not asked.lower().endswith(ENDING):
        return problem("E236", f"'{asked}' is no {ENDING} file", span)
    folder = PurePosixPath(span.file).parent
    joined = joinpath(folder, asked)
    if not joined:
        return problem("E207", f"'{asked}' leaves the site folder", span)
    if other := tree.nearly(joined):
        return problem("E207", f"'{asked}' is written otherwise on disk", span, f"write '{_from(folder, other)}'")
    known = [_from(folder, path) for path in tree.files if path.lower().endswith(ENDING)]
    return problem("E206", f"no file '{asked}'", span, suggest(asked, known))


def _from(folder: PurePosixPath, path: str) -> str:
    return path.removeprefix(f"{folder}/")


def _located(entry: Entry, tree: Tree) -> str:
    """The file that `look:` names; empty where there is none that could be a look."""
    asked = _text(entry)
    return locate(asked, entry.value.span.file, tree) if asked.lower().endswith(ENDING) else ""


def _inner(table: Table, name: str) -> Entry | None:
    """`name:` below `picture:`."""
    outer = table.get("picture")
    return outer.value.get(name) if outer and isinstance(outer.value, Table) else None


def _text(entry: Entry) -> str:
    return entry.value.text if isinstance(entry.value, Scalar) else ""
