"""Jobs on a real dask cluster of two workers, each a process: the same bytes, whoever dies, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from farm_jobs import Damaged, Deadly, Slow
from small_jobs import Shout, store_in
from test_media_ffmpeg import alive
from test_stopping import children_of, listed, said, stand_in, wait_for

from btspress.diagnostics import Span
from btspress.engine.executor import Progress, Results, Step
from btspress.engine.farm import Farm
from btspress.engine.job import Cancelled, Ingredient, Job
from btspress.engine.local import Local
from btspress.engine.roster import Roster
from btspress.engine.store import Store
from btspress.farmhand import DUTIES
from btspress.kit import Kit
from btspress.session import Build, Options, Session
from btspress.stages.discover import discover
from btspress.tree import Tree

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.ffmpeg,
    pytest.mark.long,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc"),
    pytest.mark.xdist_group("farm"),
]

HERE = Span("one.md", 3, 1, 9)
MEDIA = Path(__file__).parent / "media"


class Machines:
    """A scheduler and its workers."""

    def __init__(self) -> None:
        self._cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
        )
        self._client = distributed.Client(self._cluster, set_as_default=False)
        self.address: str = self._cluster.scheduler_address

    def workers(self) -> dict[str, int]:
        """Process of each worker by its address, when all are there."""
        self._client.wait_for_workers(2)
        return dict(self._client.run(os.getpid))

    def encoders(self) -> list[tuple[int, int]]:
        """Every ffmpeg that writes a film, and the worker it works for."""
        return [(pid, worker) for worker in self.pids for pid in offspring(worker) if b"cache/tmp/" in said(pid)]

    @contextmanager
    def odd_one(self, **surroundings: str) -> Iterator[str]:
        """A third worker in other surroundings, and its address."""
        known = set(self.workers())
        options = ["--nworkers", "1", "--nthreads", "1", "--no-dashboard", "--no-nanny", "--memory-limit", "0"]
        command = [sys.executable, "-m", "distributed.cli.dask_worker", self.address, *options]
        where = {**os.environ, **surroundings}
        worker = subprocess.Popen(command, env=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self._client.wait_for_workers(3)
            (address,) = set(self.workers()) - known
            yield address
        finally:
            worker.kill()
            worker.wait()

    def close(self) -> None:
        self._client.close()
        self._cluster.close()

    def __enter__(self) -> list[int]:
        self.pids = list(self.workers().values())
        return self.pids

    def __exit__(self, *_: object) -> None:
        self.pids = []


def offspring(pid: int) -> list[int]:
    return [child for task in listed(Path(f"/proc/{pid}/task")) for child in children_of(pid, task)]


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    found = Machines()
    yield found
    found.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of film and a still, and what one machine makes of them."""
    place = tmp_path_factory.mktemp("farm")
    (place / "src/media").mkdir(parents=True)
    shutil.copy(MEDIA / "sintel-fade-in.mp4", place / "src/media")
    shutil.copy(MEDIA / "exif-gps-orient6.jpg", place / "src/media")
    (place / "src/site.md").write_text(
        "---\ntitle: S\nbase_url: https://example.org\nvideo:\n  quality: fixed\n  widest: 480\n---\n", "utf-8"
    )
    (place / "src/one.md").write_text(
        "# One\n\n![A fade](media/sintel-fade-in.mp4)\n\n![A still](media/exif-gps-orient6.jpg)\n", "utf-8"
    )
    assert build(place, "one").ok
    return place


def build(place: Path, name: str, **options: object) -> Build:
    return Session(place / "src", place / name, Options(cache=place / f"{name}-cache", **options)).build()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def made_by(folder: Path) -> dict[str, bytes]:
    """Everything in a store but the receipts, which tell how long it took."""
    return {name: data for name, data in files(folder).items() if not name.endswith("receipt.json")}


def farmed(
    machines: Machines,
    store: Store,
    *jobs: Job,
    tree: Tree | None = None,
    stop: threading.Event | None = None,
    news: Callable[[Progress], None] = lambda _: None,
) -> Results:
    farm = Farm(Local(2, stop), machines.address, DUTIES)
    return farm.run(jobs, store, Kit().toolbox, (tree or Tree.of({})).get, news)


def job(recipe: object, *ingredients: Ingredient, **more: object) -> Job:
    return Job(recipe, ingredients, Kit().toolchain, **more)


def errors(built: Build | Results) -> list[tuple[str, str]]:
    return [(found.code, found.message) for found in built.problems if found.severity == "error"]


def test_a_farm_makes_the_same_bytes_as_one_machine(machines: Machines, site: Path) -> None:
    seen: list[Progress] = []
    built = build(site, "many", farm=machines.address, news=seen.append)
    assert errors(built) == []
    assert files(site / "many") == files(site / "one")
    assert made_by(site / "many-cache/store") == made_by(site / "one-cache/store")
    steps = [each.step for each in seen]
    assert steps.count(Step.STARTED) == steps.count(Step.FINISHED) == built.results.made > 5
    assert Step.MOVED in steps, "workers tell how far they are"
    assert listed(site / "many-cache/tmp") == listed(site / "many-cache/claims") == []


def test_what_is_there_needs_no_scheduler(site: Path) -> None:
    again = build(site, "one", farm="tcp://127.0.0.1:1")
    assert again.ok
    assert (again.results.made, again.published.unchanged) == (0, True)


def test_a_worker_killed_during_an_encode_costs_nothing_but_time(machines: Machines, site: Path) -> None:
    struck: list[tuple[int, int]] = []

    def strike() -> None:
        if wait_for(machines.encoders):
            struck.append(machines.encoders()[0])
            os.kill(struck[0][1], signal.SIGKILL)

    with machines:
        killer = threading.Thread(target=strike)
        killer.start()
        built = build(site, "killed", farm=machines.address)
        killer.join()
    assert struck
    assert errors(built) == []
    assert files(site / "killed") == files(site / "one")
    assert made_by(site / "killed-cache/store") == made_by(site / "one-cache/store")


def test_ffmpeg_dies_with_its_worker(machines: Machines, tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    stop = threading.Event()

    def endless() -> None:
        with suppress(Cancelled):
            farmed(machines, store, job(Slow()), stop=stop)

    run = threading.Thread(target=endless)
    with machines:
        run.start()
        assert wait_for(machines.encoders)
        encoder, worker = machines.encoders()[0]
        os.kill(worker, signal.SIGKILL)
        assert wait_for(lambda: not alive(encoder))
    stop.set()
    run.join()


def test_a_job_that_costs_two_workers_is_told_where_it_was_asked_for(machines: Machines, tmp_path: Path) -> None:
    before = set(machines.workers().values())
    store, _ = store_in(tmp_path)
    (found,) = farmed(machines, store, job(Deadly(), spans=(HERE,))).problems
    assert (found.code, found.span) == ("E904", HERE)
    assert found.message.startswith("deadly: 2 workers of the farm died while they made it: tcp://127.0.0.1:")
    assert len(before & set(machines.workers().values())) <= 1, "not a third one"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_who_leaves_takes_the_work_of_all_machines_along(machines: Machines, tmp_path: Path, how: int) -> None:
    script = (
        "import signal, sys; from pathlib import Path; from test_farm import *\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "machines = type('M', (), {'address': sys.argv[2]}); store, _ = store_in(Path(sys.argv[1]))\n"
        "try: farmed(machines, store, job(Slow()), job(Slow(), Ingredient('0' * 64, 'x')))\n"
        "except KeyboardInterrupt: print('left', list((store.home / 'tmp').iterdir()), flush=True)"
    )
    with machines:
        where = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", script, str(tmp_path), machines.address]
        us = subprocess.Popen(command, env=where, stdout=subprocess.PIPE, text=True)
        assert wait_for(machines.encoders)
        encoders = machines.encoders()
        us.send_signal(how)
        told = us.communicate(timeout=60)[0]
        if how == signal.SIGINT:
            assert "left []" in told
            assert not any(alive(pid) for pid, _ in encoders), "it waits until all have stopped"
        assert wait_for(lambda: not machines.encoders() and not any(alive(pid) for pid, _ in encoders))
        assert all(alive(worker) for worker in machines.pids), "the farm itself stays"


def test_a_run_that_is_stopped_has_stopped_its_workers(machines: Machines, tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    stop = threading.Event()
    seen: list[int] = []

    def news(each: Progress) -> None:
        if each.step is Step.MOVED:
            seen.extend(pid for pid, _ in machines.encoders())
            stop.set()

    with machines:
        with pytest.raises(Cancelled):
            farmed(machines, store, job(Slow()), stop=stop, news=news)
        assert seen
        assert not any(alive(pid) for pid in seen)
    assert listed(store.home / "tmp") == listed(store.home / "claims") == []


def test_other_programs_are_refused(machines: Machines, site: Path, tmp_path: Path) -> None:
    other = stand_in(tmp_path, "-version", 'echo "ffmpeg version 4.4.1 Copyright"; echo "libavcodec 58. 134.100"')
    (found,) = errors(build(site, "other", farm=machines.address, ffmpeg=other))
    assert found[0] == "E912"
    assert "no worker of the farm can be used: tcp://127.0.0.1:" in found[1]
    assert "here it is ffmpeg 4.4.1 libavcodec-58 pillow-" in found[1]
    assert "equal programs are needed for equal bytes" in found[1]
    assert not (site / "other").exists()


def test_a_worker_without_the_same_ffmpeg_is_told_and_the_others_do_the_work(
    machines: Machines, tmp_path: Path
) -> None:
    store, _ = store_in(tmp_path)
    with machines.odd_one(BTSPRESS_FFMPEG="/nowhere/ffmpeg", PYTHONPATH=os.pathsep.join(sys.path)) as address:
        results = farmed(machines, store, *[job(Shout(str(number))) for number in range(6)])
    (found,) = results.problems
    assert (found.code, found.severity, results.made) == ("E913", "warning", 6)
    assert found.message.startswith(f"1 worker of the farm not used ({address}): it has pillow-")


def test_programs_of_the_same_name_that_make_other_bytes_are_refused(
    machines: Machines, site: Path, tmp_path: Path
) -> None:
    forged = tmp_path / "ffmpeg"
    forged.write_text(f'#!/bin/bash\nexec "{Kit().program.path}" "${{@/scale=128:72/scale=128:74}}"\n')
    forged.chmod(0o755)
    (found,) = errors(build(site, "forged", farm=machines.address, ffmpeg=str(forged)))
    assert found[0] == "E912"
    assert "a small trial came to other bytes there" in found[1]


def test_a_worker_that_does_not_see_the_store_says_so(
    machines: Machines, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mine = Path("/proc/self/cwd/cache")  # each process sees another folder there
    with_farm = Options(cache=mine, farm=machines.address)
    (found,) = errors(Session(site / "src", tmp_path / "out", with_farm).build())
    assert found[0] == "E912"
    assert f"it does not see {mine}; the cache must lie on a shared disk, at the same path everywhere" in found[1]


def test_a_worker_that_does_not_see_the_sources_says_so(
    machines: Machines, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(site / "src", tmp_path / "src")
    monkeypatch.chdir(tmp_path)
    with_farm = Options(cache=tmp_path / "cache", farm=machines.address)
    (found,) = errors(Session(Path("/proc/self/cwd/src"), tmp_path / "out", with_farm).build())
    assert found[0] == "E912"
    assert "it does not see /proc/self/cwd/src/media/" in found[1]
    assert "sources must lie on a shared disk" in found[1]


def test_a_failure_is_told_where_it_was_asked_for(machines: Machines, tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.mov").write_text("rain")
    damaged = job(Damaged(), Ingredient("0" * 64, "a.mov"), spans=(HERE,))
    (found,) = farmed(machines, store, damaged, tree=discover(tmp_path / "site")).problems
    assert (found.code, found.span, found.message) == ("E904", HERE, "damaged: the take is damaged: rain")


def test_without_the_extra_it_is_named(machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    store, _ = store_in(tmp_path)
    (found,) = farmed(machines, store, job(Slow(), stem="take")).problems
    assert (found.code, found.span) == ("E912", None)
    assert found.message == (
        "the farm needs an extra that is not installed: pip install 'btspress[farm]'; not made: take (slow)"
    )


def test_an_address_that_is_none_is_told(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    nowhere = Farm(Local(1), "ftp://nobody", DUTIES)
    (found,) = nowhere.run([job(Slow())], store, Kit().toolbox, Tree.of({}).get, lambda _: None).problems
    assert found.code == "E912"
    assert found.message.startswith("no scheduler answers at ftp://nobody: ")


# ---- who gets which place ----


def test_a_machine_is_never_given_more_than_it_has() -> None:
    roster, stop = Roster(1), threading.Event()
    roster.present({"tcp://a:1": 2, "tcp://b:1": 4})
    assert (roster.processors, roster.widest) == (6, 4)
    places = [roster.take(wanted, stop) for wanted in (3, 9, 1)]
    assert [(place.worker, place.processors) for place in places] == [
        ("tcp://b:1", 3),
        ("tcp://a:1", 2),
        ("tcp://b:1", 1),
    ]
    waiting: list[object] = []
    late = threading.Thread(target=lambda: waiting.append(roster.take(1, stop)))
    late.start()
    assert not waiting
    roster.give_back(places[1])
    late.join(10)
    assert [place.worker for place in waiting] == ["tcp://a:1"]


def test_the_second_try_goes_to_another_machine() -> None:
    roster, stop = Roster(1), threading.Event()
    roster.present({"tcp://a:1": 8, "tcp://a:2": 8, "tcp://b:1": 1})
    assert roster.take(1, stop).worker == "tcp://a:1"
    assert roster.take(1, stop, besides="tcp://a:1").worker == "tcp://b:1"
    assert roster.take(1, stop, besides="tcp://a:1").worker == "tcp://a:2", "but does not wait for it"


def test_nobody_waits_for_ever_for_a_farm_that_is_gone() -> None:
    roster = Roster(0)
    with pytest.raises(Exception, match="no worker of the farm is left"):
        roster.take(1, threading.Event())
