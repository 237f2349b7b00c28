"""What cannot be shown is told once, at the line that asked for it, and the rest of the site is built."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from footage import FOOTAGE
from odd import FILMS, PHOTOS, REFUSED, Refused

from btspress.media.ffmpeg import find
from btspress.session import Build, Options, Session

pytestmark = pytest.mark.ffmpeg

CLIP = "take 4.MP4"
OLD = find().version.startswith("5")
UNDECODABLE = tuple(Refused(film.name, "does not know its codec") for film in FILMS if film.newest and OLD)
NAMES = (
    "åäö – 東京 'take 2' & 50% #1 [final] (v2).mp4",
    "UPPER CASE.MP4",
    'semi;colon, $HOME `x` "q".mp4',
    "e\u0301-decomposed.mp4",
    f"{'a' * 180}.mp4",
    "-dash-.mp4",
    "percent%20sign.mp4",
    "input:0.mp4",
)


def chapter(lines: list[str]) -> str:
    return "\n\n".join(["---\ntitle: One\n---", *lines]) + "\n"


def reference(name: str) -> str:
    return f"![A clip](<media/{name.replace('%', '%25').replace('#', '%23')}>)"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of two chapters, of which the second shows a clip that is as it should be."""
    folder = tmp_path / "site"
    (folder / "films/f/media").mkdir(parents=True)
    (folder / "site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\n")
    (folder / "films/f/film.md").write_text("---\ntitle: F\nrights:\n  credit: c\n---\nA film.\n")
    shutil.copy(FOOTAGE / CLIP, folder / "films/f/media/good.mp4")
    (folder / "films/f/02-second.md").write_text("---\ntitle: Two\n---\n\n![A flower](media/good.mp4)\n")
    return folder


def built(site: Path, text: str) -> Build:
    (site / "films/f/01-first.md").write_text(text, encoding="utf-8")
    return Session(site, site.parent / "_site", Options(cache=site.parent / "cache", keep_going=True)).build()


def told(build: Build) -> dict[int, list[tuple[str, str]]]:
    """Errors of the first chapter: code and message by line."""
    lines: dict[int, list[tuple[str, str]]] = {}
    for found in build.problems:
        if found.severity == "error":
            assert found.span is not None, found
            assert found.span.file == "films/f/01-first.md", found
            lines.setdefault(found.span.line, []).append((found.code, found.message))
    return lines


def test_each_refused_file_is_told_once_at_its_line_and_the_rest_is_built(site):
    refused = [*REFUSED, *UNDECODABLE]
    for each in refused:
        shutil.copy(FOOTAGE / each.name, site / "films/f/media")
    text = chapter([reference(Path(each.name).name) for each in refused])
    build = built(site, text)
    found = told(build)
    for number, line in enumerate(text.splitlines(), 1):
        asked = [each for each in refused if f"/{Path(each.name).name}>" in line]
        assert [code for code, _ in found.get(number, [])] == ["E226"] * len(asked), line
        for each in asked:
            assert each.words in found[number][0][1]
            assert Path(each.name).name in found[number][0][1]
    page = (site.parent / "_site/f/first/index.html").read_text("utf-8")
    assert all(Path(each.name).name in page for each in refused)
    assert "<video" in (site.parent / "_site/f/second/index.html").read_text("utf-8")
    assert [*(site.parent / "_site/media").glob("good.*.h264.mp4")]


def test_a_file_may_have_any_name_that_the_disk_takes(site):
    for name in NAMES:
        shutil.copy(FOOTAGE / CLIP, site / "films/f/media" / name)
    build = built(site, chapter([reference(name) for name in NAMES]))
    assert told(build) == {}
    assert (site.parent / "_site/f/first/index.html").read_text("utf-8").count("<video") == len(NAMES)


def test_what_is_no_file_is_told_once_at_its_line(site):
    media = site / "films/f/media"
    (media / "a.mp4").touch()
    (media / "b.mp4").mkdir()
    shutil.copy(FOOTAGE / CLIP, media / "b.mp4")
    shutil.copy(FOOTAGE / CLIP, site.parent)
    (media / "c.mp4").symlink_to(site.parent / CLIP)
    text = chapter([reference("a.mp4"), reference("b.mp4"), reference("c.mp4")])
    (first, *_), (second, *_), (third, *_) = told(built(site, text)).values()
    assert first == ("E226", "media/a.mp4: it is empty")
    assert second == ("E206", "'media/b.mp4' is a folder, not a file")
    assert third == ("E206", "'media/c.mp4' is left out: it is a link, and links are not followed")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told_at_its_line(site):
    shutil.copy(FOOTAGE / CLIP, site / "films/f/media/closed.mp4")
    (site / "films/f/media/closed.mp4").chmod(0)
    assert [code for each in told(built(site, chapter([reference("closed.mp4")]))).values() for code, _ in each] == [
        "E226"
    ]


def test_every_odd_file_has_a_row():
    rows = {Path(each.name).name for each in (*FILMS, *PHOTOS, *REFUSED) if each.name.startswith("odd/")}
    assert rows == {path.name for path in (FOOTAGE / "odd").iterdir()}
    assert sum(path.stat().st_size for path in (FOOTAGE / "odd").iterdir()) < 18_000_000
