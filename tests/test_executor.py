from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from small_jobs import Bench, run, shout, store_in

from btspress.diagnostics import Span
from btspress.engine.executor import Progress, Step
from btspress.engine.job import Cancelled, Ingredient
from btspress.engine.local import Local
from btspress.engine.pace import paces
from btspress.stages.discover import discover
from btspress.tree import Tree

HERE = Span("a.md", 3, 1, 9)
THERE = Span("b.md", 7, 2, 5)


def test_jobs_are_made_once_and_found_afterwards(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    jobs = [shout(str(number)) for number in range(5)]
    first, again = run(store, *jobs, jobs[0]), run(store, *jobs)
    assert (first.made, first.reused) == (5, 0)
    assert (again.made, again.reused) == (0, 5)
    assert again.receipts.keys() == {job.key for job in jobs}


def test_a_job_reads_its_source(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    job = shout("", Ingredient("0" * 64, "a.mov"))
    run(store, job, tree=Tree.of({"a.mov": b"rain"}))
    assert store.path(job.key, "a.txt").read_bytes() == b"RAIN"


def test_a_job_made_from_another_waits_for_it(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    inner = shout("whisper", weight=0.1)
    middle = shout("-", Ingredient(inner.key, job=inner, output="a.txt"), weight=5)
    outer = shout("=", Ingredient(middle.key, job=middle, output="a.txt"), weight=90)
    results = run(store, outer)
    assert results.made == 3
    assert store.path(outer.key, "a.txt").read_bytes() == b"=-WHISPER"


def test_an_ingredient_is_not_made_when_nobody_needs_it(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    inner = shout("whisper")
    outer = shout("=", Ingredient(inner.key, job=inner, output="a.txt"))
    run(store, outer)
    store.discard(inner.key)
    assert run(store, outer).made == 0
    assert store.find(inner) is None


def test_the_heaviest_job_starts_first(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    jobs = [shout(str(weight), weight=float(weight)) for weight in (1, 9, 5)]
    seen: list[Progress] = []
    run(store, *jobs, workers=1, news=seen.append)
    assert [each.job.weight for each in seen if each.step is Step.STARTED] == [9, 5, 1]
    assert [each.done for each in seen if each.step is Step.FINISHED] == [9, 14, 15]
    assert {each.total for each in seen} == {15}


def test_by_default_all_processors_that_are_ours_are_kept_busy() -> None:
    assert Local(3).workers == 3
    assert 1 <= Local().workers <= (os.cpu_count() or 1)
    if sys.platform.startswith("linux"):
        code = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]); from btspress.engine.local import Local; print(Local().workers)"
        where = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        told = subprocess.run([sys.executable, "-c", code], env=where, capture_output=True, text=True, check=True)
        assert told.stdout == "1\n"


def test_a_job_takes_as_many_processors_as_it_says(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    jobs = [shout(str(number), processors=number % 3 + 1, weight=float(number)) for number in range(40)]
    running: dict[str, int] = {}
    most: list[int] = []

    def news(each: Progress) -> None:
        if each.step is Step.STARTED:
            running[each.job.key] = each.job.processors
            most.append(sum(running.values()))
        elif each.step is Step.FINISHED:
            del running[each.job.key]

    assert run(store, *jobs, workers=3, news=news).made == 40
    assert max(most) <= 3


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_number_of_workers_changes_nothing_but_the_time(tmp_path: Path, workers: int) -> None:
    store, _ = store_in(tmp_path)
    inner = [shout(str(number), processors=4) for number in range(6)]
    outer = [shout("=", Ingredient(job.key, job=job, output="a.txt"), spans=(HERE,)) for job in inner]
    bad = shout("x", Ingredient(inner[0].key, job=inner[0], output="a.txt"), fault="refuse", spans=(THERE,))
    results = run(store, *outer, bad, workers=workers)
    assert results.made == 12
    assert [store.path(job.key, "a.txt").read_bytes() for job in outer] == [f"={n}".encode() for n in range(6)]
    assert [(found.code, found.span) for found in results.problems] == [("E904", THERE)]


def test_earlier_work_teaches_how_long_work_takes(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    run(store, *[shout(str(number), weight=1000.0) for number in range(3)])
    assert all(receipt.expected == 1000 for receipt in store.latest(9))
    assert paces(store.latest(9)).of("shout") == 1 / 16
    seen: list[Progress] = []
    run(store, shout("new", weight=1600.0), news=seen.append)
    assert {each.total for each in seen} == {100}


def test_a_failure_is_told_at_each_place_that_asked(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    bad = shout("x", fault="refuse", spans=(HERE,))
    from_bad = shout("y", Ingredient(bad.key, job=bad, output="a.txt"), spans=(THERE,))
    good = shout("z")
    results = run(store, bad, from_bad, good)
    assert [(found.code, found.span, found.message) for found in results.problems] == [
        ("E904", HERE, "shout: the take is damaged"),
        ("E904", THERE, "shout: the take is damaged"),
    ]
    assert results.receipts.keys() == {good.key}


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("disk", "E905", "cache is full: "),
        ("forget", "E904", "made no a.txt"),
        ("refuse", "E904", "damaged"),
    ],
)
def test_faults_become_problems(tmp_path: Path, fault: str, code: str, words: str) -> None:
    store, _ = store_in(tmp_path)
    (found,) = run(store, shout("x", fault=fault)).problems
    assert found.code == code
    assert words in found.message
    assert found.span is None


def test_what_the_machine_lacks_is_told_once_for_all_jobs(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    bad = [
        shout(str(number), fault="machine", spans=(HERE,), stem=f"take-{number}", bytes=number) for number in range(9)
    ]
    from_bad = shout("y", Ingredient(bad[0].key, job=bad[0], output="a.txt"), spans=(THERE,), stem="cut")
    results = run(store, *bad, from_bad, shout("good"))
    (found,) = results.problems
    assert (found.code, found.span) == ("E905", None)
    assert found.message == (
        "this machine has no projector; not made: take-8 (shout), take-7 (shout), take-6 (shout) and 7 more"
    )
    assert results.made == 1


def test_a_full_disk_is_told_once_with_what_is_needed_and_where(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    jobs = [shout(str(number), fault="disk", bytes=4000, spans=(HERE,), stem=f"t{number}") for number in range(2)]
    results = run(store, *jobs, shout("small"))
    (found,) = results.problems
    assert (found.code, found.span) == ("E905", None)
    assert found.message.startswith(f"the disk of {store.home} is full: ")
    assert found.message.endswith(" are free, more than that are needed there; not made: t0 (shout), t1 (shout)")
    assert results.made == 1
    assert store.verify() == ()


def test_work_that_cannot_fit_on_the_disk_is_not_begun(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    seen: list[Progress] = []
    results = run(store, shout("a", bytes=10**18, stem="huge"), shout("b"), news=seen.append)
    (found,) = results.problems
    assert " are free, about 1000000000.0 GB are needed there; not made: huge (shout), media (shout)" in found.message
    assert (seen, results.made, store.keys()) == ([], 0, ())


def test_a_source_that_is_gone_or_changed_is_told(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.mov").write_bytes(b"one")
    tree = discover(site)
    (site / "a.mov").write_bytes(b"three")
    gone, changed = shout("x", Ingredient("1" * 64, "b.mov")), shout("y", Ingredient("2" * 64, "a.mov"))
    results = run(store, gone, changed, tree=tree)
    assert sorted(found.message for found in results.problems) == [
        "shout: a.mov changed while it was read; build again when it is complete",
        "shout: b.mov is gone",
    ]
    assert store.keys() == ()


def test_a_bug_in_a_recipe_is_an_exception(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    with pytest.raises(AttributeError):
        run(store, shout(None))  # type: ignore[arg-type]


def test_progress_moves_forward_and_counts_parts(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    stop = threading.Event()
    seen: list[Progress] = []

    def news(each: Progress) -> None:
        seen.append(each)
        if each.step is Step.MOVED:
            stop.set()

    with pytest.raises(Cancelled):
        Local(1, stop).run([shout("x", fault="wait", weight=4.0)], store, Bench, Tree.of({}).get, news)
    assert [(each.step, each.done) for each in seen] == [(Step.STARTED, 0), (Step.MOVED, 2)]


def test_two_processes_do_not_do_the_same_job(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from small_jobs import *\n"
        "store, _ = store_in(Path(sys.argv[1]))\n"
        "print(run(store, *[shout(str(n)) for n in range(40)], workers=4).made)"
    )
    racers = [_start(script, tmp_path) for _ in range(3)]
    made = [int(racer.communicate(timeout=30)[0]) for racer in racers]
    assert sum(made) == 40
    assert list((tmp_path / "cache/tmp").iterdir()) == []


def test_a_claim_dies_with_its_owner(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    job = shout("x")
    script = (
        "import sys, time; from pathlib import Path; from small_jobs import *\n"
        "store, _ = store_in(Path(sys.argv[1]))\n"
        "with store.claim(shout('x').key, lambda: False): print('held', flush=True); time.sleep(60)"
    )
    holder = _start(script, tmp_path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    assert run(store, job).made == 1


def test_ctrl_c_stops_all_work_before_it_leaves(tmp_path: Path) -> None:
    script = (
        "import signal, sys; from pathlib import Path; from small_jobs import *\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background shell has it ignored
        "store, _ = store_in(Path(sys.argv[1]))\n"
        "try: run(store, *[shout(str(n), fault='wait') for n in range(4)], news=lambda n: print(n.step, flush=True))\n"
        "except KeyboardInterrupt: print('left', list((store.home / 'tmp').iterdir()), flush=True)"
    )
    worker = _start(script, tmp_path)
    assert worker.stdout is not None
    while "moved" not in worker.stdout.readline():
        pass
    worker.send_signal(signal.SIGINT)
    rest = worker.communicate(timeout=60)[0]
    assert "left []" in rest


def _start(script: str, folder: Path) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
