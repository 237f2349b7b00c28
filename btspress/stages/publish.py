"""Pages + finished jobs → output folder. The site that is live is always one whole old or one whole new site.

A new folder is filled beside the live one; what did not change is linked, not copied. Everything is
brought to the disk, then the two folders change places in one step, then the old one is removed. A preview,
which nobody but its author sees, is brought up to date file by file: that takes no longer than what changed.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path

from btspress.diagnostics import Diagnostic, problem
from btspress.digest import digest, digest_bytes, digest_file
from btspress.engine.exchange import beside, clone, open_folder, switch, sync, sync_folder, tidy
from btspress.engine.executor import Results
from btspress.engine.index import Index
from btspress.engine.job import Job
from btspress.engine.lock import BusyError, held, locked
from btspress.engine.manifest import NAME, Entry, Manifest, parts
from btspress.engine.place import Live, look, refusal
from btspress.engine.store import Store
from btspress.planned import Page
from btspress.unchanging import unchanging

_BOTH = f"{NAME}.both"


@unchanging
class Published:
    """What a publication did; with an error among `problems`, the live folder is as it was."""

    written: int = 0
    """Files."""
    linked: int = 0
    """Files that did not change."""
    removed: int = 0
    """Files that the site no longer has."""
    bytes: int = 0
    """Size of the whole site."""
    unchanged: bool = False
    """Nothing on the disk was touched."""
    manifest: Manifest = field(default_factory=Manifest)
    problems: tuple[Diagnostic, ...] = ()


@unchanging
class _Piece:
    """One file to publish: its bytes, or where they lie."""

    entry: Entry
    body: bytes = b""
    origin: Path | None = None


class _DamagedError(Exception):
    """A file of the store is not what its receipt says; the text is its key."""


def refused(out: Path, source: Path) -> Diagnostic | None:
    """Why `publish` would refuse whatever is made, as far as that shows without waiting for others."""
    out = _true(out)
    if reason := refusal(out, source):
        return problem("E903", f"{out}: {reason}")
    try:
        live = look(out) if out.is_dir() and not (out / NAME).exists() else Live()
    except OSError:
        return None  # `publish` meets the same, or it is over by then
    return _not_ours(out, live) if live.foreign else None


def publish(
    pages: Iterable[Page],
    jobs: Iterable[Job],
    results: Results,
    store: Store,
    out: Path,
    index: Index,
    *,
    source: Path,
    durable: bool = True,
) -> Published:
    """Makes `out` hold exactly the `pages` and the outputs of `jobs`, all or nothing.

    Outputs of jobs without a receipt are left out. `durable` off skips waiting for the disk: enough
    for a preview, as it only matters when the power fails. Problems of the surroundings come as diagnostics.
    """
    out = _true(out)
    if reason := refusal(out, source):
        return Published(problems=(problem("E903", f"{out}: {reason}"),))
    wanted, manifest = _wanted(pages, jobs, results, store)
    try:
        with locked(store.home / "locks" / digest(str(out))[:16]):
            return _publish(wanted, manifest, out, index, durable=durable)
    except BusyError as error:
        return Published(problems=(problem("E908", f"{out}: {error} is publishing"),))
    except _DamagedError as error:
        store.discard(str(error))
        told = "a stored file was damaged and has been removed; the published site is as it was"
        return Published(problems=(problem("E905", told, hint="Build again: it will be made anew."),))
    except OSError as error:
        where = os.fsdecode(error.filename) if error.filename else str(out)
        told = f"{where}: {error.strerror or error}; the published site is as it was"
        return Published(problems=(problem("E905", told),))


def _true(out: Path) -> Path:
    out = Path(os.path.abspath(out))
    return out.parent.resolve() / out.name


def _not_ours(out: Path, live: Live) -> Diagnostic:
    shown = ", ".join(live.foreign[:3]) + (" …" if len(live.foreign) > 3 else "")
    return problem("E903", f"{out} holds files that btspress did not write: {shown}")


def _publish(wanted: Mapping[str, _Piece], manifest: Manifest, out: Path, index: Index, *, durable: bool) -> Published:
    out.parent.mkdir(parents=True, exist_ok=True)
    tidy(out)
    live = look(out)
    if live.foreign:
        return Published(problems=(_not_ours(out, live),))
    both = wanted.keys() & live.files
    same = frozenset(path for path in both if _is(index, out / path, wanted[path].entry))
    size = sum(piece.entry.size for piece in wanted.values())
    if same == wanted.keys() == live.files:
        return Published(linked=len(same), bytes=size, unchanged=True, manifest=manifest)
    _must_fit(out.parent, sum(wanted[path].entry.size for path in wanted.keys() - same))
    problems: tuple[Diagnostic, ...] = ()
    if not durable and live.files and len(same) * 2 > len(wanted):
        _patch(wanted, same, live.files - wanted.keys(), out, manifest)
    else:
        problems = _replace(wanted, same, out, durable=durable)
        for path in same:
            index.moved(out / path)
    return Published(
        written=len(wanted) - len(same),
        linked=len(same),
        removed=len(live.files - wanted.keys()),
        bytes=size,
        manifest=manifest,
        problems=problems,
    )


def _replace(wanted: Mapping[str, _Piece], same: frozenset[str], out: Path, *, durable: bool) -> tuple[Diagnostic, ...]:
    """The order that keeps the promise: fill, sync, switch, sync the name, remove."""
    new = beside(out)
    new.mkdir()
    with held(new):
        handle = open_folder(new)
        try:
            if out.exists():
                shutil.copymode(out, new)
            _fill(new, wanted, same, out)
            if durable:
                sync(new, handle)
            old = switch(new, out)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        finally:
            if handle is not None:
                os.close(handle)
    try:
        if durable:
            sync_folder(out.parent)
        if old:
            shutil.rmtree(old)
    except OSError as error:
        told = f"the site is published, but {out.parent} cannot be cleaned or synced: {error.strerror}"
        return (problem("E905", told),)
    return ()


def _patch(
    wanted: Mapping[str, _Piece], same: frozenset[str], gone: frozenset[str], out: Path, manifest: Manifest
) -> None:
    """The short way for a preview: only what differs changes places. A killed run leaves nothing that is not ours."""
    new = beside(out)
    new.mkdir()
    with held(new):
        try:
            changed = {path: piece for path, piece in wanted.items() if path not in same or path == NAME}
            _fill(new, changed, frozenset(), out)
            # Until all is done, the list in the folder names the old files and the new ones.
            both = replace(manifest, files={**manifest.files, **dict.fromkeys(gone, Entry("", 0))})
            (new / _BOTH).write_bytes(both.to_bytes())
            os.replace(new / _BOTH, out / NAME)
            for path in gone:
                _remove(out, path)
            for path in (*(changed.keys() - {NAME}), NAME):
                (out / path).parent.mkdir(parents=True, exist_ok=True)
                os.replace(new / path, out / path)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _remove(out: Path, path: str) -> None:
    """Removes a file, and the folders that are empty then."""
    (out / path).unlink()
    for folder in (out / path).parents:
        if folder == out or any(folder.iterdir()):
            return
        folder.rmdir()


def _fill(new: Path, wanted: Mapping[str, _Piece], same: frozenset[str], out: Path) -> None:
    for folder in sorted({os.path.dirname(path) for path in wanted}):
        os.makedirs(f"{new}/{folder}", exist_ok=True)
    for path, piece in wanted.items():
        if path in same and _link(f"{out}/{path}", f"{new}/{path}"):
            continue
        if piece.origin:
            _copy(piece.origin, new / path, piece.entry)
        else:
            with (new / path).open("xb") as file:
                file.write(piece.body)


def _link(live: str, new: str) -> bool:
    try:
        os.link(live, new, follow_symlinks=False)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO}:
            raise
        return False  # no links on this disk, or too many of one file: it is written again
    return True


def _copy(origin: Path, to: Path, entry: Entry) -> None:
    """Copies a file of the store, and looks at each byte on the way: the store may lie on a failing disk."""
    with origin.open("rb") as source, to.open("x+b") as target:
        if not clone(source.fileno(), target.fileno()):
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
        target.seek(0)
        found = digest_file(target)
    if found != entry.digest:
        raise _DamagedError(entry.key)


def _wanted(
    pages: Iterable[Page], jobs: Iterable[Job], results: Results, store: Store
) -> tuple[dict[str, _Piece], Manifest]:
    """Every file of the site, `manifest.json` among them."""
    found: dict[str, _Piece] = {}
    keys = {}
    for page in pages:
        _must_be_new(page.path, found)
        found[page.path] = _Piece(Entry(digest_bytes(page.body), len(page.body), page.key), page.body)
    for key, job in {job.key: job for job in jobs}.items():
        receipt = results.receipts.get(key)
        if receipt is None:
            continue
        keys[key] = parts(job)
        inner = {output.name for output in job.recipe.outputs() if output.inner}
        for name, made in receipt.outputs.items():
            if name in inner:
                continue
            path = job.url(name).lstrip("/")
            _must_be_new(path, found)
            entry = Entry(made.digest, made.size, key, receipt.recipe)
            found[path] = _Piece(entry, origin=store.path(key, name))
    manifest = Manifest({path: piece.entry for path, piece in found.items()}, keys)
    text = manifest.to_bytes()
    _must_be_new(NAME, found)
    return {path: found[path] for path in sorted(found)} | {NAME: _Piece(_entry_of(text), text)}, manifest


def _entry_of(text: bytes) -> Entry:
    return Entry(digest_bytes(text), len(text))


def _must_be_new(path: str, found: Mapping[str, _Piece]) -> None:
    if any(part in {"", ".", ".."} for part in path.split("/")) or "\\" in path or "\0" in path:
        raise ValueError(f"'{path}' is no path inside a site")
    if path in found:
        raise ValueError(f"two files would be published as '{path}'")


def _is(index: Index, path: Path, entry: Entry) -> bool:
    return path.stat().st_size == entry.size and index.digest(path) == entry.digest


def _must_fit(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        raise OSError(errno.ENOSPC, f"{size:,} bytes are needed and {free:,} are free", str(folder))
