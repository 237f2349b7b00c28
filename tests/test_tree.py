from __future__ import annotations

import errno
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from btspress.beneath import open_beneath
from btspress.stages.discover import discover
from btspress.tree import File, Tree


def fill(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(path.encode())
    return root


def test_a_tree_knows_its_files_by_path_and_in_order(tmp_path: Path) -> None:
    tree = discover(fill(tmp_path, "site.md", "films/b/film.md", "films/a/take 4.mov", "films/a/take 4.en.vtt"))
    assert list(tree.files) == ["films/a/take 4.en.vtt", "films/a/take 4.mov", "films/b/film.md", "site.md"]
    assert [file.path for file in tree.chapters] == ["films/b/film.md", "site.md"]
    assert [file.path for file in tree.media] == ["films/a/take 4.mov"]
    assert tree.get("site.md").read() == b"site.md"
    assert tree.problems == ()


def test_a_large_folder_without_a_head_is_not_looked_through(tmp_path: Path) -> None:
    fill(tmp_path, *(f"{folder}/{number}.md" for folder in ("a", "b") for number in range(2_501)), "b/site.md")
    (tmp_path / "c").mkdir()
    os.mkfifo(tmp_path / "c/never-met")
    tree = discover(tmp_path)
    assert not tree.files
    (found,) = tree.problems
    assert (found.code, found.hint) == ("E901", "Name that folder: b")
    assert "no site.md in" in found.message
    fill(tmp_path, "site.md")
    assert len(discover(tmp_path).files) == 5_004


def test_hidden_files_output_and_droppings_are_no_part_of_a_site(tmp_path: Path) -> None:
    away = (".env", ".git/config", "_site/index.html", ".btspress/index", "a.md~", ".a.md.swp", "#a.md#")
    away += ("Thumbs.db", "a.mov.part", "x/.DS_Store", "public/index.html", "desktop.ini", "node_modules/x.md")
    tree = discover(fill(tmp_path, "a.md", *away), skip=[tmp_path / "public"])
    assert list(tree.files) == ["a.md"]


def test_a_folder_without_chapter_is_no_site(tmp_path: Path) -> None:
    assert [found.code for found in discover(fill(tmp_path, "a.mov")).problems] == ["E901"]


def test_a_folder_around_a_site_is_not_taken_for_the_site(tmp_path: Path) -> None:
    (found,) = discover(fill(tmp_path, "mine/site.md", "mine/films/a/01-b.md")).problems
    assert (found.code, found.message) == ("E901", "no site.md here, but one in mine")


def test_a_missing_folder_is_a_problem_not_an_exception(tmp_path: Path) -> None:
    assert {found.code for found in discover(tmp_path / "nowhere").problems} == {"E901"}


def test_links_are_left_out_and_said(tmp_path: Path) -> None:
    root = fill(tmp_path / "site", "a.md")
    fill(tmp_path / "elsewhere", "secret.md")
    (root / "b.md").symlink_to(tmp_path / "elsewhere/secret.md")
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    tree = discover(root)
    assert list(tree.files) == ["a.md"]
    assert [found.span.file for found in tree.problems if found.span] == ["b.md", "folder"]
    assert all("link" in found.message for found in tree.problems)


def test_pipes_and_names_that_are_no_text_are_left_out_and_said(tmp_path: Path) -> None:
    fill(tmp_path, "a.md")
    os.mkfifo(tmp_path / "take.mov")
    (tmp_path / os.fsdecode(b"caf\xe9.mov")).write_bytes(b"")
    tree = discover(tmp_path)
    assert list(tree.files) == ["a.md"]
    assert [found.code for found in tree.problems] == ["E909", "E909"]
    assert all(found.message.isprintable() for found in tree.problems)


def test_a_locked_folder_is_said() -> None:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        root.chmod(0o755)
        fill(root, "a.md", "locked/b.md")
        (root / "locked").chmod(0)
        with nobody():
            assert [found.code for found in discover(root).problems] == ["E909"]


@contextmanager
def nobody() -> Iterator[None]:
    """Root may read everything, so for a moment it is somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_media_roots_give_media_and_their_sidecars_but_no_chapters(tmp_path: Path) -> None:
    root = fill(tmp_path / "site", "a.md", "shared.mov")
    share = fill(tmp_path / "share", "day1/x.mov", "day1/x.md", "day1/x.en.vtt", "README.md", "shared.mov")
    tree = discover(root, [share, tmp_path / "gone"])
    assert list(tree.files) == ["a.md", "day1/x.en.vtt", "day1/x.md", "day1/x.mov", "shared.mov"]
    assert tree.get("shared.mov").root == root
    assert tree.get("day1/x.mov").read() == b"day1/x.mov"
    assert [found.code for found in tree.problems] == ["E909"]


def test_nearly_finds_another_case_and_another_form_of_accents() -> None:
    composed = unicodedata.normalize("NFC", "media/Café.mov")
    tree = Tree.of({composed: b"", "a.md": "x"})
    assert tree.nearly(unicodedata.normalize("NFD", "Media/CAFÉ.mov")) == composed
    assert tree.nearly("b.md") is None
    assert tree.get("A.md") is None


def test_a_tree_in_memory_reads_like_one_on_disk() -> None:
    tree = Tree.of({"b.md": "ü", "a.mov": b"\0"})
    assert list(tree.files) == ["a.mov", "b.md"]
    assert tree.get("b.md").read() == "ü".encode()
    assert tree.get("b.md").size == 2
    assert tree.get("b.md") != Tree.of({"b.md": "öx"}).get("b.md")


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    fill(tmp_path, "a.md")
    with pytest.raises(OSError, match="more than 3 bytes"):
        discover(tmp_path).get("a.md").read(limit=3)


def test_a_file_that_grew_since_it_was_found_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"1")
    file = discover(tmp_path).get("a.md")
    (tmp_path / "a.md").write_bytes(b"12345")
    assert file.read() == b"12345"
    with pytest.raises(OSError, match="4 bytes"):
        file.read(limit=4)


def test_a_file_knows_when_it_changed(tmp_path: Path) -> None:
    fill(tmp_path, "a.md", "b.md")
    tree = discover(tmp_path)
    before = os.stat(tmp_path / "a.md")
    (tmp_path / "a.md").write_bytes(b"A.md")
    os.utime(tmp_path / "a.md", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not tree.get("a.md").unchanged()
    assert tree.get("b.md").unchanged()
    (tmp_path / "b.md").unlink()
    assert not tree.get("b.md").unchanged()


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../x", "a/../b", "a//b", "./a", "a\0b", "link", "folder/a.md", "pipe", "sub", "a.md/x"]
)
def test_nothing_but_a_regular_file_beneath_the_root_is_opened(tmp_path: Path, name: str) -> None:
    root = fill(tmp_path / "site", "a.md", "sub/a.md")
    (root / "link").symlink_to(root / "a.md")
    (root / "folder").symlink_to(root / "sub")
    os.mkfifo(root / "pipe")
    with pytest.raises(OSError, match=r"leaves the folder|link|no regular file"):
        open_beneath(root, name)


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    fill(tmp_path / "site", "sub/a.md")
    (tmp_path / "door").symlink_to(tmp_path / "site")
    with open_beneath(tmp_path / "door", "sub/a.md") as file:
        assert file.read() == b"sub/a.md"


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.mov").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(OSError, match="limit") as told:
        open_beneath(tmp_path, "huge.mov", limit=1 << 30)
    assert told.value.errno == errno.EFBIG


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    fill(tmp_path, "a.md")
    before = len(os.listdir("/proc/self/fd"))
    for name in ("a.md", "b.md", "a.md/x", "../x"):
        try:
            open_beneath(tmp_path, name).close()
        except OSError:
            continue
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_file_in_memory_opens_anew_each_time() -> None:
    file = File("a.md", 1, content=b"x")
    assert file.open().read() == file.open().read() == b"x"
