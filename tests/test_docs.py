"""Documents run: generated pages are current, samples build, links lead somewhere."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import reference
from house import HERE

from btspress.cli import cli
from btspress.diagnostics import Severity
from btspress.directives import DIRECTIVES
from btspress.session import Session

PAGES = sorted([*HERE.glob("*.md"), *(HERE / "docs").glob("*.md"), *(HERE / "docs" / "reference").glob("*.md")])
FENCE = re.compile(r"^```(\w+) ([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A sample with something behind its language: the path of its file, or `chapter` for a part of one."""
FILM = "films/the-bridge"


def ids(path: Path) -> str:
    return path.relative_to(HERE).as_posix()


@pytest.mark.parametrize("page", reference.pages(), ids=ids)
def test_generated_pages_are_current(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == reference.pages()[page].rstrip() + "\n", "run scripts/docs"


def test_every_block_has_a_sample_and_every_sample_a_block() -> None:
    assert {path.stem for path in reference.SAMPLES.glob("*.md")} == set(DIRECTIVES)


def site_of(samples: list[tuple[str, str]], root: Path, footage: Path) -> Path:
    """A site of the samples of one page: (path of the file or `chapter`, text)."""
    chapters = 0
    for name, text in samples:
        if name == "chapter":
            chapters += 1
            name, text = f"{FILM}/{chapters + 10}-sample-{chapters}.md", f"# Sample {chapters}\n\n{text}"
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if path.parent.parent.name == "films":
            shutil.copytree(footage, path.parent / "media", dirs_exist_ok=True)
    return root


def errors(root: Path) -> list[str]:
    """Errors found in a site; nothing is encoded."""
    _, _, problems = Session(root, options=None).understand()
    return [f"{found.span} {found.code} {found.message}" for found in problems if found.severity is Severity.ERROR]


@pytest.mark.ffmpeg
@pytest.mark.parametrize("page", [page for page in PAGES if FENCE.search(page.read_text(encoding="utf-8"))], ids=ids)
def test_samples_build(page: Path, tmp_path: Path, footage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    samples = [(name, text) for _, name, text in FENCE.findall(page.read_text(encoding="utf-8"))]
    assert not errors(site_of(samples, tmp_path / "site", footage))


@pytest.mark.ffmpeg
def test_samples_of_blocks_build(tmp_path: Path, footage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    film = f"{FILM}/film.md", "---\ntitle: The Bridge\nmilestones:\n  - on: 2024-05-02\n    what: First day\n---\n"
    graded = f"{FILM}/media/scout.md", "---\npicture:\n  look: night.cube\n---\nA street.\n"
    look = f"{FILM}/media/night.cube", "LUT_1D_SIZE 2\n0 0 0\n0.5 0.5 0.7\n"
    tables = (
        (f"{FILM}/budget.csv", "item,planned,actual\nPermits,4000,6200\n"),
        (f"{FILM}/schedule.csv", "what,planned\nThe shoot,2024-05-02\n"),
    )
    samples = [("chapter", path.read_text(encoding="utf-8")) for path in sorted(reference.SAMPLES.glob("*.md"))]
    assert not errors(site_of([film, graded, look, *tables, *samples], tmp_path / "site", footage))


def anchors(page: Path) -> set[str]:
    """Addresses of the headings of a page, as GitHub makes them, and of its explicit anchors."""
    text = page.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    return made | set(re.findall(r'<a id="([^"]+)"', text))


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"(?<!\\)\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path) if path else page
        assert there.exists(), f"{target} does not exist"
        assert not anchor or there.suffix != ".md" or anchor in anchors(there), f"{target}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_commands_exist(page: Path) -> None:
    for words in re.findall(r"\bbtspress ((?:[a-z]+ ?){1,2})", "\n".join(shell(page))):
        command = cli.commands.get(words.split()[0])
        assert command, f"btspress {words}"


def shell(page: Path) -> list[str]:
    """Lines of the shell samples of a page."""
    blocks = re.findall(
        r"^```(?:sh|powershell)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_options_exist(page: Path) -> None:
    for line in shell(page):
        words = line.split("#")[0].split()
        if "btspress" not in words or words.index("btspress") + 1 == len(words):
            continue
        command = cli.commands.get(words[words.index("btspress") + 1])
        known = {
            option
            for one in (command, *getattr(command, "commands", {}).values())
            for each in one.params
            for option in each.opts
        }
        wrong = [word for word in words if word.startswith("--") and word not in known | {"--version", "--help"}]
        assert command is None or not wrong, line
