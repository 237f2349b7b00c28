"""Nothing is done twice: counts of real work over a series of edits, on real footage."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from btspress.session import Build, Options, Session
from btspress.story.rights import Audience

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

QUICKLY = "video: {quality: fixed}\n"
"""Nothing is tried out before an encode: it is no claim of these tests how that is done."""

pytestmark = pytest.mark.ffmpeg


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "films/f/media").mkdir(parents=True)
    shutil.copy(CLIPS / "vfr-dropped-frames.mp4", folder / "films/f/media" / CLIP)
    small = QUICKLY.replace("}", ", widest: 160}")
    (folder / "site.md").write_text(f"---\ntitle: S\nbase_url: https://example.org\n{small}---\n")
    (folder / "films/f/film.md").write_text("---\ntitle: F\nrights:\n  credit: c\n---\nA film.\n")
    (folder / "films/f/01-first.md").write_text(CHAPTER)
    (folder / "films/f/02-second.md").write_text("---\nsummary: Short.\n---\n# The second\n\nOnly words.\n")
    return folder


def session(site: Path) -> Session:
    return Session(site, site.parent / "_site", Options(cache=site.parent / "cache"))


def errors(built: Build) -> list[str]:
    return [f"{found.span} {found.code} {found.message}" for found in built.problems if found.severity == "error"]


def work(built: Build) -> tuple[int, ...]:
    """Texts parsed, media probed, pages rendered, jobs done, files written."""
    return tuple(built.counts.get(name, 0) for name in ("parsed", "probed", "rendered", "made", "written"))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_what_changed_is_done_again(site: Path) -> None:
    held = session(site)
    first = held.build()
    assert not errors(first)
    assert first.counts["made"] > 0
    assert first.counts["ffmpeg"] > 0

    same = held.build()
    assert work(same) == (0, 0, 0, 0, 0)
    assert same.counts["ffmpeg"] == 0
    assert same.published.unchanged

    fresh = session(site).build()
    assert (fresh.counts["ffmpeg"], fresh.counts["made"], fresh.counts["written"]) == (0, 0, 0)

    chapter = site / "films/f/02-second.md"
    chapter.write_text("---\nsummary: Short.\n---\n# The second\n\nOnly words again.\n")
    edited = held.build()
    assert work(edited) == (1, 0, 3, 0, 4), "the page, what finds its words, and the list of files"
    assert edited.counts["ffmpeg"] == 0
    then, now = first.published.manifest.files, edited.published.manifest.files
    changed = {path for path in now if path not in then or now[path].digest != then[path].digest}
    assert {path for path in changed if "sheet" not in path} == {"f/second/index.html", "search/index.html"}

    moved = site / "films/f/01-first.md"
    moved.write_text(CHAPTER.replace("#t=0.2,0.8", "#t=0.2,0.7"))
    cut = held.build()
    assert (cut.counts["parsed"], cut.counts.get("probed", 0)) == (1, 0)
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
    (tmp_path / "site/site.md").write_text(f"---\ntitle: S\n{QUICKLY}---\n")
    (tmp_path / "site/one.md").write_text("# One\n\n![A man on a rope](media/rope.mp4#t=0.2,1.2)\n")

    def built(number: int) -> dict[str, bytes]:
        out = tmp_path / f"out{number}"
        assert not errors(Session(tmp_path / "site", out, Options(cache=tmp_path / f"cache{number}")).build())
        return files(out)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(built, range(2))
    assert first == second


def words_only(folder: Path) -> Session:
    """A site of three chapters in a preview."""
    (folder / "site/films/f").mkdir(parents=True)
    (folder / "site/site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\n")
    (folder / "site/films/f/film.md").write_text("---\ntitle: F\n---\nA film.\n")
    for name in ("one", "two", "three"):
        (folder / f"site/films/f/{name}.md").write_text(f"---\nsummary: Short.\n---\n# {name}\n\nWords.\n")
    options = Options(cache=folder / "cache", audience=Audience.PREVIEW, keep_going=True)
    return Session(folder / "site", folder / "out", options)


def test_an_edit_is_done_again_exactly_where_it_shows(tmp_path: Path) -> None:
    held = words_only(tmp_path)
    assert work(held.build())[:2] == (5, 0)
    chapter = tmp_path / "site/films/f/one.md"

    def edited(text: str) -> tuple[int, ...]:
        chapter.write_text(text)
        return work(held.build())

    words = "---\nsummary: Short.\n---\n# one\n\nOther words.\n"
    assert edited(words) == (1, 0, 1, 0, 2), "its page, and the list of files"
    assert edited(words.replace("Short", "Long")) == (1, 0, 3, 0, 3), "film, its page, the chapter beside it"
    renamed = edited(words.replace("# one", "# uno").replace("Short", "Long"))
    assert renamed[2] == 6, "and where every title is told: the search, and two lists for citing"
    (tmp_path / "site/films/f/four.md").write_text("# four\n")
    assert work(held.build())[0] == 1
    (tmp_path / "site/films/f/four.md").unlink()
    assert work(held.build())[0] == 0


def test_a_preview_is_brought_up_to_date_file_by_file(tmp_path: Path) -> None:
    held = words_only(tmp_path)
    held.build()
    kept, page = tmp_path / "out/f/two/index.html", tmp_path / "out/f/one/index.html"
    before = kept.stat()
    (tmp_path / "site/films/f/one.md").write_text("---\nsummary: Short.\n---\n# one\n\nOther words.\n")
    held.build()
    assert "Other words." in page.read_text()
    assert (kept.stat().st_ino, kept.stat().st_ctime_ns) == (before.st_ino, before.st_ctime_ns)
    (tmp_path / "site/films/f/three.md").unlink()
    held.build()
    assert not (tmp_path / "out/f/three").exists()
    page.write_text("somebody wrote here")
    assert held.build().counts["written"] == 1
    assert "Other words." in page.read_text()
    assert not list(tmp_path.glob(".out*"))


def test_the_page_of_a_saved_chapter_is_there_before_the_build(tmp_path: Path) -> None:
    held = words_only(tmp_path)
    chapter = tmp_path / "site/films/f/one.md"
    assert held.first({"films/f/one.md"}) == ()
    held.build()
    chapter.write_text("---\nsummary: Short.\n---\n# one\n\nOther words.\n")
    (page,) = held.first({"films/f/one.md"})
    assert page.path == "f/one/index.html"
    assert work(held.build()) == (0, 0, 0, 0, 2), "what was read and rendered for it is not done again"
    assert (tmp_path / "out" / page.path).read_bytes() == page.body
    for path, text in (
        ("films/f/one.md", "# one\n\n> [!decison] A typing error\n>\n> Words.\n"),
        ("films/f/one.md", "# one\n\n![New](new.png)\n"),
        ("films/f/one.md", "---\ndraft: true\n---\n# one\n"),
        ("films/f/four.md", "# four\n"),
        ("films/f/film.md", "---\ntitle: G\n---\n"),
        ("site.md", "---\ntitle: T\n---\n"),
    ):
        (tmp_path / "site" / path).write_text(text)
        assert held.first({path}) == (), text
    assert held.first({"films/f/one.md", "films/f/two.md"}) == ()
    chapter.unlink()
    assert held.first({"films/f/one.md"}) == ()
