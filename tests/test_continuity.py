"""A new process begins with the texts that an earlier one parsed; what lies on the disk can never run anything."""

from __future__ import annotations

import os
import pickle
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from btspress.continuity import Continuity
from btspress.digest import digest, digest_bytes
from btspress.engine.packing import UnpackError, packed, unpacked
from btspress.ourselves import reader
from btspress.session import Build, Options, Session
from btspress.stages.parse import parse
from btspress.written import Document

TEXT = b"---\ntitle: One\n---\n# One\n\nWords at 00:01 by *Ada*[^1].\n\n> [!decision] Wait {#w}\n>\n> We did.\n\n[^1]: So.\n"
ROOMS = ("btspress.written", "btspress.diagnostics", "btspress.timecode", "btspress.codes")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "films/f").mkdir(parents=True)
    (folder / "site.md").write_text("---\ntitle: S\n---\nHome.\n")
    (folder / "films/f/film.md").write_text("---\ntitle: F\n---\nA film.\n")
    for name in ("one", "two", "three"):
        (folder / f"films/f/{name}.md").write_bytes(TEXT)
    (folder / "films/f/four.md").write_text("# Four\n\n> [!decison] A slip of the pen\n>\n> {broken=\n")
    return folder


def build(site: Path, out: str = "out") -> Build:
    return Session(site, site.parent / out, Options(cache=site.parent / "cache", keep_going=True)).build()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kept(site: Path) -> Path:
    (file,) = (site.parent / "cache/texts").iterdir()
    return file


def read(built: Build) -> int:
    return built.counts.get("parsed", 0)


# ---- what it saves ----


def test_a_new_session_parses_only_what_was_edited(site: Path) -> None:
    assert read(build(site)) == 6
    assert read(build(site)) == 0
    (site / "films/f/two.md").write_text("# Two\n\nOther words.\n")
    edited = build(site)
    assert read(edited) == 1
    shutil.rmtree(site.parent / "cache/texts")
    clean = build(site, "clean")
    assert read(clean) == 6
    assert edited.problems == clean.problems
    assert files(site.parent / "out") == files(site.parent / "clean")


def test_a_text_under_another_path_is_another_text(site: Path) -> None:
    build(site)
    (site / "films/f/three.md").rename(site / "films/f/five.md")
    moved = build(site)
    assert read(moved) == 1
    assert "films/f/five.md" in {chapter.file for film in moved.site.films for chapter in film.chapters}


def test_another_program_has_parsed_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site)
    (site.parent / "site-packages").mkdir()
    monkeypatch.syspath_prepend(str(site.parent / "site-packages"))  # as if something had been installed
    assert read(build(site)) == 6


def test_what_is_nearly_the_same_is_not_written_again(tmp_path: Path) -> None:
    texts = {(f"{n}.md", digest_bytes(b"%d" % n)): parse(f"{n}.md", b"%d" % n) for n in range(40)}
    first = Continuity(tmp_path, tmp_path)
    first.keep(texts)
    first.wait()
    (file,) = (tmp_path / "texts").iterdir()
    before = file.read_bytes()
    for count, same in ((2, True), (5, False)):
        later = Continuity(tmp_path, tmp_path)
        assert later.document("0.md", lambda: b"0")
        new = {(f"new{n}.md", "0" * 64): parse(f"new{n}.md", b"new") for n in range(count)}
        later.keep({**texts, **new})
        later.wait()
        assert (file.read_bytes() == before) is same


def test_a_disk_that_refuses_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("a file where the folder should be")
    held = Continuity(tmp_path, tmp_path)
    assert held.document("a.md", lambda: b"") is None
    held.keep({("a.md", digest_bytes(b"")): parse("a.md", b"")})
    held.wait()


def test_what_was_not_written_for_long_goes(site: Path) -> None:
    build(site)
    left = kept(site).with_name("of-another-site")
    left.write_bytes(b"")
    os.utime(left, (0, 0))
    (site / "films/f/two.md").write_text("# Two\n\nOther words.\n")
    build(site)
    assert not left.exists()


# ---- what is damaged, or somebody else's ----


class Runs:
    """What runs a program when Python's own reader meets it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.mark}",)


@dataclass(frozen=True, slots=True)
class Stranger:
    """A value that is not of the rooms."""

    words: str


def test_a_damaged_file_is_as_if_there_were_none(site: Path) -> None:
    build(site)
    whole = kept(site).read_bytes()
    for damaged in (b"", b"\n", whole[:-1], whole[:40], whole.replace(b"One", b"Two"), whole + b"x", b"\xff" * 999):
        kept(site).write_bytes(damaged)
        assert read(build(site)) == 6
        assert kept(site).read_bytes() == whole


@pytest.mark.parametrize("inner", [True, False])
def test_a_hostile_file_runs_nothing(site: Path, tmp_path: Path, inner: bool) -> None:
    # As somebody would write it who knows this very program, and what stands before the packed texts.
    mark, place = tmp_path / "ran", ("films/f/one.md", digest_bytes(TEXT))
    build(site)
    evil = pickle.dumps(Runs(mark))
    rows = pickle.dumps([(*place, evil)]) if inner else evil
    kept(site).write_bytes(digest(reader(), digest_bytes(rows)).encode() + b"\n" + rows)
    assert read(build(site)) == 6
    assert not mark.exists()
    pickle.loads(evil)
    assert mark.exists(), "the file would have run it"


@pytest.mark.parametrize(
    "data",
    [
        b"cos\nsystem\n(S'true'\ntR.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"cbtspress.written\npickle\n.",
        b"cbtspress.written\n_Inline\n.",
        b"\x80\x04\x8c\x11btspress.written\x8c\x11Document.__init__\x93.",
        b"cbtspress.engine.job\nJob\n.",
        b"cbtspress.written\nField\n.",
        b"cfractions\nre\n.",
        b"Pevil\n.",
        b"\x80\x05",
        pickle.dumps(Path("/etc/passwd")),
        pickle.dumps(Stranger("x")),
        pickle.dumps(print),
    ],
)
def test_nothing_but_values_of_the_rooms_is_read(data: bytes) -> None:
    with pytest.raises(UnpackError):
        unpacked(data, ROOMS)


def test_no_class_can_be_changed_by_what_is_read() -> None:
    # BUILD with two states sets attributes of what stands before it, a class too.
    for kind in (b"cbtspress.written\nDocument\n", b"cfractions\nFraction\n", b"cbtspress.diagnostics\nSeverity\n"):
        with pytest.raises(UnpackError):
            unpacked(kind + b"(N(dVlooked\nVat\nstb.", ROOMS)
    assert not hasattr(Document, "looked")


def test_documents_come_back_as_they_were() -> None:
    for path in sorted(Path(__file__).parents[1].glob("docs/samples/*.md")):
        document = parse(str(path), path.read_bytes())
        again = unpacked(packed(document), ROOMS)
        assert again == document
        assert repr(again) == repr(document), "positions too"
