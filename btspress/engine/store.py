"""Results of jobs by key. An entry is there whole or not at all, and is looked at before it is believed.

Three laws: the key is known before the work; what is stored under a key never changes; an entry
whose bytes differ from its receipt is thrown away and made again, never published.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from btspress.digest import Digest, canonical, digest_bytes, digest_file
from btspress.engine.index import Index
from btspress.engine.job import Job
from btspress.engine.lock import held, locked
from btspress.engine.receipt import RECEIPT, Made, Receipt, read_receipt, to_text
from btspress.unchanging import unchanging

_DAY = 86_400
"""Seconds: what was used last is known to the day, so that a build of what is there writes nothing."""


@unchanging
class Kept:
    """An entry of the store, for whoever has to choose which of them stay."""

    key: Digest
    recipe: str
    """Empty for a damaged entry."""
    files: tuple[str, ...]
    size: int
    """Bytes."""
    used: float
    """When a build last asked for it: seconds since 1970, true to the day."""


@unchanging
class Swept:
    """What a sweep removed."""

    entries: int
    bytes: int


class Store:
    """Finished jobs in the folder `root`; scratch folders, claims and small facts lie beside it."""

    def __init__(self, root: Path, index: Index) -> None:
        self.root = root
        self.home = root.parent
        """The folder of the cache; deleting it costs time and nothing else."""
        self._index = index

    def path(self, key: Digest, output: str) -> Path:
        """Where an output of a finished job lies. Only to be read."""
        return self._entry(key) / output

    def find(self, job: Job) -> Receipt | None:
        """The receipt of a finished job, all its files there and unharmed; a damaged entry is removed."""
        key = job.key
        entry = self._entry(key)
        if not entry.is_dir():
            return None
        receipt = read_receipt(entry)
        names = {output.name for output in job.recipe.outputs()}
        if receipt and receipt.key == key and names == set(receipt.outputs) and self._whole(receipt):
            _mark_used(entry / RECEIPT)
            return receipt
        self.discard(key)
        return None

    def receipt(self, key: Digest) -> Receipt | None:
        """What is known of a finished job, without a look at its files; None when it is not here."""
        return read_receipt(self._entry(key))

    def latest(self, count: int) -> Iterator[Receipt]:
        """The receipts of the last `count` finished or used jobs."""
        dated = []
        for key in self.keys():
            with suppress(FileNotFoundError):  # another process may remove it meanwhile
                dated.append(((self._entry(key) / RECEIPT).stat().st_mtime, key))
        found = (self.receipt(key) for _, key in sorted(dated, reverse=True)[:count])
        return (receipt for receipt in found if receipt)

    def kept(self) -> Iterator[Kept]:
        """All entries, with what each takes and when it was last used."""
        for key in self.keys():
            entry, receipt = self._entry(key), self.receipt(key)
            with suppress(FileNotFoundError):
                used = (entry / RECEIPT if receipt else entry).stat().st_mtime
                files = tuple(receipt.outputs) if receipt else ()
                yield Kept(key, receipt.recipe if receipt else "", files, _size(entry), min(used, time.time()))

    def room(self) -> Path:
        """The folder on whose disk it lies; made, where it is not there yet."""
        self.home.mkdir(parents=True, exist_ok=True)
        return self.home

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """An empty folder to work in, on the same disk; gone afterwards."""
        folder = self.home / "tmp" / secrets.token_hex(8)
        folder.mkdir(parents=True)
        with held(folder):
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def keep(
        self,
        job: Job,
        folder: Path,
        seconds: float,
        notes: Mapping[str, Any] = MappingProxyType({}),
        commands: Iterable[str] = (),
    ) -> Receipt:
        """Takes the outputs of `job` out of a workspace. Raises `OSError`, also for a missing output.

        When somebody else was quicker, theirs stays: equal keys mean equal bytes.
        """
        names = [output.name for output in job.recipe.outputs()]
        made = {name: _measure(folder / name) for name in names}
        parameters = canonical(job.recipe)
        key = job.key
        receipt = Receipt(
            key=key,
            recipe=job.recipe.name,
            version=job.recipe.version,
            parameters=parameters,
            toolchain=job.toolchain,
            seconds=seconds,
            expected=round(job.weight / min(max(job.processors, 1), os.cpu_count() or 1), 3),
            outputs=made,
            notes=notes,
            # Where we worked is nobody's business, and is gone.
            commands=tuple(each.replace(f"{folder}/", "") for each in commands),
        )
        for left in folder.iterdir():
            if left.name not in made:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        (folder / RECEIPT).write_text(to_text(receipt), encoding="utf-8")
        entry = self._entry(key)
        entry.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.rename(entry)
        except OSError:
            found = self.find(job)
            if found is None:
                raise
            return found
        return receipt

    def claim(self, key: Digest, wanted: Callable[[], bool]) -> AbstractContextManager[None]:
        """Waits until nobody else works on `key`, then holds it. Raises `BusyError` once `wanted` says no."""
        return locked(self.home / "claims" / key, wanted)

    def memo(self, key: Digest) -> bytes | None:
        """A small fact kept earlier under `key`; None when there is none or it is damaged."""
        try:
            check, _, data = self._fact(key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return data if check.decode(errors="replace") == digest_bytes(data) else None

    def remember(self, key: Digest, data: bytes) -> None:
        """Keeps a small fact under `key`. Raises `OSError`."""
        place = self._fact(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{key}.{secrets.token_hex(4)}")
        try:
            beside.write_bytes(digest_bytes(data).encode() + b"\n" + data)
            os.replace(beside, place)
        finally:
            beside.unlink(missing_ok=True)

    def keys(self) -> tuple[Digest, ...]:
        """Keys of all entries."""
        return tuple(sorted(path.name for path in self.root.glob("[0-9a-f][0-9a-f]/*") if path.is_dir()))

    def discard(self, key: Digest) -> None:
        """Removes an entry. It loses its name first, so nobody finds it half gone."""
        away = self.home / "tmp" / f"{secrets.token_hex(8)}"
        away.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._entry(key).rename(away)
        except FileNotFoundError:
            return
        shutil.rmtree(away, ignore_errors=True)

    def sweep(self, keep: Iterable[Digest]) -> Swept:
        """Removes all entries but those of `keep`, and what killed runs left behind."""
        kept = frozenset(keep)
        gone = [key for key in self.keys() if key not in kept]
        freed = sum(_size(self._entry(key)) for key in gone)
        for key in gone:
            self.discard(key)
        return Swept(len(gone), freed + self.tidy())

    def tidy(self) -> int:
        """Removes the scratch folders that killed runs left behind; gives the bytes that this freed."""
        freed = 0
        for folder in (self.home / "tmp").glob("*"):
            with held(folder) as ours:
                if ours:
                    freed += _size(folder)
                    shutil.rmtree(folder, ignore_errors=True)
        return freed

    def verify(self) -> tuple[Digest, ...]:
        """Reads every byte; removes the damaged entries and returns their keys."""
        damaged = tuple(key for key in self.keys() if not self._true(key))
        for key in damaged:
            self.discard(key)
        return damaged

    def _true(self, key: Digest) -> bool:
        receipt = read_receipt(self._entry(key))
        if receipt is None or receipt.key != key:
            return False
        try:
            return all(_measure(self.path(key, name)) == made for name, made in receipt.outputs.items())
        except OSError:
            return False

    def _whole(self, receipt: Receipt) -> bool:
        try:
            for name, made in receipt.outputs.items():
                path = self.path(receipt.key, name)
                if path.stat().st_size != made.size or self._index.digest(path) != made.digest:
                    return False
        except OSError:
            return False
        return True

    def _entry(self, key: Digest) -> Path:
        return self.root / key[:2] / key

    def _fact(self, key: Digest) -> Path:
        return self.home / "facts" / key[:2] / key


def _mark_used(receipt: Path) -> None:
    """Once a day; also where a clock was wrong and the time lies ahead. A store that is only read stays as it is."""
    with suppress(OSError):
        if abs(time.time() - receipt.stat().st_mtime) > _DAY:
            os.utime(receipt)


def _measure(path: Path) -> Made:
    with path.open("rb") as file:
        return Made(digest_file(file), os.fstat(file.fileno()).st_size)


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
