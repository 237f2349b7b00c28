"""The wheel works alone: outside the checkout, in an environment of its own."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from house import HERE

from btspress import __version__

pytestmark = pytest.mark.long


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """btspress as it is published."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--wheel-dir", folder, HERE, cwd=folder)
    (made,) = folder.glob("btspress-*.whl")
    return made


@pytest.fixture(scope="module")
def btspress(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment that holds the wheel, and sees the libraries (not the checkout) of this one."""
    folder = tmp_path_factory.mktemp("environment") / "an environment"  # with a space in its name
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    run(sys.executable, "-m", "pip", "-qq", "--python", folder, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    # A line in a .pth adds the folder of the libraries, behind our own; .pth files in there are not read,
    # so the editable install of the checkout stays out.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return Path(sysconfig.get_path("scripts", vars={"base": str(folder)})) / "btspress"


def test_the_wheel_holds_the_themes_and_nothing_of_the_checkout(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    here = {path.relative_to(HERE).as_posix() for path in (HERE / "themes").rglob("*") if path.is_file()}
    assert {f"btspress/{name}" for name in here if "__pycache__" not in name} <= set(names)
    assert "btspress/py.typed" in names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"btspress", f"btspress-{__version__}.dist-info"}


def test_it_says_its_version(btspress: Path, tmp_path: Path) -> None:
    assert __version__ in run(btspress, "--version", cwd=tmp_path)


@pytest.mark.ffmpeg
def test_a_new_site_builds_from_an_empty_folder(btspress: Path, tmp_path: Path) -> None:
    run(btspress, "new", "site", "demo", cwd=tmp_path)
    run(btspress, "build", "demo", "public", cwd=tmp_path)
    pages = list((tmp_path / "public").rglob("*.html"))
    assert (tmp_path / "public" / "index.html") in pages
    assert len(pages) >= 3


def test_it_is_the_wheel_that_runs(btspress: Path, tmp_path: Path) -> None:
    where = run(btspress.parent / "python", "-c", "import btspress; print(btspress.__file__)", cwd=tmp_path)
    assert str(HERE) not in where
