"""Whatever happens to a publication, the live folder is one whole old or one whole new site."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_jobs import run, shout, store_in

from btspress.digest import digest_bytes
from btspress.engine.exchange import tidy, two_steps
from btspress.engine.manifest import NAME, read
from btspress.planned import Page
from btspress.stages.publish import Published, publish

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL"),
]

WATCHED = ("open", "os.", "shutil.", "fcntl.", "ctypes.dlsym")
"""Audit events that stand for a system call; ctypes looks up each of its calls just before it makes it."""


def pages(generation: str) -> list[Page]:
    """A site in which some files change from one generation to the next, some stay, some come and go.

    No more of each than are needed: a test goes through every system call that they cost.
    """
    changing = [Page(f"{n}/index.html", f"{generation} {n}".encode()) for n in range(2)]
    lasting = [Page(f"same/{n}.css", b"same") for n in range(5)]
    return [*changing, *lasting, Page(f"only-{generation}.html", b"x")]


def publish_site(root: Path, generation: str, cache: Path | None = None, *, durable: bool = True) -> Published:
    """Publishes one generation into `root`."""
    (root / "site").mkdir(exist_ok=True)
    store, index = store_in(cache or root)
    jobs = [shout(f"clip {generation}"), shout("clip same")]
    results, out, source = run(store, *jobs), root / "_site", root / "site"
    return publish(pages(generation), jobs, results, store, out, index, source=source, durable=durable)


def generation_of(out: Path) -> str:
    """Which generation is live; fails when it is torn or mixed."""
    manifest = read((out / NAME).read_bytes())
    assert manifest is not None
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert files == {NAME, *manifest.files}
    for path, entry in manifest.files.items():
        assert digest_bytes((out / path).read_bytes()) == entry.digest, f"{path} is torn"
    (only,) = (path for path in files if path.startswith("only-"))
    generation = only.removeprefix("only-").removesuffix(".html")
    assert all((out / page.path).read_bytes() == page.body for page in pages(generation))
    return generation


def hidden(root: Path) -> list[str]:
    return [path.name for path in root.iterdir() if path.name.startswith(".")]


def in_a_child(work: Callable[[], int], at: int, strike: Callable[[], None]) -> tuple[int | None, bool]:
    """Runs `work` in a child that calls `strike` before system call number `at`.

    Gives its exit code (None: killed), and whether `at` was reached.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def hook(event: str, _arguments: object) -> None:
            nonlocal count
            if event.startswith(WATCHED):
                count += 1
                if count == at:
                    os.write(writer, b"!")
                    strike()

        code = 3
        try:
            sys.addaudithook(hook)
            code = work()
        finally:
            os._exit(code)
    os.close(writer)
    status = os.waitpid(child, 0)[1]
    with os.fdopen(reader, "rb") as told:
        struck = bool(told.read())
    return (None if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)), struck


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def publish_again(root: Path, *, durable: bool = True) -> int:
    done = publish_site(root, "new", durable=durable)
    return 1 if done.problems else 0


def test_a_kill_at_each_system_call_leaves_a_whole_site(tmp_path: Path) -> None:
    root, seen, struck, at = tmp_path, [], True, 0
    publish_site(root, "new")  # so that the store holds both generations' clips
    publish_site(root, "old")
    while struck:
        at += 1
        code, struck = in_a_child(lambda: publish_again(root), at, die)
        seen.append(generation_of(root / "_site"))
        assert code is None or not struck
        assert publish_site(root, "old").problems == (), "the next run needs no cleaning"
        assert hidden(root) == []
    assert {"old", "new"} == set(seen)
    assert at > 60


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO, errno.EMFILE, errno.EACCES])
def test_an_error_at_each_system_call_is_told_and_leaves_a_whole_site(tmp_path: Path, fault: int) -> None:
    root, struck, at = tmp_path, True, 0
    publish_site(root, "new")
    publish_site(root, "old")

    def strike() -> None:
        raise OSError(fault, os.strerror(fault))

    def work() -> int:
        try:
            return publish_again(root)
        except OSError:
            return 1  # of the index or the store, outside publish

    while struck:
        at += 1
        code, struck = in_a_child(work, at, strike)
        live = generation_of(root / "_site")
        assert code in {0, 1}, f"a crash at call {at}"
        assert live == "new" or code == 1, f"call {at}: said to be published, and was not"
        assert publish_site(root, "old").problems == ()
        assert hidden(root) == []
    assert at > 60


def test_a_kill_at_each_system_call_of_a_preview_leaves_whole_files_and_nothing_foreign(tmp_path: Path) -> None:
    root, out, struck, at, mixed = tmp_path, tmp_path / "_site", True, 0, 0
    publish_site(root, "new")
    publish_site(root, "old")
    known = {(page.path, page.body) for page in (*pages("new"), *pages("old"))}
    while struck:
        at += 1
        code, struck = in_a_child(lambda: publish_again(root, durable=False), at, die)
        assert code is None or not struck
        now = {(path, (out / path).read_bytes()) for path, _ in known if (out / path).is_file()}
        assert now <= known, f"torn at call {at}"
        mixed += len({body[:3] for path, body in now if path.endswith("index.html")}) > 1
        assert publish_site(root, "old", durable=False).problems == (), "the next run needs no cleaning"
        assert generation_of(out) == "old"
        assert hidden(root) == []
    assert mixed, "no kill came between two files"


def test_forty_random_kills_leave_a_whole_site(tmp_path: Path) -> None:
    dice = random.Random(1)
    seen = set()
    for _ in range(40):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                for number in range(10**6):
                    os.write(writer, b"x" if publish_site(tmp_path, str(number % 7)).problems else b".")
            finally:
                os._exit(3)
        os.close(writer)
        with os.fdopen(reader, "rb") as told:
            done = told.read(dice.randrange(1, 4))
            time.sleep(dice.uniform(0, 0.03))
            os.kill(child, signal.SIGKILL)
            done += told.read()
        os.waitpid(child, 0)
        assert set(done) == set(b"."), "a publication was refused"
        seen.add(generation_of(tmp_path / "_site"))
    assert len(seen) > 2
    assert publish_site(tmp_path, "last").problems == ()
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("shared", [True, False], ids=["one cache", "two caches"])
def test_racing_publications_leave_a_whole_site(tmp_path: Path, shared: bool) -> None:
    script = (
        "import sys; from pathlib import Path; from test_kill import publish_site\n"
        "root, cache, who = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]\n"
        "codes = {f.code for n in range(25) for f in publish_site(root, f'{who}{n % 2}', cache=cache).problems}\n"
        "print(*codes)"
    )
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), str(tmp_path / ("" if shared else who)), who],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        for who in "abc"
    ]
    told = {code for racer in racers for code in racer.communicate(timeout=60)[0].split()}
    assert {racer.returncode for racer in racers} == {0}
    assert told <= ({"E908"} if shared else {"E908", "E905", "E903"})
    generation_of(tmp_path / "_site")
    assert publish_site(tmp_path, "last").problems == ()
    assert hidden(tmp_path) == []


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
@pytest.mark.parametrize("call", ["syncfs", "renameat2", "fsync"])
def test_a_refused_sync_or_switch_is_told(tmp_path: Path, call: str) -> None:
    publish_site(tmp_path, "new")
    publish_site(tmp_path, "old")
    script = (
        "import sys; from pathlib import Path; from test_kill import publish_again\n"
        "sys.exit(publish_again(Path(sys.argv[1])))"
    )
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
    fault = f"inject={call}:error=EIO:when=1"
    done = subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            f"trace={call}",
            "-e",
            fault,
            sys.executable,
            "-c",
            script,
            str(tmp_path),
        ],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=False,
    )
    if b"ptrace" in done.stderr.lower():
        pytest.skip("strace may not trace here")
    assert done.returncode == 1
    assert generation_of(tmp_path / "_site") == ("new" if call == "fsync" else "old")
    assert publish_site(tmp_path, "last").problems == ()
    assert hidden(tmp_path) == []


def test_the_two_step_switch_is_repaired_after_a_kill_at_each_call(tmp_path: Path) -> None:
    out, new = tmp_path / "_site", tmp_path / "._site.new-00000000"
    seen, struck, at = [], True, 0
    while struck:
        at += 1
        for folder, text in ((out, "old"), (new, "new")):
            folder.mkdir()
            (folder / "index.html").write_text(text)
        _, struck = in_a_child(lambda: len(two_steps(new, out).name) and 0, at, die)
        tidy(out)
        seen.append((out / "index.html").read_text())
        assert hidden(tmp_path) == []
        (out / "index.html").unlink()
        out.rmdir()
    assert {"old", "new"} == set(seen)
