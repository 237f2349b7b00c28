from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from small_jobs import run, shout, store_in

from btspress.digest import digest, digest_bytes
from btspress.engine.executor import Results
from btspress.engine.lock import locked
from btspress.engine.manifest import NAME, Change, read
from btspress.planned import Page
from btspress.stages.publish import Published, publish


class Place:
    """A site, a cache and an output folder."""

    def __init__(self, root: Path) -> None:
        self.source, self.out = root / "site", root / "_site"
        self.source.mkdir(exist_ok=True)
        self.store, self.index = store_in(root)

    def publish(self, *pages: Page, words: str = "clip", out: Path | None = None) -> Published:
        job = shout(words, names=("a.mp4", "b.webm"), stem="take")
        results = run(self.store, job)
        return publish(pages, [job], results, self.store, out or self.out, self.index, source=self.source)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def page(path: str, body: str = "x") -> Page:
    return Page(path, body.encode(), digest(body))


def shown(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def inodes(out: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in [out, *out.rglob("*")]}


def siblings(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir() if path.name.startswith("."))


def test_a_site_is_published_with_its_manifest(place: Place) -> None:
    done = place.publish(page("index.html", "home"), page("films/x/index.html", "film"))
    files = shown(place.out)
    manifest = read(files[NAME])
    assert done.problems == ()
    assert (done.written, done.linked, done.removed, done.unchanged) == (5, 0, 0, False)
    assert done.bytes == sum(map(len, files.values()))
    assert manifest == done.manifest
    assert files.keys() == {NAME, *manifest.files}
    (key,) = manifest.jobs
    assert files[f"media/take.{key[:16]}.a.mp4"] == b"clip"
    assert manifest.files[f"media/take.{key[:16]}.a.mp4"].recipe == "shout"
    assert manifest.jobs[key]["parameters"]["words"] == "clip"
    assert siblings(place.out) == []


def test_nothing_is_touched_when_nothing_changed(place: Place) -> None:
    place.publish(page("index.html"))
    before = inodes(place.out)
    done = place.publish(page("index.html"))
    assert (done.unchanged, done.written, done.linked) == (True, 0, 4)
    assert inodes(place.out) == before


def test_unchanged_files_are_linked_and_changed_ones_written(place: Place) -> None:
    place.publish(page("index.html"), page("old.html"), page("same.html"))
    before = inodes(place.out)
    done = place.publish(page("index.html", "y"), page("new.html"), page("same.html"))
    after = inodes(place.out)
    assert (done.written, done.linked, done.removed) == (3, 3, 1)
    assert before[str(place.out / "same.html")] == after[str(place.out / "same.html")]
    assert shown(place.out)["index.html"] == b"y"
    assert "old.html" not in shown(place.out)
    assert done.manifest.since(read(before_manifest(place)) or done.manifest) == Change()


def before_manifest(place: Place) -> bytes:
    return (place.out / NAME).read_bytes()


def test_a_file_edited_by_hand_is_written_again(place: Place) -> None:
    place.publish(page("index.html", "abc"))
    path = place.out / "index.html"
    stat = path.stat()
    path.write_bytes(b"abd")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    done = place.publish(page("index.html", "abc"))
    assert done.written == 1
    assert path.read_bytes() == b"abc"


def test_a_file_that_was_lost_is_written_again(place: Place) -> None:
    place.publish(page("index.html"))
    (place.out / "index.html").unlink()
    assert place.publish(page("index.html")).written == 1


def test_published_files_are_not_the_files_of_the_store(place: Place) -> None:
    place.publish(page("index.html"))
    stored = {path.stat().st_ino for path in place.store.root.rglob("*")}
    assert not stored & {path.stat().st_ino for path in place.out.rglob("*")}


def test_the_digest_of_a_linked_file_stays_known(place: Place) -> None:
    place.publish(page("index.html"), page("same.html"))
    time.sleep(2.1)
    place.publish(page("index.html"), page("same.html"))
    place.publish(page("index.html", "y"), page("same.html"))
    place.index.save()
    seen, known = json.loads((place.store.home / "index").read_text())["digests"][str(place.out / "same.html")]
    assert seen[2] == (place.out / "same.html").stat().st_ctime_ns
    assert known == digest_bytes(b"x")


def test_the_same_build_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        Place(tmp_path / name).publish(page("b.html"), page("a.html"))
    assert shown(tmp_path / "one/_site") == shown(tmp_path / "two/_site")


def test_outputs_of_failed_jobs_are_left_out(place: Place) -> None:
    done = publish([page("a.html")], [shout("x")], Results(), place.store, place.out, place.index, source=place.source)
    assert done.manifest.files.keys() == {"a.html"}


def test_a_damaged_file_of_the_store_is_never_published(place: Place) -> None:
    job = shout("take")
    results = run(place.store, job)
    place.store.path(job.key, "a.txt").write_bytes(b"tale")
    done = publish([page("a.html")], [job], results, place.store, place.out, place.index, source=place.source)
    assert [found.code for found in done.problems] == ["E905"]
    assert not place.out.exists()
    assert place.store.find(job) is None
    assert siblings(place.out) == []


@pytest.mark.parametrize("path", ["", "/a", "../a", "a/../b", "a//b", "./a", "a\\b", NAME])
def test_a_path_that_leaves_the_site_is_a_bug(place: Place, path: str) -> None:
    with pytest.raises(ValueError, match=r"path|two files"):
        place.publish(Page(path, b""))


# ---- what may not be replaced ----


def refused(place: Place, out: Path) -> str:
    (found,) = place.publish(page("a.html"), out=out).problems
    assert found.code == "E903"
    return found.message


def test_the_source_and_what_holds_it_are_refused(place: Place) -> None:
    for out in (place.source, place.source.parent, Path("/"), Path.home(), Path.cwd(), place.source / ".." / "site"):
        assert "it is, or holds" in refused(place, out)
    assert "lies inside" in refused(place, place.source / "media")
    assert "lies inside" in refused(place, place.source / "a" / "b")


def test_a_hidden_folder_or_site_folder_inside_the_source_is_taken(place: Place) -> None:
    for name in ("_site", ".preview", "_site/v2"):
        assert place.publish(page("a.html"), out=place.source / name).problems == ()
        shutil.rmtree(place.source / name)


def test_links_and_files_are_refused(place: Place) -> None:
    (place.out.parent / "elsewhere").mkdir()
    place.out.symlink_to(place.out.parent / "elsewhere")
    assert "link" in refused(place, place.out)
    place.out.unlink()
    place.out.write_bytes(b"mine")
    assert "file" in refused(place, place.out)
    assert place.out.read_bytes() == b"mine"


def test_the_source_is_known_through_a_link(place: Place) -> None:
    (place.out.parent / "door").symlink_to(place.source.parent)
    assert "it is, or holds" in refused(place, place.out.parent / "door" / "site")


@pytest.mark.parametrize("seed", range(40))
def test_no_foreign_file_is_ever_lost(place: Place, seed: int) -> None:
    dice = random.Random(seed)
    if dice.random() < 0.7:
        place.publish(page("index.html"), page("films/x/index.html"))
    folder = place.out / dice.choice(["", "films", "films/x", "new", ".git", "media"])
    folder.mkdir(parents=True, exist_ok=True)
    mine = folder / dice.choice(["notes.txt", "CNAME", ".htaccess", "manifest.json.bak", "x.html"])
    kind = dice.randrange(3)
    if kind == 0:
        mine.write_bytes(b"mine")
    elif kind == 1:
        mine.symlink_to(place.source)
    else:
        mine.mkdir()
    before = inodes(place.out)
    assert mine.name in refused(place, place.out) or folder.name in refused(place, place.out)
    assert inodes(place.out) == before


def test_what_a_system_drops_into_a_folder_does_not_matter(place: Place) -> None:
    place.publish(page("index.html"))
    (place.out / ".DS_Store").write_bytes(b"")
    assert place.publish(page("index.html", "y")).problems == ()


def test_a_folder_whose_manifest_is_not_ours_is_refused(place: Place) -> None:
    place.out.mkdir()
    (place.out / NAME).write_text('{"name": "An app", "files": {"index.html": {}}}')
    (place.out / "index.html").write_text("mine")
    assert "did not write" in refused(place, place.out)


def test_an_empty_folder_is_taken(place: Place) -> None:
    place.out.mkdir(mode=0o750)
    assert place.publish(page("index.html")).problems == ()
    assert place.out.stat().st_mode & 0o777 == 0o750


# ---- surroundings ----


def test_a_second_publication_leaves_at_once_and_names_the_first(place: Place) -> None:
    with locked(place.store.home / "locks" / digest(str(place.out))[:16]):
        (found,) = place.publish(page("a.html")).problems
    assert found.code == "E908"
    assert f"process {os.getpid()}" in found.message


@pytest.fixture
def small_disk(tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        os.geteuid() == 0
        and shutil.which("mount")
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k,nr_inodes=60", "tmpfs", str(disk)],
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("shortage", ["bytes", "inodes", "early"])
def test_a_full_disk_leaves_the_live_site_as_it_was(place: Place, small_disk: Path, shortage: str) -> None:
    out = small_disk / "_site"
    assert place.publish(*(page(f"{n}.html", "x" * 4000) for n in range(8)), out=out).problems == ()
    before = shown(out)
    if shortage == "bytes":  # each page fits by its size and not by its blocks
        pages = [page(f"{n}/index.html", "y" * 4200) for n in range(40)]
        (small_disk / "other").write_bytes(bytes(60_000))
    elif shortage == "inodes":
        pages = [page(f"{n}.html", "y") for n in range(80)]
    else:
        pages = [page("big.html", "y" * 300_000)]
    done = place.publish(*pages, out=out)
    assert [found.code for found in done.problems] == ["E905"]
    assert shown(out) == before
    assert [path.name for path in small_disk.iterdir() if path.name.startswith(".")] == []
    assert place.publish(page("0.html", "fits"), out=out).problems == ()
