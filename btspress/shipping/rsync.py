"""A folder on another machine, through rsync (3.2.3 or later) over SSH or its own protocol."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from btspress.hosts import lasts
from btspress.shipping.target import TargetError

_NOT_THERE: Final = frozenset({3, 23})
"""Exit codes when a file, or the folder around it, is missing there."""
_ALWAYS = ("--no-motd", "--chmod=D755,F644")
_LISTED = ("--files-from=-", "--from0")


class Rsync:
    """An address such as `me@example.org:/var/www/film` or `rsync://example.org/film`."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    def read(self, path: str) -> bytes | None:
        """The bytes of a small file there; None when there is none."""
        with tempfile.TemporaryDirectory() as folder:
            done = self._run([f"{self._address}/{path}", f"{folder}/"], fine=_NOT_THERE)
            return (Path(folder) / Path(path).name).read_bytes() if done.returncode == 0 else None

    def sizes(self) -> None:
        """Nothing: what rsync finds there already, it does not send again anyway."""
        return

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Sends the files `paths` of `folder`; each takes its place when all of it is there."""
        for found, how in ((True, "--size-only"), (False, "--ignore-times")):
            if some := [path for path in paths if lasts(path) is found]:
                self._run(["--times", "--partial", "--mkpath", how, *_LISTED, f"{folder}/", f"{self._address}/"], some)

    def write(self, path: str, body: bytes) -> None:
        """Makes a small file."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
            # Two of one length within a second would look the same to rsync.
            self._run(["--ignore-times", "--mkpath", *_LISTED, f"{folder}/", f"{self._address}/"], [path])

    def remove(self, paths: Sequence[str]) -> None:
        """Takes files away: of what is listed and not here, rsync takes away what is there."""
        with tempfile.TemporaryDirectory() as empty:
            for folder in {(Path(empty) / path).parent for path in paths}:
                folder.mkdir(parents=True, exist_ok=True)  # without them it would miss the folders too
            self._run(["--delete-missing-args", *_LISTED, f"{empty}/", f"{self._address}/"], paths)

    def _run(
        self, arguments: Sequence[str], paths: Sequence[str] = (), fine: frozenset[int] = frozenset()
    ) -> subprocess.CompletedProcess[bytes]:
        """One run of rsync; the names of `paths` come through a pipe, so that none can read as an option."""
        listed = "\0".join(paths).encode()
        try:
            done = subprocess.run(["rsync", *_ALWAYS, *arguments], input=listed, capture_output=True, check=False)
        except OSError as error:
            raise TargetError(f"rsync cannot be started: {error.strerror or error}") from error
        if done.returncode and done.returncode not in fine:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise TargetError(f"{self._address}: {said[0] if said else f'rsync ended with {done.returncode}'}")
        return done
