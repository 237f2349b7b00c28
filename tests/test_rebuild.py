"""Nothing is done twice: counts of real work over a series of edits, on real footage."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from btspress.session import Build, Options, Session

CLIPS = Path(__file__).parent / "media"
CLIP = "flower.mp4"
CHAPTER = """---
title: The first
---

Words before the picture.

![A flower in the wind](media/flower.mp4#t=0.2,0.8)

> [!wrap]
>
> It blooms.
"""

pytestmark = pytest.mark.ffmpeg


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "films/f/media").mkdir(parents=True)
    shutil.copy(CLIPS / "vfr-dropped-frames.mp4", folder / "films/f/media" / CLIP)
    (folder / "site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\n")
    (folder / "films/f/film.md").write_text("---\ntitle: F\nrights:\n  credit: c\n---\nA film.\n")
    (folder / "films/f/01-first.md").write_text(CHAPTER)
    (folder / "films/f/02-second.md").write_text("---\nsummary: Short.\n---\n# The second\n\nOnly words.\n")
    return folder


def session(site: Path) -> Session:
    return Session(site, site.parent / "_site", Options(cache=site.parent / "cache"))


def errors(built: Build) -> list[str]:
    return [f"{found.span} {found.code} {found.message}" for found in built.problems if found.severity == "error"]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_what_changed_is_done_again(site: Path) -> None:
    held = session(site)
    first = held.build()
    assert not errors(first)
    assert first.counts["made"] > 0
    assert first.counts["ffmpeg"] > 0

    same = held.build()
    assert (same.counts.get("parsed", 0), same.counts["ffmpeg"], same.counts["written"]) == (0, 0, 0)
    assert same.published.unchanged

    fresh = session(site).build()
    assert (fresh.counts["ffmpeg"], fresh.counts["made"], fresh.counts["written"]) == (0, 0, 0)

    chapter = site / "films/f/02-second.md"
    chapter.write_text("---\nsummary: Short.\n---\n# The second\n\nOnly words again.\n")
    edited = held.build()
    assert (edited.counts["parsed"], edited.counts["ffmpeg"]) == (1, 0)
    then, now = first.published.manifest.files, edited.published.manifest.files
    changed = {path for path in now if path not in then or now[path].digest != then[path].digest}
    assert changed == {"f/second/index.html"}

    moved = site / "films/f/01-first.md"
    moved.write_text(CHAPTER.replace("#t=0.2,0.8", "#t=0.2,0.7"))
    cut = held.build()
    assert cut.counts["parsed"] == 1
    assert cut.counts["made"] > 0

    clean = Session(site, site.parent / "clean", Options(cache=site.parent / "other"))
    assert not errors(clean.build())
    assert files(site.parent / "_site") == files(site.parent / "clean")


def test_errors_leave_the_published_site_as_it_was(site: Path) -> None:
    held = session(site)
    held.build()
    before = files(site.parent / "_site")
    (site / "films/f/02-second.md").write_text("# The second\n\n> [!decison] Day\n>\n> Words.\n")
    broken = held.build()
    assert not broken.ok
    assert files(site.parent / "_site") == before


def test_a_damaged_clip_is_told_at_its_line_and_the_rest_is_published_on_request(site: Path) -> None:
    (site / "films/f/media" / CLIP).write_bytes(b"this is no film at all" * 100)
    strict = session(site).build()
    assert [(found.code, found.span.line) for found in strict.problems if found.severity == "error" and found.span] == [
        ("E226", 7)
    ]
    assert not (site.parent / "_site").exists()
    lenient = Session(site, site.parent / "_site", Options(cache=site.parent / "cache", keep_going=True)).build()
    assert not lenient.ok
    page = (site.parent / "_site/f/first/index.html").read_text()
    assert "flower.mp4" in page
    assert (site.parent / "_site/f/second/index.html").is_file()


def test_clean_builds_at_the_same_time_write_the_same_bytes(tmp_path: Path) -> None:
    # This clip reaches the cap on its bit rate, where x264 with more than one thread is not repeatable.
    source = Path(__file__).parents[1] / "site_src/films/tears-of-steel/media/tos-07_3f-final.mp4"
    (tmp_path / "site/media").mkdir(parents=True)
    shutil.copy(source, tmp_path / "site/media/rope.mp4")
    (tmp_path / "site/one.md").write_text("# One\n\n![A man on a rope](media/rope.mp4#t=0.2,1.75)\n")

    def built(number: int) -> dict[str, bytes]:
        out = tmp_path / f"out{number}"
        assert not errors(Session(tmp_path / "site", out, Options(cache=tmp_path / f"cache{number}")).build())
        return files(out)

    with ThreadPoolExecutor(3) as pool:
        first, second, third = pool.map(built, range(3))
    assert first == second == third
