"""The command line as a person or a script meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from btspress import __version__
from btspress.cli import cli

WRONG = "# A\n\n> [!decison] Day\n>\n> Words.\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "src").mkdir()
    (tmp_path / "src/site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\nWelcome.\n")
    (tmp_path / "src/one.md").write_text("# One\n\nWords.\n")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def test_a_site_is_built_into_the_folder_that_is_named(place: Path) -> None:
    told = run("build", "src", "out")
    assert told.exit_code == 0, told.output
    assert (place / "out/index.html").is_file()
    assert "open file://" in told.output
    again = run("build", "src", "out")
    assert "Nothing changed" in again.output


def test_problems_give_exit_code_one_and_publish_nothing(place: Path) -> None:
    (place / "src/one.md").write_text(WRONG)
    told = run("build", "src")
    assert told.exit_code == 1
    assert "one.md:3:3  error  E110 unknown-block" in told.output
    assert "did you mean 'decision'?" in told.output
    assert not (place / "_site").exists()


def test_keep_going_publishes_the_rest(place: Path) -> None:
    (place / "src/one.md").write_text(WRONG + "\nMore words.\n")
    told = run("build", "src", "--keep-going")
    assert told.exit_code == 1
    assert any("More words" in path.read_text() for path in place.glob("_site/**/*.html"))


def test_problems_as_json_are_one_record_a_line(place: Path) -> None:
    (place / "src/one.md").write_text(WRONG)
    told = run("check", "src", "--format", "json")
    assert told.exit_code == 1
    records = [json.loads(line) for line in told.output.splitlines()]
    assert [(record["code"], record["line"], record["column"]) for record in records] == [("E110", 3, 3)]


def test_check_writes_no_site(place: Path) -> None:
    told = run("check", "src")
    assert (told.exit_code, "No problems." in told.output) == (0, True)
    assert not (place / "_site").exists()


def test_a_missing_folder_is_a_problem_and_no_traceback(place: Path) -> None:
    told = run("build", "nowhere")
    assert (told.exit_code, "Directory 'nowhere' does not exist" in told.output) == (2, True)
    assert "Traceback" not in told.output


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("binary", bytes(range(256)) * 50),
        ("long line", b"word " * 2_000_000),
        ("utf-16", "# A title".encode("utf-16")),
        ("yaml traps", b"---\na: &x [*x, !!python/object:os.system {}]\non: 1:30\n<<: *x\n---\n"),
        ("deep", b"> " * 500 + b"words\n"),
        ("nul", b"# A\x00B\n"),
    ],
)
def test_bad_input_is_told_and_leaves_the_site(place: Path, name: str, data: bytes) -> None:
    run("build", "src")
    before = {path: path.read_bytes() for path in place.glob("_site/**/*") if path.is_file()}
    (place / "src/one.md").write_bytes(data)
    told = run("build", "src")
    assert told.exit_code == 1, name
    assert "src" not in told.output or "one.md" in told.output
    assert before == {path: path.read_bytes() for path in place.glob("_site/**/*") if path.is_file()}


@pytest.mark.parametrize("out", ["src", "full"])
def test_an_output_that_may_not_be_replaced_is_told_before_anything_is_made(place: Path, out: str) -> None:
    (place / "full").mkdir()
    (place / "full/letter.txt").write_text("mine")
    Image.new("RGB", (64, 36)).save(place / "src/still.png")
    (place / "src/two.md").write_text("# Two\n\n![A grey square](still.png)\n")
    told = run("build", "src", out)
    assert told.exit_code == 1
    assert told.output.count("E903 output-refused") == 1
    assert not list(place.glob("cache/store/??/*"))
    run("build", "src", "out")
    assert list(place.glob("cache/store/??/*"))
    assert (place / "src/one.md").read_text() == "# One\n\nWords.\n"


def test_new_site_builds_and_takes_a_film_a_chapter_and_a_person(place: Path) -> None:
    assert run("new", "site", "fresh").exit_code == 0
    assert run("new", "film", "My second: film", "--in", "fresh").exit_code == 0
    assert run("new", "chapter", "The end", "--in", "fresh/films/my-film").exit_code == 0
    assert run("new", "person", "Ann Lee", "--in", "fresh").exit_code == 0
    assert (place / "fresh/films/my-film/02-the-end.md").is_file()
    told = run("build", "fresh", "out")
    assert told.exit_code == 0, told.output
    again = run("new", "site", "fresh")
    assert again.exit_code == 2
    assert "not empty" in again.output


def test_plan_and_explain(place: Path) -> None:
    assert "0 to make" in run("plan", "src").output
    assert "unknown-block" in run("explain", "E110").output
    assert run("explain", "unknown-block").output == run("explain", "e110").output
    run("build", "src")
    assert "index.html" in run("explain", "index.html").output
    assert run("explain", "_site/index.html").output == run("explain", "index.html").output
    assert run("explain", "nothing.html").exit_code == 2
    assert json.loads(run("explain", "E110", "--format", "json").output)["name"] == "unknown-block"


def test_clean_removes_what_btspress_made_and_nothing_else(place: Path) -> None:
    run("build", "src")
    (place / "cache/mine.txt").write_text("mine")
    told = run("clean", "--all")
    assert told.exit_code == 0
    assert (place / "cache/mine.txt").is_file()
    assert not (place / "_site").exists()
    assert not (place / "cache/store").exists()
    assert (place / "src/one.md").is_file()


def test_usage_errors_have_exit_code_two(place: Path) -> None:
    assert run("biuld").exit_code == 2
    assert run("build", "--jobs", "many").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--version"], 0), (["build", "--jobs", "many"], 2), (["biuld"], 2), (["check", "x"], 1)]
)
def test_the_program_ends_with_the_code_of_its_command(place: Path, arguments: list[str], code: int) -> None:
    (place / "x").mkdir()
    started = [sys.executable, "-c", "from btspress.cli import program; program()", *arguments]
    where = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    told = subprocess.run(started, env=where, capture_output=True, text=True, check=False)
    assert told.returncode == code
    assert ("Usage:" in told.stderr) == (code == 2)


def test_version_and_help_load_neither_parser_nor_templates() -> None:
    code = (
        "import sys; sys.argv = ['btspress', '--help']\n"
        "from btspress.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in ('jinja2', 'markdown_it', 'PIL', 'yaml', 'starlette', 'rich') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"
    assert run("--version").output.strip().endswith(__version__)


@pytest.mark.parametrize("command", [("leaktest",), ("deploy", "--to", "there")])
def test_what_looks_for_leaks_wants_the_site_that_was_built(place: Path, command: tuple[str, ...]) -> None:
    assert run("build", "src").exit_code == 0
    (place / "else").mkdir()
    told = run(*command, "else")
    assert (told.exit_code, "name the folder that the site was built from" in told.output) == (2, True)
    assert not (place / "there").exists()


def test_a_cache_that_cannot_be_written_is_told_and_no_bug(place: Path) -> None:
    (place / "cache").write_text("a file")
    command = [sys.executable, "-m", "btspress", "build", "src"]
    where = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    told = subprocess.run(command, cwd=place, env=where, capture_output=True, text=True, check=False)
    assert (told.returncode, "E905 disk" in told.stdout, "Traceback" in told.stderr) == (1, True, False)
    assert f"{place / 'cache'}: File exists" in told.stdout
