"""Removing what btspress made, and only that: folders that hold anything else are left alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from btspress.engine.manifest import NAME, read

CACHE: Final = "BTSPRESS_CACHE"
"""Environment variable that names the folder of finished jobs."""

OURS = frozenset({"index", "store", "facts", "claims", "locks", "tmp", "preview", "epub", "stands", "texts"})
"""What a cache folder holds."""


def clear_cache(folder: Path) -> str:
    """Remove the cache; gives a sentence that says what happened. Anything that is not ours stays."""
    if not folder.is_dir():
        return f"{folder}: there is nothing to remove"
    for entry in folder.iterdir():
        if entry.name in OURS and not entry.is_symlink():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    left = sorted(entry.name for entry in folder.iterdir())
    if left:
        return f"{folder}: removed, but for {', '.join(left)}"
    folder.rmdir()
    return f"{folder}: removed"


def withdraw(out: Path) -> str:
    """Remove a published site: exactly the files of its manifest, and folders that are empty then."""
    file = out / NAME
    manifest = read(file.read_bytes()) if file.is_file() and not out.is_symlink() else None
    if manifest is None:
        return f"{out}: there is no site of ours"
    for path in (*manifest.files, NAME):
        if not {"..", ""} & set(path.split("/")):
            (out / path).unlink(missing_ok=True)
    folders = sorted((path for path in out.rglob("*") if path.is_dir() and not path.is_symlink()), reverse=True)
    for folder in (*folders, out):
        if not any(folder.iterdir()):
            folder.rmdir()
    return f"{out}: removed" if not out.exists() else f"{out}: removed, but for files that are not ours"
