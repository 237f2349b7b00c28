"""What was published and why: travels with the site as `manifest.json`, and holds no times."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

from btspress.digest import Digest, canonical
from btspress.engine.job import Job
from btspress.unchanging import unchanging

NAME = "manifest.json"
"""Its path in the published folder."""

_MAKER = "btspress"
_VERSION = 1


@unchanging
class Entry:
    """One published file."""

    digest: Digest
    size: int
    """Bytes."""
    key: str = ""
    """Key of the job or page that made it."""
    recipe: str = ""
    """Name of the recipe; empty for a page or a static file."""


@unchanging
class Change:
    """How one manifest differs from an earlier one: paths, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@unchanging
class Manifest:
    """Published files by path, and the parts of each job's key."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    jobs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Text with a fixed order and no times."""
        files = {path: _entry_text(self.files[path]) for path in sorted(self.files)}
        jobs = {key: self.jobs[key] for key in sorted(self.jobs)}
        told = {"made_by": _MAKER, "version": _VERSION, "files": files, "jobs": jobs}
        return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()

    def since(self, earlier: Manifest) -> Change:
        """What differs from `earlier`."""
        now, then = self.files, earlier.files
        return Change(
            added=tuple(sorted(now.keys() - then.keys())),
            changed=tuple(sorted(p for p in now.keys() & then.keys() if now[p].digest != then[p].digest)),
            removed=tuple(sorted(then.keys() - now.keys())),
        )


def read(data: bytes) -> Manifest | None:
    """The manifest in `data`; None when it is none of ours."""
    try:
        told = json.loads(data)
        if told["made_by"] != _MAKER or told["version"] != _VERSION:
            return None
        files = {str(path): _entry(entry) for path, entry in told["files"].items()}
        return Manifest(MappingProxyType(files), MappingProxyType(dict(told["jobs"])))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def parts(job: Job) -> dict[str, Any]:
    """Everything that decides a job's key, for people who ask why a file was made anew."""
    return {
        "recipe": job.recipe.name,
        "version": job.recipe.version,
        "parameters": canonical(job.recipe),
        "ingredients": canonical(job.ingredients),
        "toolchain": job.toolchain,
    }


def _entry_text(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {"digest": entry.digest, "size": entry.size}
    if entry.key:
        told["key"] = entry.key
    if entry.recipe:
        told["recipe"] = entry.recipe
    return told


def _entry(told: Mapping[str, Any]) -> Entry:
    key, recipe = str(told.get("key", "")), str(told.get("recipe", ""))
    return Entry(str(told["digest"]), int(told["size"]), key, recipe)
