from __future__ import annotations

import json
import os
import random
import shutil
import time
from pathlib import Path

import pytest
from small_jobs import run, shout, store_in

from btspress.digest import digest_bytes
from btspress.engine.index import Index
from btspress.engine.lock import BusyError, locked
from btspress.engine.receipt import RECEIPT
from btspress.engine.store import Store
from btspress.stages.discover import discover


def old(path: Path) -> None:
    """Makes a file look as if it had been written long ago; its ctime cannot be set, so wait for that."""
    os.utime(path, ns=(10**18, 10**18))


def settle() -> None:
    time.sleep(2.1)


def test_a_finished_job_is_found_with_its_receipt(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    job = shout("quiet", names=("a.txt", "b.txt"))
    assert store.find(job) is None
    run(store, job)
    receipt = store.find(job)
    assert receipt is not None
    assert (receipt.recipe, receipt.version, receipt.toolchain) == ("shout", 1, "test 1")
    assert receipt.outputs["a.txt"].digest == digest_bytes(b"quiet")
    assert store.path(job.key, "b.txt").read_bytes() == b"quiet"
    assert store.keys() == (job.key,)


def test_nothing_stays_in_the_scratch_folder(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    run(store, shout("a"), shout("b", fault="refuse"), shout("c", fault="forget"))
    assert list((store.home / "tmp").iterdir()) == []
    assert list((store.home / "claims").iterdir()) == []


def test_only_what_was_promised_is_kept(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    job = shout("x")
    with store.workspace() as folder:
        (folder / "a.txt").write_bytes(b"x")
        (folder / "pass.log").write_bytes(b"")
        (folder / "deep").mkdir()
        store.keep(job, folder, 0.1)
    assert sorted(path.name for path in store.path(job.key, "").iterdir()) == ["a.txt", RECEIPT]


def test_a_lost_race_is_fine(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    job = shout("x")
    with store.workspace() as one, store.workspace() as other:
        for folder in (one, other):
            (folder / "a.txt").write_bytes(b"x")
        assert store.keep(job, one, 1.0) == store.keep(job, other, 2.0)


def damage(entry: Path, dice: random.Random) -> None:
    """One random fault: a flipped bit, a cut, zeros, an empty file, a lost file, a swap, a broken receipt."""
    path = entry / dice.choice(["a.txt", "b.txt"])
    data = bytearray(path.read_bytes())
    at = dice.randrange(len(data))
    kind = dice.randrange(7)
    if kind == 0:
        data[at] ^= 1 << dice.randrange(8)
        path.write_bytes(data)
    elif kind == 1:
        path.write_bytes(data[:at])
    elif kind == 2:
        path.write_bytes(bytes(len(data)))
    elif kind == 3:
        path.write_bytes(b"")
    elif kind == 4:
        path.unlink()
    elif kind == 5:
        path.write_bytes(bytes(reversed(data)))
    else:
        (entry / RECEIPT).write_bytes((entry / RECEIPT).read_bytes()[:at])


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_entry_is_thrown_away_and_made_again(tmp_path: Path, seed: int) -> None:
    store, _ = store_in(tmp_path)
    job = shout("words " * 20, names=("a.txt", "b.txt"))
    run(store, job)
    damage(store.path(job.key, ""), random.Random(seed))
    assert store.find(job) is None
    assert store.keys() == ()
    assert run(store, job).made == 1
    assert store.path(job.key, "a.txt").read_bytes() == b"words " * 20


@pytest.mark.parametrize("seed", range(20))
def test_verify_finds_every_damaged_entry(tmp_path: Path, seed: int) -> None:
    store, _ = store_in(tmp_path)
    jobs = [shout(f"take {number} of nine", names=("a.txt", "b.txt")) for number in range(4)]
    run(store, *jobs)
    damage(store.path(jobs[seed % 4].key, ""), random.Random(seed))
    assert store.verify() == (jobs[seed % 4].key,)
    assert store.verify() == ()


def test_an_entry_under_a_wrong_key_is_not_believed(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    one, other = shout("one"), shout("other")
    run(store, one)
    store.path(other.key, "").parent.mkdir(exist_ok=True)
    store.path(one.key, "").rename(store.path(other.key, ""))
    assert store.find(other) is None


def test_facts_are_remembered_and_damaged_ones_forgotten(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    key = digest_bytes(b"clip")
    assert store.memo(key) is None
    store.remember(key, b"line\nother\n")
    assert store.memo(key) == b"line\nother\n"
    (fact,) = (path for path in (store.home / "facts").rglob("*") if path.is_file())
    fact.write_bytes(fact.read_bytes()[:-1])
    assert store.memo(key) is None


def test_a_store_may_be_packed_and_unpacked_elsewhere(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path / "one")
    jobs = shout("a"), shout("b")
    run(store, *jobs)
    store.remember("ab" * 32, b"a fact")
    packed = shutil.make_archive(str(tmp_path / "packed"), "tar", store.home)
    shutil.unpack_archive(packed, tmp_path / "other/cache")
    other, _ = store_in(tmp_path / "other")
    assert run(other, *jobs).reused == 2
    assert other.memo("ab" * 32) == b"a fact"


def used(store: Store) -> dict[str, float]:
    return {kept.key: kept.used for kept in store.kept()}


def test_what_is_asked_for_is_marked_as_used_once_a_day(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    jobs = long_ago, today, ahead, unasked = [shout(word) for word in ("long ago", "today", "ahead", "unasked")]
    run(store, *jobs)
    now = time.time()
    for job, age in ((long_ago, 40), (today, 0.5), (ahead, -4000), (unasked, 40)):
        os.utime(store.path(job.key, RECEIPT), (now - age * 86_400,) * 2)
    assert used(store)[ahead.key] <= time.time(), "a clock that ran ahead does not make an entry young for ever"
    run(store, long_ago, today, ahead)
    ages = {key: (time.time() - at) / 86_400 for key, at in used(store).items()}
    assert ages[long_ago.key] < 0.01
    assert ages[today.key] == pytest.approx(0.5, abs=0.01)
    assert store.path(ahead.key, RECEIPT).stat().st_mtime < now + 60
    assert ages[unasked.key] == pytest.approx(40, abs=0.01)


def test_the_latest_receipts_come_first(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    jobs = [shout(str(number)) for number in range(5)]
    run(store, *jobs)
    for age, job in enumerate(jobs):
        os.utime(store.path(job.key, RECEIPT), (time.time() - age,) * 2)
    assert [receipt.key for receipt in store.latest(3)] == [job.key for job in jobs[:3]]


def test_a_receipt_of_an_earlier_version_is_as_good(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    job = shout("x")
    run(store, job)
    receipt = store.path(job.key, RECEIPT)
    told = json.loads(receipt.read_text())
    receipt.write_text(json.dumps({name: told[name] for name in told if name not in {"notes", "commands", "expected"}}))
    assert store.find(job) is not None


def test_a_sweep_keeps_what_is_wanted_and_what_is_in_use(tmp_path: Path) -> None:
    store, _ = store_in(tmp_path)
    jobs = shout("a"), shout("b"), shout("c")
    run(store, *jobs)
    (store.home / "tmp" / "left-by-a-killed-run").mkdir()
    with store.workspace() as busy:
        swept = store.sweep([jobs[0].key])
        assert [path.name for path in (store.home / "tmp").iterdir()] == [busy.name]
    assert swept.entries == 2
    assert swept.bytes > 2
    assert store.keys() == (jobs[0].key,)


def test_a_lock_names_its_holder_and_ends_with_it(tmp_path: Path) -> None:
    with locked(tmp_path / "lock"), pytest.raises(BusyError, match=f"process {os.getpid()}"), locked(tmp_path / "lock"):
        pass
    with locked(tmp_path / "lock"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_waiting_lock_is_got_when_it_is_free(tmp_path: Path) -> None:
    asked = []
    with (
        locked(tmp_path / "lock"),
        pytest.raises(BusyError),
        locked(tmp_path / "lock", lambda: len(asked) < 3 and not asked.append(1)),
    ):
        pass
    assert len(asked) == 3


def test_the_index_reads_a_settled_file_once(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    path.write_bytes(b"one")
    settle()
    index = Index(tmp_path / "cache" / "index")
    assert index.digest(path) == digest_bytes(b"one")
    index.save()
    told = json.loads((tmp_path / "cache" / "index").read_text())
    told["digests"][str(path)][1] = "f" * 64
    (tmp_path / "cache" / "index").write_text(json.dumps(told))
    assert Index(tmp_path / "cache" / "index").digest(path) == "f" * 64
    path.write_bytes(b"two")
    assert Index(tmp_path / "cache" / "index").digest(path) == digest_bytes(b"two")


def test_the_index_does_not_trust_a_young_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    index = Index(tmp_path / "index")
    path.write_bytes(b"one")
    index.digest(path)
    index.save()
    assert str(path) not in (tmp_path / "index").read_text()
    old(path)
    index.digest(path)
    index.save()
    assert str(path) not in (tmp_path / "index").read_text(), "its ctime is still young"


def test_the_index_sees_a_restored_mtime(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    path.write_bytes(b"one")
    old(path)
    settle()
    index = Index(tmp_path / "index")
    index.digest(path)
    path.write_bytes(b"two")
    old(path)
    assert index.digest(path) == digest_bytes(b"two")


def test_the_index_knows_files_of_a_tree_and_of_memory(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x")
    index = Index(tmp_path / ".index")
    assert index.digest(discover(tmp_path).get("a.md")) == digest_bytes(b"x")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 0, "digests": {}}', '{"version":1,"digests":{"a":[1]}}'])
def test_a_damaged_index_costs_time_and_nothing_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "index").write_text(text)
    (tmp_path / "a").write_bytes(b"x")
    index = Index(tmp_path / "index")
    assert index.digest(tmp_path / "a") == digest_bytes(b"x")
    index.save()


def test_files_that_are_gone_leave_the_index(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    settle()
    index = Index(tmp_path / "index")
    index.digest(tmp_path / "a")
    index.save()
    (tmp_path / "a").unlink()
    again = Index(tmp_path / "index")
    again.save()
    assert "digests" in (tmp_path / "index").read_text()
    assert str(tmp_path / "a") not in (tmp_path / "index").read_text()
