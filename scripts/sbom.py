"""Writes a list of everything that btspress is made of and runs with, as CycloneDX 1.6 (JSON).

    .venv/bin/python scripts/sbom.py > sbom.cdx.json

Libraries are those that are installed here, with the checksums of requirements.lock; what an extra brings is marked
as optional. Files of the themes are listed by their checksums; of these only the fonts are from others,
as vendored.toml tells.
The same tree gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).resolve().parents[1]
LOCKED = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+)(?: ;[^\\\n]*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+)", re.M
)


def main() -> None:
    """Print the list."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sums = {canonicalize_name(name): (version, hashes) for name, version, hashes in _locked()}
    needed = set(_closure(project["dependencies"]))
    extras = {name: each for name, each in project["optional-dependencies"].items() if name != "test"}
    wanted = needed | {name for each in extras.values() for name in _closure(each)}
    libraries = [_library(name, sums, optional=name not in needed) for name in sorted(wanted)]
    parts = {part["file"]: part for part in _vendored()}
    assets = sorted(path for path in (HERE / "themes").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    me = _component("application", project["name"], project["version"], project["license"])
    told: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": me | {"bom-ref": "btspress"}},
        "components": [*filter(None, libraries), *(_file(path, parts) for path in assets)],
    }
    told["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(told, sort_keys=True))}"
    sys.stdout.write(json.dumps(told, indent=1, sort_keys=True) + "\n")


def _locked() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, version, hashes in LOCKED.findall((HERE / "requirements.lock").read_text(encoding="utf-8")):
        yield name, version, tuple(re.findall(r"sha256:([0-9a-f]{64})", hashes))


def _closure(requirements: list[str]) -> Iterator[str]:
    """Names of these libraries and of all that they need here."""
    waiting, seen = [Requirement(text) for text in requirements], set[tuple[str, str]]()
    while waiting:
        each = waiting.pop()
        for extra in ("", *sorted(each.extras)):
            name = canonicalize_name(each.name)
            if (name, extra) in seen or (each.marker and not each.marker.evaluate({"extra": ""})):
                continue
            seen.add((name, extra))
            found = _installed(name)
            yield name
            for text in (found.requires or []) if found else []:
                inner = Requirement(text)
                if inner.marker is None or inner.marker.evaluate({"extra": extra}):
                    inner.marker = None
                    waiting.append(inner)


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _library(name: str, sums: dict[str, tuple[str, tuple[str, ...]]], *, optional: bool) -> dict[str, Any] | None:
    """A library; None for one that is not installed here."""
    found = _installed(name)
    if found is None:
        return None
    told = found.metadata
    licence = told.get("License-Expression") or next(
        (line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or () if line.startswith("License ::")), ""
    )
    version, hashes = sums.get(name, ("", ()))
    made = _component("library", name, found.version, licence or "see the package")
    made |= {"purl": f"pkg:pypi/{name}@{found.version}", "scope": "optional" if optional else "required"}
    if version == found.version:
        made["properties"] = [{"name": "sha256", "value": each} for each in hashes]
    return made


def _vendored() -> list[dict[str, str]]:
    """What others made, as vendored.toml tells."""
    told: list[dict[str, str]] = tomllib.loads((HERE / "vendored.toml").read_text(encoding="utf-8"))["part"]
    return told


def _file(path: Path, parts: dict[str, dict[str, str]]) -> dict[str, Any]:
    """A file of a theme; of what is not ours also where it comes from, and what was changed."""
    name = path.relative_to(HERE).as_posix()
    sums = [{"alg": "SHA-256", "content": sha256(path.read_bytes()).hexdigest()}]
    made: dict[str, Any] = {"type": "file", "name": name, "hashes": sums, "scope": "required"}
    part = parts.get(name)
    if part:
        made |= {"version": part["version"], "licenses": [{"license": {"id": part["licence"]}}]}
        made["description"] = f"{part['name']}: {part['changed']}"
        made["externalReferences"] = [{"type": "vcs", "url": part["from"]}]
    return made


def _component(kind: str, name: str, version: str, licence: str) -> dict[str, Any]:
    return {"type": kind, "name": name, "version": version, "licenses": [{"license": {"name": licence}}]}


if __name__ == "__main__":
    main()
