"""CI installs what is written down, and what is written down is what is asked for."""

from __future__ import annotations

import re
import tomllib

import pytest
from house import HERE
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
LOCK = (HERE / "requirements.lock").read_text(encoding="utf-8")
ROWS = re.findall(r"^([\w.-]+)==([^\s;]+)([^\n]*)\n((?:    --hash=\S+[^\n]*\n)*)", LOCK, re.MULTILINE)


@pytest.mark.parametrize("asked", ASKED)
def test_the_lock_holds_what_is_asked_for(asked: str) -> None:
    wanted = Requirement(asked)
    locked = [version for name, version, *_ in ROWS if canonicalize_name(name) == canonicalize_name(wanted.name)]
    assert locked, "run scripts/lock"
    assert all(wanted.specifier.contains(version, prereleases=True) for version in locked), "run scripts/lock"


def test_every_row_of_the_lock_has_checksums() -> None:
    assert len(ROWS) > 50
    assert [name for name, _, _, hashes in ROWS if "--hash=sha256:" not in hashes] == []


def test_every_library_has_a_lower_bound() -> None:
    assert [asked for asked in ASKED if not Requirement(asked).specifier and not asked.startswith("types-")] == []
