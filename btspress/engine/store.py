"""Results of jobs by key. An entry is there whole or not at all, and is looked at before it is believed.

Three laws: the key is known before the work; what is stored under a key never changes; an entry
whose bytes differ from its receipt is thrown away and made again, never published.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from btspress.digest import Digest, canonical, digest_bytes, digest_file
from btspress.engine.index import Index
from btspress.engine.job import Job
from btspress.engine.lock import held, locked

RECEIPT = "receipt.json"
"""Name of the file that describes an entry; no output may have it."""


@dataclass(frozen=True, slots=True)
class Made:
    """One file that a job made."""

    digest: Digest
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a job made, how, and how long it took."""

    key: Digest
    recipe: str
    version: int
    parameters: Mapping[str, Any]
    toolchain: str
    seconds: float
    outputs: Mapping[str, Made]
    notes: Mapping[str, Any] = field(default_factory=dict)
    """What the recipe found worth remembering."""
    commands: tuple[str, ...] = ()
    """The calls of ffmpeg that made it."""


@dataclass(frozen=True, slots=True)
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
        receipt = _read_receipt(entry)
        names = {output.name for output in job.recipe.outputs()}
        if receipt and receipt.key == key and names == set(receipt.outputs) and self._whole(receipt):
            return receipt
        self.discard(key)
        return None

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
            outputs=made,
            notes=notes,
            # Where we worked is nobody's business, and is gone.
            commands=tuple(each.replace(f"{folder}/", "") for each in commands),
        )
        for left in folder.iterdir():
            if left.name not in made:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        (folder / RECEIPT).write_text(_receipt_text(receipt), encoding="utf-8")
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
        receipt = _read_receipt(self._entry(key))
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


def _measure(path: Path) -> Made:
    with path.open("rb") as file:
        return Made(digest_file(file), os.fstat(file.fileno()).st_size)


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def _receipt_text(receipt: Receipt) -> str:
    outputs = {name: {"digest": made.digest, "size": made.size} for name, made in receipt.outputs.items()}
    told = {
        "key": receipt.key,
        "recipe": receipt.recipe,
        "version": receipt.version,
        "parameters": receipt.parameters,
        "toolchain": receipt.toolchain,
        "seconds": round(receipt.seconds, 3),
        "outputs": outputs,
        "notes": dict(receipt.notes),
        "commands": list(receipt.commands),
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _read_receipt(entry: Path) -> Receipt | None:
    try:
        told = json.loads((entry / RECEIPT).read_text(encoding="utf-8"))
        outputs = {str(name): Made(str(made["digest"]), int(made["size"])) for name, made in told["outputs"].items()}
        return Receipt(
            key=str(told["key"]),
            recipe=str(told["recipe"]),
            version=int(told["version"]),
            parameters=MappingProxyType(dict(told["parameters"])),
            toolchain=str(told["toolchain"]),
            seconds=float(told["seconds"]),
            outputs=MappingProxyType(outputs),
            notes=MappingProxyType(dict(told["notes"])),
            commands=tuple(map(str, told["commands"])),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
