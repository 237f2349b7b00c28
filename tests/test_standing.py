"""A build of what did not change does nothing; whatever might have changed leads to a whole build."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from btspress.cli import cli
from btspress.report import Summary
from btspress.reprint import Reprint
from btspress.session import Options, Session
from btspress.standing import FOLDER, Asked, Seen, Standing, Stood

HERE = Path(__file__).parents[1]
SECOND = 1_000_000_000
DAY = 86_400 * SECOND
_OURS = (
    "btspress.session",
    "btspress.model",
    "btspress.markup",
    "btspress.media",
    "btspress.recipes",
    "btspress.vision",
)
_OTHERS = ("markdown_it", "PIL", "numpy", "cv2", "rich", "uvicorn", "starlette", "watchdog", "jinja2", "yaml")
HEAVY = frozenset((*_OURS, *_OTHERS, "asyncio", "subprocess"))
"""What neither `--help` nor a build of what did not change has to load."""


def ahead(by: int = 3 * SECOND) -> Callable[[], int]:
    """A clock that tells a later time: every file of a test is younger than two seconds."""
    return lambda: time.time_ns() + by


LATER = ahead()


@dataclass(frozen=True)
class Place:
    """A site and where it is published."""

    root: Path

    @property
    def asked(self) -> Asked:
        return Asked(self.root / "site", self.root / "out", self.root / "cache")

    def build(self, clock: Callable[[], int] = LATER) -> bool:
        """Builds all; whether a note of it is kept."""
        standing = Standing(self.asked, clock)
        session = Session(self.asked.source, self.asked.out, Options(cache=self.asked.cache))
        built = session.build()
        assert built.ok, built.problems
        summary = Summary(len(built.pages), 0, 0, 0, built.published.bytes, 1.0, 2, 3, 4, "out/index.html")
        roots = built.site.config.media_roots
        return standing.keep(Seen(built.tree, roots, "", built.until, Stood(summary, built.problems)))

    def recall(self, clock: Callable[[], int] = LATER) -> Stood | None:
        return Standing(self.asked, clock).recall()

    def write(self, path: str, text: str) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.write("site/site.md", "---\ntitle: S\nbase_url: https://example.org\nmedia: {roots: [../rushes]}\n---\n")
    made.write("site/films/f/film.md", "---\ntitle: F\n---\nA film.\n")
    made.write("site/films/f/01-one.md", "# One\n\n> [!note]\n>\n> Words.\n\n> A quote.\n")
    made.write("site/themes/own/readme.bak", "a theme that nobody uses")
    made.write("rushes/a.csv", "file\n")
    return made


def test_what_did_not_change_is_known_without_a_build(place: Place) -> None:
    assert place.recall() is None
    assert place.build()
    stood = place.recall()
    assert stood
    summary = stood.summary
    assert (summary.unchanged, summary.made, summary.reused, summary.written, summary.parsed) == (True, 0, 5, 0, 0)
    assert [found.code for found in stood.problems] == ["E109"]
    assert stood.problems == Session(place.asked.source, options=Options(cache=place.asked.cache)).check()


def test_an_edit_prints_no_page_that_was_printed_before(place: Place) -> None:
    def printed(out: str, *, again: bool) -> tuple[int, dict[str, bytes]]:
        """How many pages were printed, and all that is published."""
        asked = replace(place.asked, out=place.root / out)
        session = Session(asked.source, asked.out, Options(cache=asked.cache))
        known = Standing(asked, LATER).published()
        assert (known is not None) is again
        if known:
            session.renderer.published = Reprint(asked.out, known.files)
        built = session.build()
        files = {path: (asked.out / path).read_bytes() for path in built.published.manifest.files}
        return built.counts["rendered"], files

    for number in range(20, 40):
        place.write(f"site/films/f/{number}-n{number}.md", f"# Number {number}\n\nWords.\n")
    assert place.build(ahead(0)) is False, "the source is too young"
    place.write("out/search/index.html", "somebody wrote here")
    assert Standing(place.asked, LATER).published() is None
    place.build()
    place.write("site/films/f/30-n30.md", "# Number 30\n\nOther words.\n")
    few, files = printed("out", again=True)
    many, clean = printed("clean", again=False)
    assert files == clean
    assert few < many / 2


def edited(path: str) -> Callable[[Place], None]:
    return lambda place: place.write(path, "# One\n\nOther words.\n")


def touched(place: Place) -> None:
    file = place.root / "site/films/f/01-one.md"
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime + 60))


def same_size(place: Place) -> None:
    """An edit that keeps size and time of change."""
    file = place.root / "out/index.html"
    found, body = file.stat(), file.read_bytes()
    file.write_bytes(body.replace(b"S", b"T", 1))
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


def damaged(place: Place) -> None:
    note = next((place.root / "cache" / FOLDER).iterdir())
    note.write_bytes(note.read_bytes().replace(b'"unchanged": false', b'"unchanged": 1    '))


def strange(place: Place) -> None:
    next((place.root / "cache" / FOLDER).iterdir()).write_bytes(b"\xff\x00 this is no note")


CHANGES = {
    "chapter": edited("site/films/f/01-one.md"),
    "new chapter": edited("site/films/f/02-two.md"),
    "new file that no text names": edited("site/films/f/notes.txt"),
    "media root": edited("rushes/a.csv"),
    "new file in a media root": edited("rushes/b.csv"),
    "theme": edited("site/themes/own/readme.bak"),
    "new theme": edited("site/themes/documentary/theme.toml"),
    "removed": lambda place: (place.root / "site/films/f/01-one.md").unlink(),
    "renamed": lambda place: (place.root / "site/films/f").rename(place.root / "site/films/g"),
    "touched": touched,
    "published file": edited("out/index.html"),
    "published file, of the same size and time": same_size,
    "published file gone": lambda place: (place.root / "out/sitemap.xml").unlink(),
    "stranger in the output": edited("out/stranger.txt"),
    "folder in the output": lambda place: (place.root / "out/empty").mkdir(),
    "output gone": lambda place: (place.root / "out").rename(place.root / "elsewhere"),
    "damaged note": damaged,
    "no note at all": strange,
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_leads_to_a_whole_build(place: Place, change: str) -> None:
    assert place.build()
    assert place.recall()
    CHANGES[change](place)
    assert place.recall() is None


@pytest.mark.parametrize("name", ["BTSPRESS_FFMPEG", "PATH", "BTSPRESS_ANYTHING"])
def test_another_environment_leads_to_a_whole_build(place: Place, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place.build()
    monkeypatch.setenv(name, "/nowhere")
    assert place.recall() is None


def test_another_question_is_another_build(place: Place) -> None:
    assert place.build()
    for asked in (
        Asked(place.asked.source, place.asked.out, place.asked.cache, release=True),
        Asked(place.asked.source, place.asked.out, place.asked.cache, ffmpeg="/usr/bin/ffmpeg"),
        Asked(place.asked.source, place.root / "out2", place.asked.cache),
    ):
        assert Standing(asked, ahead()).recall() is None


def test_a_note_holds_for_a_day_and_never_before_it_was_written(place: Place) -> None:
    assert place.build()
    assert place.recall(ahead(3 * SECOND + DAY // 2))
    assert place.recall(ahead(4 * SECOND + DAY)) is None
    assert place.recall(ahead(-SECOND)) is None


def test_the_end_of_an_embargo_is_a_change(place: Place) -> None:
    soon = datetime.fromtimestamp(time.time() + 3600, UTC).isoformat(timespec="seconds")
    place.write("site/films/f/02-two.md", f"---\nembargo: {soon}\n---\n# Two\n\nLater.\n")
    assert place.build()
    assert place.recall(ahead(600 * SECOND))
    assert place.recall(ahead(3700 * SECOND)) is None


def test_the_last_day_of_a_right_is_a_change(place: Place) -> None:
    today = datetime.now(UTC).date()
    place.write("site/films/f/02-two.md", f"---\nrights: {{until: {today}}}\n---\n# Two\n\nFor today.\n")
    assert place.build(lambda: time.time_ns() + 3 * SECOND)
    assert place.recall(ahead(DAY - 60 * SECOND)) is None


def test_nothing_is_noted_of_a_file_so_young_that_another_write_might_not_show(place: Place) -> None:
    assert not place.build(time.time_ns)
    assert place.recall() is None


def modules(*command: str, cache: Path) -> tuple[str, frozenset[str]]:
    """What a command prints, and all that it loads."""
    script = "import sys, atexit\natexit.register(lambda: print('LOADED', *sys.modules))\n"
    script += f"sys.argv = {['btspress', *command]!r}\nfrom btspress.cli import main\nmain()"
    environment = {**os.environ, "PYTHONPATH": str(HERE), "BTSPRESS_CACHE": str(cache)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    told, _, loaded = done.stdout.partition("LOADED")
    return told, frozenset(loaded.split())


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_loads_nothing_heavy(option: str, tmp_path: Path) -> None:
    _, loaded = modules(option, cache=tmp_path)
    assert not loaded & HEAVY


def test_a_build_of_what_did_not_change_loads_nothing_heavy(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = place.root / "cache"
    command = ("build", str(place.asked.source), str(place.asked.out))
    monkeypatch.setenv("BTSPRESS_CACHE", str(cache))
    told = ""
    until = time.monotonic() + 60
    while "0 pages rendered" not in told and time.monotonic() < until:  # a note is kept once the files have settled
        told, loaded = modules(*command, cache=cache)
    assert told.startswith("1 warning") or "Nothing changed" in told
    assert not loaded & HEAVY
    assert "0 pages rendered" in told
    place.write("site/films/f/01-one.md", "# One\n\nOther words.\n")
    assert "Published" in CliRunner().invoke(cli, list(command)).output
