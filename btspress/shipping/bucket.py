"""Whatever fsspec can write to: S3 and what speaks like it, Google's and Azure's storage, SFTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

from btspress.hosts import caching, media_type
from btspress.shipping.target import TargetError


class Bucket:
    """A folder behind an address such as `s3://bucket/folder`. Type and caching go with each file."""

    def __init__(self, address: str) -> None:
        """Raises `TargetError` when the library that speaks to it is missing, or does not know the address."""
        self._address = address
        self._scheme = address.partition("://")[0]
        with self._told():
            # The same process may deploy twice: what was listed once must be listed anew.
            open_at = import_module("fsspec.core").url_to_fs
            self._files, root = open_at(address, use_listings_cache=False, skip_instance_cache=True)
        self._root = str(root).rstrip("/")

    def read(self, path: str) -> bytes | None:
        """The bytes of a small file there; None when there is none."""
        with self._told():
            try:
                return bytes(self._files.cat_file(self._at(path)))
            except FileNotFoundError:
                return None

    def sizes(self) -> Mapping[str, int]:
        """Bytes of every file there, by path."""
        with self._told():
            found = self._files.find(self._root, detail=True)
        start = len(self._root) + 1
        return {name[start:]: int(told["size"] or 0) for name, told in found.items()}

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Sends the files `paths` of `folder`, several at a time where the place takes that."""
        alike = sorted(paths, key=_headers)
        with self._told():
            for (kind, cache), group in groupby(alike, _headers):
                names = list(group)
                here, there = [str(folder / name) for name in names], [self._at(name) for name in names]
                self._files.put(here, there, **self._options(kind, cache))

    def write(self, path: str, body: bytes) -> None:
        """Makes a small file."""
        with self._told():
            self._files.pipe_file(self._at(path), body, **self._options(*_headers(path)))

    def remove(self, paths: Sequence[str]) -> None:
        """Takes files away; folders are only names here."""
        with self._told():
            there = [name for name in map(self._at, paths) if self._files.exists(name)]
            if there:
                self._files.rm(there)

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _options(self, kind: str, cache: str) -> Mapping[str, Any]:
        """How this kind of storage wants to hear the two headers."""
        if self._scheme in {"s3", "s3a"}:
            return {"ContentType": kind, "CacheControl": cache}
        if self._scheme in {"gs", "gcs"}:
            return {"content_type": kind, "fixed_key_metadata": {"cache_control": cache}}
        return {}

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong there, in words; each library behind fsspec has exceptions of its own."""
        try:
            yield
        except ImportError as error:
            raise TargetError(f"{self._address}: {error}; pip install 'btspress[deploy]'") from error
        except FileNotFoundError as error:
            raise TargetError(f"{self._address}: there is no such place: {error}") from error
        except Exception as error:
            raise TargetError(f"{self._address}: {error or type(error).__name__}") from error


def _headers(path: str) -> tuple[str, str]:
    return media_type(path), caching(path)
