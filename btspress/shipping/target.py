"""A place that a site is sent to, as all kinds of places look to whoever sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol


class TargetError(Exception):
    """The place does not answer, or refuses; the text says so in the words of people."""


class Target(Protocol):
    """A folder, a bucket, a folder on another machine. Every method may raise `TargetError`."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a small file there; None when there is none."""

    def sizes(self) -> Mapping[str, int] | None:
        """Bytes of every file there, by path; None where the place cannot say it quickly."""

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Bring the files `paths` of `folder` there; what lies there under the same names is replaced."""

    def write(self, path: str, body: bytes) -> None:
        """Make a small file there."""

    def remove(self, paths: Sequence[str]) -> None:
        """Take files away, and folders that are empty then; what is gone already is no error."""
