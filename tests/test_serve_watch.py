"""What the watch tells of: real files, and the real events of this system."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from watchdog.events import (
    DirModifiedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileSystemEvent,
)

from btspress.serve.hearing import FEW, Hearing
from btspress.serve.settling import LEAST, UNSURE, Settling
from btspress.serve.watch import Watch
from btspress.tree import File

WAIT = 20
"""Seconds after which a test gives up."""


@dataclass
class Guard:
    """A watch in a thread, and what it told: paths that changed, and those that are being copied."""

    root: Path
    told: list[tuple[frozenset[str], frozenset[str]]] = field(default_factory=list)
    known: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    news: threading.Condition = field(default_factory=threading.Condition)

    def run(self, ready: threading.Event) -> None:
        with Watch([self.root]) as watch:
            ready.set()
            while (changed := watch.wait(self.stop)) is not None:
                with self.news:
                    self.told.append((changed, watch.copying))
                    self.news.notify_all()

    def until(self, path: str) -> None:
        """Waits until `path` is told of, after what was waited for before, and is whole."""

        def heard() -> bool:
            return any(path in changed - copying for changed, copying in self.told[self.known :])

        with self.news:
            assert self.news.wait_for(heard, WAIT), self.told
            self.known = len(self.told)

    @property
    def changes(self) -> list[set[str]]:
        return [set(changed) for changed, _ in self.told]


@pytest.fixture
def guard(tmp_path: Path) -> Iterator[Guard]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.md").write_text("one")
    guard, ready = Guard(tmp_path / "site"), threading.Event()
    thread = threading.Thread(target=guard.run, args=(ready,), daemon=True)
    thread.start()
    assert ready.wait(WAIT)
    yield guard
    guard.stop.set()
    thread.join(WAIT)
    assert not thread.is_alive()


def test_a_saved_file_is_told_of_by_its_path(guard: Guard) -> None:
    (guard.root / "day").mkdir()
    (guard.root / "day/one.md").write_text("one")
    guard.until("day/one.md")
    assert guard.changes == [{"day/one.md"}]


def test_a_checkout_of_a_thousand_files_is_told_of_once(guard: Guard, tmp_path: Path) -> None:
    other = tmp_path / "other"

    def git(*arguments: str, given: bytes = b"") -> None:
        command = ["git", "-C", str(other), "--work-tree", str(guard.root), *arguments]
        subprocess.run(command, input=given, check=True, capture_output=True)

    subprocess.run(["git", "init", "-q", str(other)], check=True)
    names = [f"film-{number % 40}/chapter-{number}.md" for number in range(1000)]
    head = b"commit refs/heads/all\ncommitter a <a@b.c> 0 +0000\ndata 0\n"
    git(
        "fast-import",
        "--quiet",
        given=head + b"".join(b"M 644 inline %b\ndata 3\none\n" % each.encode() for each in names),
    )
    git("checkout", "-q", "-f", "all", "--", ".")
    guard.until("film-39/chapter-999.md")
    assert guard.changes == [set(names)]


def test_a_storm_that_takes_breath_is_told_of_once(guard: Guard) -> None:
    for number in range(40):
        (guard.root / f"{number}.md").write_text("one")
        if number == 20:
            time.sleep(0.25)
    guard.until("39.md")
    assert guard.changes == [{f"{number}.md" for number in range(40)}]


@pytest.mark.parametrize("way", ["rename over", "backup and rename", "delete and create"])
def test_a_save_by_rename_is_one_change(guard: Guard, way: str) -> None:
    path, beside = guard.root / "a.md", guard.root / ".a.md.tmp"
    if way == "rename over":
        beside.write_text("saved")
        os.replace(beside, path)
    elif way == "backup and rename":
        path.rename(guard.root / "a.md~")
        path.write_text("saved")
        (guard.root / "a.md~").unlink()
    else:
        path.unlink()
        path.write_text("saved")
    guard.until("a.md")
    (guard.root / "b.md").write_text("after")
    guard.until("b.md")
    assert guard.changes == [{"a.md"}, {"b.md"}]


def test_a_text_that_is_saved_beside_a_new_one_does_not_hide_it(guard: Guard) -> None:
    (guard.root / "a.md").write_text("saved")
    (guard.root / "b.md").write_text("new")
    guard.until("b.md")
    (guard.root / "a.md").write_text("saved again")
    (guard.root / "b.md").unlink()
    guard.until("b.md")
    assert guard.changes == [{"a.md", "b.md"}, {"a.md", "b.md"}]


def test_only_few_texts_are_looked_at_by_name(tmp_path: Path) -> None:
    hearing = Hearing([tmp_path], [tmp_path / "_site"], Settling([], 0, 0))

    def heard(*names: str, kind: type[FileSystemEvent] = FileModifiedEvent) -> frozenset[str]:
        for name in names:
            hearing.on_any_event(kind(str(tmp_path / name)))
        return hearing.take()

    assert heard("a.md", "f/b.md", "a.md", "_site/index.html", ".a.md.swp") == {"a.md", "f/b.md"}
    assert heard() == frozenset()
    assert heard("a.md", "take.mov") == frozenset()
    assert heard("f", kind=DirModifiedEvent) == frozenset()
    hearing.on_any_event(DirModifiedEvent(str(tmp_path / "f")))
    assert heard("f/b.md") == {"f/b.md"}, "a name in it came or went, and is told of by itself"
    assert heard("f", "f/b.md", kind=DirMovedEvent) == frozenset()
    assert heard(*(f"{number}.md" for number in range(FEW + 1))) == frozenset()
    assert heard("a.md") == {"a.md"}, "what was not told of by name is not remembered"


@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux tells when a file is closed")
def test_a_text_that_is_being_written_is_known_until_it_is_closed(tmp_path: Path) -> None:
    hearing = Hearing([tmp_path], [], Settling([], 0, 0))
    place = str(tmp_path / "a.md")
    for event, writing in ((FileModifiedEvent, True), (FileClosedEvent, False), (FileModifiedEvent, True)):
        hearing.on_any_event(event(place))
        assert hearing.writing is writing
    hearing.take()
    assert not hearing.writing, "who never closes is not waited for twice"


def test_another_case_is_another_name(guard: Guard) -> None:
    (guard.root / "a.md").rename(guard.root / "A.md")
    guard.until("A.md")
    assert guard.changes == [{"a.md", "A.md"}]


def test_folders_that_change_places_or_go_are_told_of(guard: Guard) -> None:
    for name in ("day", "night"):
        (guard.root / name).mkdir()
        (guard.root / name / "one.md").write_text(name)
    guard.until("night/one.md")
    for one, other in (("day", "away"), ("night", "day"), ("away", "night")):
        (guard.root / one).rename(guard.root / other)
    guard.until("day/one.md")
    (guard.root / "day/one.md").unlink()
    (guard.root / "day").rmdir()
    (guard.root / "b.md").write_text("after")
    guard.until("b.md")
    assert guard.changes == [
        {"day/one.md", "night/one.md"}, {"day/one.md", "night/one.md"}, {"day/one.md", "b.md"},
    ]  # fmt: skip


def test_a_clip_that_is_copied_slowly_is_kept_back_until_it_is_whole(guard: Guard) -> None:
    with (guard.root / "take.mov").open("wb") as file:
        for number in range(4):
            file.write(bytes(50_000))
            file.flush()
            if number == 1:
                time.sleep(1.6)
                (guard.root / "b.md").write_text("while it is copied")
                guard.until("b.md")
        assert all("take.mov" in copying for changed, copying in guard.told if "take.mov" in changed)
        assert any("take.mov" in copying for _, copying in guard.told)
    guard.until("take.mov")
    assert sum("take.mov" in changed for changed in guard.changes) == 2


def test_a_clip_that_comes_by_rename_is_told_of(guard: Guard) -> None:
    (guard.root / ".take.mov.Xy12").write_bytes(bytes(1_000))
    os.replace(guard.root / ".take.mov.Xy12", guard.root / "take.mov")
    guard.until("take.mov")


# ---- by the rules, without a clock ----


def clip(size: int, mtime: int = 1) -> File:
    return File("take.mov", size, mtime, 7, mtime)


def looked(settling: Settling, file: File, now: float) -> bool:
    """Whether it is whole."""
    return not settling.look({file.path: file}, now)


def test_a_large_file_must_stand_still_for_longer() -> None:
    for size, needed in ((1_000, UNSURE), (500_000_000, UNSURE + 5), (1 << 40, 10)):
        settling = Settling([], 0, 0)
        assert not looked(settling, clip(size), 100)
        assert not looked(settling, clip(size), 100 + needed - 0.01)
        assert looked(settling, clip(size), 100 + needed + 0.01)


def test_a_file_that_changes_starts_anew() -> None:
    settling = Settling([], 0, 0)
    for second in range(100):
        assert not looked(settling, clip(1_000 + second), second)
    assert settling.due(99) == pytest.approx(UNSURE, abs=0.01)
    assert settling.age("take.mov", 99) == 99


def test_a_file_that_was_changed_just_before_the_start_may_grow() -> None:
    old, new = clip(1_000_000_000, 5), File("new.mov", 1_000_000_000, int(1e12), 8, int(1e12))
    settling = Settling([old, new], 0, 1000.5)
    assert settling.look({file.path: file for file in (old, new)}, 0) == {"new.mov"}


@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux tells when a file is closed")
def test_a_writer_that_has_not_closed_its_file_is_waited_for(tmp_path: Path) -> None:
    place = tmp_path / "take.mov"
    place.write_bytes(bytes(1_000))
    settling = Settling([], 0, 0)
    assert settling.heard("take.mov", place, "created")
    assert not looked(settling, clip(1_000), 100)
    assert not settling.heard("take.mov", place, "modified")
    assert not looked(settling, clip(1_000), 115)
    assert settling.heard("take.mov", place, "closed")
    assert looked(settling, clip(1_000), 116)


@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux tells when a file is closed")
@pytest.mark.parametrize("last", ["modified", "attrib"])
def test_a_new_date_after_the_end_is_no_writer(tmp_path: Path, last: str) -> None:
    place = tmp_path / "take.mov"
    place.write_bytes(bytes(1_000))
    settling = Settling([], 0, 0)
    for kind in ("created", "modified", "closed", last):
        settling.heard("take.mov", place, kind)
    assert not looked(settling, clip(1_000), 100)
    assert looked(settling, clip(1_000), 100 + LEAST)


@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux tells when a file is closed")
def test_a_file_that_gets_its_name_at_the_end_is_whole(tmp_path: Path) -> None:
    place = tmp_path / "take.mov"
    with place.open("wb") as file:
        file.truncate(1_000_000_000)
    settling = Settling([], 0, 0)
    settling.heard("take.mov", place, "moved")
    assert not looked(settling, clip(1_000_000_000), 100)
    assert looked(settling, clip(1_000_000_000), 100 + LEAST)


def test_new_rights_alone_make_no_new_file() -> None:
    settling = Settling([clip(1_000_000_000, 5)], 0, 1000)
    assert looked(settling, File("take.mov", 1_000_000_000, 5, 7, 99), 1)


@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux tells when a file is closed")
def test_a_file_in_a_folder_that_was_moved_here_has_no_writer(tmp_path: Path) -> None:
    place, settling = tmp_path / "day/take.mov", Settling([], 0, 0)
    place.parent.mkdir()
    place.write_bytes(bytes(1_000))
    Hearing([tmp_path], [], settling).on_any_event(FileCreatedEvent(str(place), is_synthetic=True))
    file = File("day/take.mov", 1_000, 0, 7, 0)
    assert not looked(settling, file, 100)
    assert looked(settling, file, 100 + LEAST)


@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux tells when a file is closed")
def test_a_file_whose_end_was_not_heard_in_a_new_folder_is_waited_for_a_moment(tmp_path: Path) -> None:
    place, settling = tmp_path / "take.mov", Settling([], 0, 0)
    place.write_bytes(bytes(1_000))
    settling.heard("take.mov", place, "created")
    assert not looked(settling, clip(1_000), 100)
    assert not looked(settling, clip(1_000), 102.4), "copies pause for two seconds"
    assert looked(settling, clip(1_000), 102.6)


@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux tells when a file is closed")
def test_a_clip_that_is_moved_here_from_elsewhere_is_taken_at_once(guard: Guard, tmp_path: Path) -> None:
    (guard.root / "day").mkdir()
    (guard.root / "day/one.md").write_text("one")
    guard.until("day/one.md")
    clip = tmp_path / "take.mov"
    clip.write_bytes(bytes(1_000))
    clip.rename(guard.root / "day/take.mov")
    guard.until("day/take.mov")
    assert not any(copying for _, copying in guard.told)
