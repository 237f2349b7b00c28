"""What has to be sent, in which order: worked out from two manifests, before anything is touched.

The manifest in the place tells what is ours there. It is written first, when it names the old files and the new
ones, and last, when it names what is there: wherever a deploy is cut short, the next one knows what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from btspress.engine.manifest import NAME, Entry, Manifest
from btspress.hosts import lasts, media_type
from btspress.unchanging import unchanging

_UNSURE: Final = ""
"""Digest of a file that may be the old one or the new one, or gone."""


@unchanging
class Changes:
    """All that one place needs."""

    waves: tuple[tuple[str, ...], ...]
    """Files to send: what pages show, what they are made with, the pages."""
    kept: int
    """Files that are there already."""
    stale: tuple[str, ...]
    """Files there that the site no longer has, pages before what they show."""
    foreign: tuple[str, ...]
    """Files in the way that are none of ours."""
    begun: Manifest
    """What may be there from the first file on."""
    done: Manifest
    """What is there in the end."""

    @property
    def sent(self) -> tuple[str, ...]:
        """All files to send, in their order."""
        return tuple(path for wave in self.waves for path in wave)


def changes(
    ours: Manifest, theirs: Manifest | None, sizes: Mapping[str, int] | None, *, again: bool = False
) -> Changes:
    """From `ours`, what was built, and `theirs`, what was sent before; `sizes` is what is really there, if known.

    A file whose name holds a fingerprint is there when one of its name and size is; any other when the place
    was told so at the end of the last deploy. `again` sends everything.
    """
    known = _safe(theirs.files) if theirs else {}
    there = sizes if sizes is not None else {path: entry.size for path, entry in known.items()}
    sure = sizes is not None
    same = {path for path, entry in ours.files.items() if _same(path, entry, known, there, sure=sure)}
    same = set() if again else same
    needed = ours.files.keys() - same
    stale = known.keys() - ours.files.keys()
    wanted = {**known, **ours.files}
    unsure = {path: replace(wanted[path], digest=_UNSURE) for path in needed | stale}
    return Changes(
        waves=_waves(needed),
        kept=len(same),
        stale=tuple(path for wave in reversed(_waves(stale & there.keys())) for path in wave),
        foreign=tuple(sorted((ours.files.keys() & there.keys()) - known.keys())),
        begun=Manifest({**wanted, **unsure}),
        done=Manifest(ours.files),
    )


def _same(path: str, entry: Entry, known: Mapping[str, Entry], there: Mapping[str, int], *, sure: bool) -> bool:
    """Whether the file is there as it was built; `sure` when `there` is what really is there."""
    if path not in known or there.get(path) != entry.size:
        return False
    return known[path].digest == entry.digest or (sure and lasts(path))


def _waves(paths: set[str]) -> tuple[tuple[str, ...], ...]:
    """Media, all other files, pages; of the pages the inner ones first, the home page last."""
    media = {path for path in paths if path.startswith("media/")}
    pages = {path for path in paths - media if media_type(path).startswith("text/html")}
    inner_first = sorted(pages, key=lambda path: (-path.count("/"), path))
    return tuple(sorted(media)), tuple(sorted(paths - media - pages)), tuple(inner_first)


def _safe(files: Mapping[str, Entry]) -> dict[str, Entry]:
    """Those of a list from elsewhere whose names stay inside; the list itself is none of them."""
    return {path: entry for path, entry in files.items() if path != NAME and not _leaves(path)}


def _leaves(path: str) -> bool:
    return "\\" in path or "\0" in path or any(part in {"", ".", ".."} for part in path.split("/"))
