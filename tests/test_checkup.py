"""`doctor`: the table of needs holds all that the recipes use, and what is missing is said plainly."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from house import HERE
from small_jobs import run as make
from small_jobs import shout, store_in

from btspress.checkup import checkup, checkup_text, fit
from btspress.cli import cli
from btspress.kit import Kit
from btspress.media.needs import NEEDS
from btspress.media.program import find

KNOWN = {
    kind: {name for need in NEEDS if need.kind == kind for name in need.names}
    for kind in ("filter", "encoder", "muxer")
}
GENERIC = {"copy", "lavfi"}
"""What every ffmpeg has, or what is no part of it."""


def used() -> Iterator[tuple[str, str, str]]:
    """Every filter, encoder and format that our code names: kind, name, place."""
    for folder in ("recipes", "media"):
        for path in sorted((HERE / "btspress" / folder).glob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            texts = {
                target.id: node.value.value
                for node in tree.body
                if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Name)
            }
            for node in ast.walk(tree):
                for kind, name in named(node, texts):
                    yield kind, name, f"{path.name}:{getattr(node, 'lineno', 0)}"


def named(node: ast.AST, texts: dict[str, object]) -> Iterator[tuple[str, str]]:
    """`x.filter("scale")`, `ffmpeg.filter([a, b], "xfade")`, `tools.has(NAME)`, `{"c:v": "png"}`, `f="null"`."""

    def text(value: ast.expr) -> str:
        found = value.value if isinstance(value, ast.Constant) else texts.get(getattr(value, "id", ""), "")
        return found if isinstance(found, str) else ""

    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in {"filter", "filter_multi_output"}:
            names = [text(value) for value in node.args[:2]]
            yield "filter", next((name for name in names if name), "")
        elif node.func.attr in {"concat", "split"} and not any(isinstance(each, ast.Constant) for each in node.args):
            yield "filter", node.func.attr
        elif node.func.attr == "has" and node.args:
            yield "either", text(node.args[0])
    if isinstance(node, ast.Call):
        yield from (("muxer", text(word.value)) for word in node.keywords if word.arg == "f")
    if isinstance(node, ast.Dict):
        pairs = [(text(key), text(value)) for key, value in zip(node.keys, node.values, strict=True) if key]
        yield from (("encoder", value) for key, value in pairs if key in {"c", "c:v", "c:a", "c:s"})
        yield from (("muxer", value) for key, value in pairs if key == "f")


def test_the_table_names_all_that_the_recipes_use() -> None:
    found = [(kind, name, place) for kind, name, place in used() if name and name not in GENERIC]
    assert {kind for kind, _, _ in found} >= {"filter", "encoder", "muxer"}
    assert len(found) > 60
    known = KNOWN | {"either": KNOWN["filter"] | KNOWN["encoder"]}
    unknown = [f"{place} uses the {kind} {name}" for kind, name, place in found if name not in known[kind]]
    assert not unknown, "not in btspress/media/needs.py"


def test_what_the_table_names_is_used() -> None:
    """A need that nobody has any more would be asked for in vain."""
    names = {name for _, name, _ in used()}
    idle = [
        f"{need.kind} {name}"
        for need in NEEDS
        if need.kind in {"filter", "encoder"}
        for name in need.names
        if name not in names
    ]
    assert not idle


def test_no_need_is_named_twice() -> None:
    every = [(need.kind, name) for need in NEEDS for name in need.names]
    assert len(every) == len(set(every))


@pytest.mark.ffmpeg
def test_the_bundled_ffmpeg_has_all_of_it(tmp_path: Path) -> None:
    rows = checkup(Kit(), store_in(tmp_path)[0], 2)
    assert [row for row in rows if row["state"] != "fine"] == []
    assert fit(rows)
    assert json.loads(json.dumps(rows)) == list(rows)


def program(folder: Path, without: str) -> str:
    """The bundled ffmpeg, which hides what `without` names."""
    path = folder / "ffmpeg"
    path.write_text(f'#!/bin/sh\n"{find().path}" "$@" | grep -v " {without} "\n')
    path.chmod(0o755)
    return str(path)


@pytest.mark.ffmpeg
@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize(
    ("without", "state", "told"),
    [
        ("zscale", "lost", "HDR clips cannot be made (no filter zscale)"),
        ("libx264", "fatal", "no build with footage works (no encoder libx264)"),
    ],
)
def test_what_is_missing_is_said_with_what_is_lost(tmp_path: Path, without: str, state: str, told: str) -> None:
    rows = checkup(Kit(program(tmp_path, without)), store_in(tmp_path)[0], 2)
    (row,) = [row for row in rows if row["state"] != "fine"]
    assert row["state"] == state
    assert row["told"].endswith(told)
    assert fit(rows) == (state == "lost")
    assert any(told in line for line in checkup_text(rows))


def test_what_is_told_stands_in_one_column() -> None:
    rows = [{"name": name, "state": "fine", "told": "told"} for name in ("ffmpeg", "vidstabdetect, vidstabtransform")]
    assert len({line.index(" told") for line in checkup_text(rows)}) == 1


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def test_without_ffmpeg_the_doctor_says_what_was_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    told = run("doctor", "--ffmpeg", str(tmp_path / "none"))
    assert told.exit_code == 1
    assert "none' is no ffmpeg" in told.output
    rows = [json.loads(line) for line in run("doctor", "--ffmpeg", "none", "--format", "json").output.splitlines()]
    assert [row["name"] for row in rows if row["state"] == "fatal"] == ["ffmpeg"]


@pytest.mark.ffmpeg
def test_the_doctor_counts_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, _ = store_in(tmp_path)
    make(store, shout("a"), shout("b"))
    monkeypatch.setenv("BTSPRESS_CACHE", str(store.home))
    told = run("doctor")
    assert told.exit_code == 0, told.output
    assert "2 entries, " in told.output
    assert " free for " in told.output
