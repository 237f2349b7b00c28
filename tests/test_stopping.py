"""The real program in a terminal, stopped, killed, starved of disk, given a bad ffmpeg: nothing is left behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest
from small_jobs import store_in
from test_media_ffmpeg import alive

if sys.platform == "win32":
    pytest.skip("needs a terminal of Unix", allow_module_level=True)
import fcntl
import pty
import termios

pytestmark = [
    pytest.mark.ffmpeg,
    pytest.mark.long,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc"),
]

CHAPTER = """# One

Words of the chapter.

![First](media/scout.mp4#t=0,1.5)

![Second](media/ada.mp4#t=1,2)

![A colour](media/bridge.final.jpg)
"""

LONG = CHAPTER.replace("#t=0,1.5", "#t=0,7").replace("#t=1,2", "#t=1,8")
ONE = "# One\n\n![First](media/scout.mp4#t=0,1.5)\n"


@pytest.fixture
def place(tmp_path: Path, footage: Path) -> Path:
    """A folder with a site of two clips and a still, and a cache of its own."""
    (tmp_path / "src/media").mkdir(parents=True)
    for name in ("scout.mp4", "ada.mp4", "bridge.final.jpg"):
        shutil.copy(footage / name, tmp_path / "src/media")
    with (tmp_path / "src/media/ada.mp4").open("ab") as file:
        file.write(b"\0\0\0\x0cfreeother")  # another file: other bytes
    (tmp_path / "src/site.md").write_text(
        "---\ntitle: S\nbase_url: https://example.org\nvideo:\n  quality: fixed\n---\n"
    )
    (tmp_path / "src/one.md").write_text(CHAPTER)
    return tmp_path


def surroundings(place: Path, **more: str) -> dict[str, str]:
    here = Path(__file__).parents[1]
    return {**os.environ, "PYTHONPATH": str(here), "BTSPRESS_CACHE": str(place / "cache"), "TERM": "xterm", **more}


def build(place: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Builds to the end, in no terminal."""
    command = [sys.executable, "-m", "btspress", "build", "src", "out", *options]
    return subprocess.run(
        command, cwd=place, env=surroundings(place, **more), capture_output=True, text=True, timeout=120, check=False
    )


class Terminal:
    """A build in a terminal of its own."""

    def __init__(self, place: Path, **more: str) -> None:
        self.master, slave = pty.openpty()
        self.us = subprocess.Popen(
            [sys.executable, "-m", "btspress", "build", "src", "out"],
            cwd=place,
            env=surroundings(place, **more),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        os.set_blocking(self.master, False)
        self.seen = b""

    def read(self) -> str:
        try:
            while data := os.read(self.master, 1 << 16):
                self.seen += data
        except OSError:  # nothing more now, or the other end is closed
            pass
        return self.seen.decode("utf-8", "replace")

    def encoders(self) -> list[int]:
        """Every ffmpeg that writes a clip now."""
        self.read()
        threads = Path(f"/proc/{self.us.pid}/task")
        found = [pid for task in listed(threads) for pid in children_of(self.us.pid, task)]
        return [pid for pid in found if b"h264.mp4" in said(pid) or b"av1.mp4" in said(pid)]

    def press(self, key: bytes) -> None:
        os.write(self.master, key)

    def wait(self) -> int:
        end = time.monotonic() + 60
        while self.us.poll() is None and time.monotonic() < end:
            self.read()
            time.sleep(0.02)
        self.read()
        return self.us.wait(1)


def listed(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def children_of(pid: int, task: str) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
    except OSError:
        return []


def said(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def wait_for(true: Callable[[], object]) -> bool:
    for _ in range(2000):
        if true():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def terminal(place: Path) -> Iterator[Terminal]:
    """A build that has finished something and is encoding."""
    (place / "src/one.md").write_text(LONG)
    site = place / "src/site.md"
    site.write_text(site.read_text().replace("quality: fixed\n", "quality: fixed\n  widest: 160\n"))
    store, _ = store_in(place)
    shown = Terminal(place)
    assert wait_for(lambda: store.keys() and shown.encoders()), shown.read()
    yield shown
    shown.us.kill()
    shown.us.wait()
    os.close(shown.master)


def counts(told: str) -> tuple[int, int]:
    made, reused = re.search(r"(\d+) jobs? done, (\d+) reused", told).groups()
    return int(made), int(reused)


def nothing_is_repeated(place: Path) -> None:
    """All that was finished when the build ended is whole, and the next build makes the rest only."""
    store, _ = store_in(place)
    finished = store.keys()
    assert finished
    assert store.verify() == ()
    again = build(place)
    assert again.returncode == 0, again.stdout + again.stderr
    made, reused = counts(again.stdout)
    assert reused == len(finished)
    assert made + reused == len(store.keys())
    assert listed(place / "cache/tmp") == []


@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_in_a_terminal_leaves_nothing_running_and_nothing_half_done(
    place: Path, terminal: Terminal, presses: int
) -> None:
    encoders = terminal.encoders()
    for _ in range(presses):
        terminal.press(b"\x03")
        time.sleep(0.1)
    # Pressed again while Python is leaving, it ends the process at once: a shell calls that 130, too.
    assert terminal.wait() in ({130} if presses == 1 else {130, -signal.SIGINT}), terminal.read()
    assert "stopped; what was published is as it was" in terminal.read()
    assert "Traceback" not in terminal.read()
    assert not any(alive(pid) for pid in encoders)
    if presses == 1:  # who cannot wait leaves the scratch folders to the next build
        assert listed(place / "cache/tmp") == listed(place / "cache/claims") == []
    assert not (place / "out").exists()
    nothing_is_repeated(place)


def test_kill_9_leaves_no_encoder_and_nothing_half_done(place: Path, terminal: Terminal) -> None:
    encoders = terminal.encoders()
    terminal.us.send_signal(signal.SIGKILL)
    assert terminal.wait() == -signal.SIGKILL
    assert wait_for(lambda: not any(alive(pid) for pid in encoders))
    assert not (place / "out").exists()
    nothing_is_repeated(place)


def stand_in(place: Path, when: str, then: str) -> str:
    """A program that is ffmpeg, but for calls whose arguments have `when` in them: those do `then`."""
    path = place / "ffmpeg"
    real = imageio_ffmpeg.get_ffmpeg_exe()
    path.write_text(f'#!/bin/sh\ncase "$*" in *{when}*) {then};; *) exec "{real}" "$@";; esac\n')
    path.chmod(0o755)
    return str(path)


def logged(log: Path) -> list[int]:
    """The stand-ins that were started."""
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def test_ctrl_c_while_sources_are_read_starts_no_further_one(place: Path) -> None:
    chapter = place / "src/one.md"
    for number in range(9):
        shutil.copy(place / "src/media/scout.mp4", place / f"src/media/{number}.mp4")
        with (place / f"src/media/{number}.mp4").open("ab") as file:
            file.write(b"\0\0\0\x09free%d" % number)
        chapter.write_text(f"{chapter.read_text()}\n![Take {number}](media/{number}.mp4)\n")
    log = place / "log"
    shown = Terminal(place, BTSPRESS_FFMPEG=stand_in(place, "framecrc", f'echo $$ >> "{log}"; exec sleep 600'))
    assert wait_for(lambda: len(logged(log)) == os.cpu_count())
    shown.press(b"\x03")
    assert shown.wait() == 130, shown.read()
    os.close(shown.master)
    assert len(logged(log)) == os.cpu_count()
    assert not any(alive(pid) for pid in logged(log))


def test_an_ffmpeg_that_hangs_is_ended_and_reported_at_the_line(place: Path) -> None:
    log = place / "log"
    hangs = f'echo $$ >> "{log}"; echo "[svt @ 0x1] [warning] waiting for a lock" >&2; exec sleep 600'
    (place / "src/one.md").write_text(ONE)
    told = build(place, BTSPRESS_FFMPEG=stand_in(place, "libsvtav1", hangs), BTSPRESS_PATIENCE="2")
    assert told.returncode == 1
    assert "one.md:3:1  error  E904" in told.stdout
    assert (
        "ffmpeg stood still for 2 seconds and was ended; the last it said was: svt: waiting for a lock" in told.stdout
    )
    assert logged(log)
    assert not any(alive(pid) for pid in logged(log))
    store, _ = store_in(place)
    assert store.verify() == ()
    nothing_is_repeated(place)


def test_a_site_without_ffmpeg_is_built_but_for_its_clips_and_says_so_once(place: Path) -> None:
    told = build(place, "--keep-going", "--format", "json", BTSPRESS_FFMPEG=str(place / "none"))
    assert told.returncode == 1
    (record,) = [line for line in told.stdout.splitlines() if '"severity": "error"' in line]
    assert '"code": "E902"' in record
    assert "2 files cannot be read: media/ada.mp4, media/scout.mp4" in record
    pages = [path.read_text() for path in (place / "out").rglob("*.html")]
    assert any("Words of the chapter" in page and "scout.mp4" in page for page in pages), "a placeholder stands there"
    assert list((place / "out/media").glob("bridge-final.*.avif")), "pictures need no ffmpeg"
    assert list((place / "out").rglob("*.mp4")) == []
    whole = build(place)
    assert whole.returncode == 0, whole.stdout
    assert len(list((place / "out/media").glob("*.mp4"))) >= 4


def test_a_site_of_words_and_pictures_needs_no_ffmpeg(place: Path) -> None:
    (place / "src/one.md").write_text("# One\n\n![A colour](media/bridge.final.jpg)\n")
    code = (
        "import sys, imageio_ffmpeg; imageio_ffmpeg.get_ffmpeg_exe = lambda: ''\n"
        "from btspress.cli import main; sys.argv = ['btspress', 'build', 'src', 'out']; main()"
    )
    where = surroundings(place, PATH="")
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=place, env=where, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.fixture
def small_disk(place: Path) -> Iterator[Path]:
    disk = place / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("estimate", ["early", "late"])
def test_a_full_disk_is_told_once_with_what_is_needed_and_where(place: Path, small_disk: Path, estimate: str) -> None:
    (place / "src/one.md").write_text(LONG)
    if estimate == "late":  # noise: far larger than anybody would think
        noise = ["-f", "lavfi", "-i", "nullsrc=s=256x144:r=24:d=1.6,geq=random(1)*255:128:128", "-c:v", "libx264", "-y"]
        target = str(place / "src/media/scout.mp4")
        subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *noise, target], check=True)
        (place / "src/one.md").write_text(ONE)
    told = build(place, BTSPRESS_CACHE=str(small_disk / "cache"))
    assert told.returncode == 1, told.stdout
    assert told.stdout.count("E905 disk") == 1
    assert "E904" not in told.stdout
    found = re.search(
        r"the disk of (\S+) is full: [\d.]+ \w+ are free, (\D*) [\d.]* ?\w* ?are needed there", told.stdout
    )
    assert found, told.stdout
    assert found[1] == str(small_disk / "cache")
    assert found[2].startswith("about" if estimate == "early" else ("about", "more than"))
    assert "not made: " in told.stdout
    store, _ = store_in(small_disk)
    assert store.verify() == ()
    assert estimate == "late" or not store.keys(), "nothing is begun where it cannot fit"
    assert listed(small_disk / "cache/tmp") == []
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
    (place / "src/one.md").write_text(ONE)
    assert build(place, BTSPRESS_CACHE=str(small_disk / "cache")).returncode == 0
