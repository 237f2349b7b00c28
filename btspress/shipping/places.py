"""Which kind of place an address means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from btspress.engine.place import refusal
from btspress.shipping.bucket import Bucket
from btspress.shipping.folder import Folder
from btspress.shipping.rsync import Rsync
from btspress.shipping.target import Target, TargetError

_REMOTE: Final = re.compile(r"(?:[\w.+-]+@)?[A-Za-z0-9][\w.-]+:[^/].*|(?:[\w.+-]+@)?[A-Za-z0-9][\w.-]+:/(?!/).*")
"""`me@host:folder` as rsync and scp write it; one letter is a drive of Windows."""


def open_place(address: str, source: Path, built: Path) -> Target:
    """`s3://bucket/folder`, `me@host:folder`, `rsync://host/module` or a folder of this machine.

    Raises `TargetError` when a folder must not be written to: it holds the site's source, or is what was built.
    """
    if address.startswith("rsync://") or _REMOTE.fullmatch(address):
        return Rsync(address)
    if "://" in address and not address.startswith("file://"):
        return Bucket(address)
    folder = Path(address.removeprefix("file://")).absolute()
    reason = refusal(folder, source)
    if folder.resolve() == built.resolve():
        reason = "it is the folder that was built"
    if reason:
        raise TargetError(f"{address}: {reason}")
    return Folder(folder)
