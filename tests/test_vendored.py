"""What others made and we ship is written down: every file of it, byte for byte, with its licence."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from hashlib import sha256

import pytest
from house import HERE

PARTS = tomllib.loads((HERE / "vendored.toml").read_text(encoding="utf-8"))["part"]
OURS = frozenset({".css", ".js", ".html", ".toml", ".svg", ".txt"})
"""Endings of what was written here, and of licences."""


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part["file"].rsplit("/", 1)[-1])
def test_each_part_has_the_bytes_that_are_written_down(part: dict[str, str]) -> None:
    assert sha256((HERE / part["file"]).read_bytes()).hexdigest() == part["sha256"]
    assert all(part[key] for key in ("name", "version", "from", "licence", "changed"))


def test_no_part_of_others_is_missing_in_the_list() -> None:
    shipped = (path for path in (HERE / "themes").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    others = {path.relative_to(HERE).as_posix() for path in shipped if path.suffix not in OURS}
    assert others == {part["file"] for part in PARTS}


def test_the_list_of_materials_tells_of_each_where_it_comes_from() -> None:
    done = subprocess.run([sys.executable, HERE / "scripts/sbom.py"], capture_output=True, text=True, check=True)
    files = {each["name"]: each for each in json.loads(done.stdout)["components"] if each["type"] == "file"}
    for part in PARTS:
        told = files[part["file"]]
        assert told["hashes"] == [{"alg": "SHA-256", "content": part["sha256"]}]
        assert told["licenses"] == [{"license": {"id": part["licence"]}}]
        assert told["externalReferences"] == [{"type": "vcs", "url": part["from"]}]
